"""Peers who were asked first, and all accept: their pair or their group begins."""

from __future__ import annotations

import pytest

from matching.models import PairRequest
from tests.factories import GroupMemberFactory, GroupProgramFactory, MembershipFactory
from tests.matching.pairing.domain.test_peers import pair
from tests.support.groups import people_of, take_in
from tests.support.matching import director_at
from tests.support.pairing import answer

pytestmark = pytest.mark.django_db


def test_who_joined_meanwhile_was_not_asked_and_so_nobody_joins() -> None:
    program = GroupProgramFactory(state="running")
    director = director_at(program.institution)
    new = MembershipFactory(institution=program.institution, family_name="New")
    ann = pair(program, "Ann")
    take_in(director, ann, new)
    row = PairRequest.objects.get()
    GroupMemberFactory(group=ann, member__family_name="Late")
    for one in row.people:
        answer(row, one, "accept")
    assert set(people_of(ann)) == {"Ann", "Late"}
