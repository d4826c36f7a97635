"""Two or three equals are asked whether they will be together: once, by what a director may know."""

from __future__ import annotations

import pytest

from matching.models import PairRequest, Program
from networks.models import PeerGroup
from tests.factories import GroupMemberFactory, GroupProgramFactory, MembershipFactory
from tests.support.groups import mails, people_of, take_in
from tests.support.matching import director_at
from tests.support.pairing import answer, let_it_end, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return GroupProgramFactory(state="running")


def pair(program: Program, name: str) -> PeerGroup:
    group = GroupMemberFactory(
        group__institution=program.institution, member__family_name=name
    ).group
    program.groups.create(institution=program.institution, group=group)
    return group


def test_people_are_asked_once_and_the_same_again_after_a_while(program) -> None:
    director = director_at(program.institution)
    new = MembershipFactory(institution=program.institution, family_name="New")
    ann, bob = pair(program, "Ann"), pair(program, "Bob")

    take_in(director, ann, new)
    take_in(director, ann, new)
    row = PairRequest.objects.get()
    assert len(mails("peer_request")) == 2
    assert "was asked about a peer or a group" in take_in(director, bob, new)
    assert "New" in listed(director)
    assert "Ann" in listed(director, q="Ann")

    answer(row, new, "accept")
    answer(row, new, "decline")
    let_it_end(row)
    row.refresh_from_db()
    assert (row.state, row.protege_answer) == ("not_made", "waiting")
    assert "were asked recently" in take_in(director, ann, new)
    take_in(director, bob, new)
    other = PairRequest.objects.exclude(pk=row.pk).get()
    for one in other.people:
        answer(other, one, "accept")
    assert set(people_of(bob)) == {"New", "Bob"}
    other.refresh_from_db()
    assert other.state == "made"
