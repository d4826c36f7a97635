"""Two or three equals are asked whether they will be together: once, by what a director may know."""

from __future__ import annotations

import pytest

from matching.models import PairRequest, Program
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from tests.factories import (
    ExclusionFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    MembershipFactory,
)
from tests.support.groups import mails, people_of, take_in
from tests.support.matching import director_at
from tests.support.pairing import answer, let_it_end, listed, page_for
from tests.support.reading import NOISE

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


@pytest.mark.parametrize("kept_apart", [False, True])
def test_of_who_declines_or_is_kept_apart_no_one_is_told(program, kept_apart) -> None:
    director = director_at(program.institution)
    new = MembershipFactory(institution=program.institution, family_name="New")
    ann = pair(program, "Ann")
    other = GroupMember.objects.get(group=ann).member
    if kept_apart:
        ExclusionFactory(owner=new, other=other, reach="pair")
    take_in(director, ann, new)
    row = PairRequest.objects.get()
    there = page_for(row, new).content.decode()
    assert ("You asked before not to be brought together" in there) == kept_apart

    def read_by_others() -> list[str]:
        pages = [listed(director), page_for(row, other).content.decode()]
        return [NOISE.sub("#", one) for one in pages]

    before = read_by_others()
    OutboxMessage.objects.all().delete()
    if not kept_apart:
        answer(row, new, "decline")
    assert read_by_others() == before
    answer(row, other, "accept")
    assert not OutboxMessage.objects.exists()
    let_it_end(row)

    assert set(mails("peer_request_over")) == {new.user.email, other.user.email}
    assert len({mail.body_text for mail in mails("peer_request_over").values()}) <= 2
    assert "Did not come about" in listed(director)
    assert set(people_of(ann)) == {"Ann"}
