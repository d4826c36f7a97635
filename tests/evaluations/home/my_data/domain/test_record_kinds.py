"""What the software noted of a person: shown to them, and kept."""

from __future__ import annotations

import pytest

from evaluations.home.my_data.domain.kinds import delete_kinds
from evaluations.home.my_data.domain.record_kinds import RECORDS
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
EVENTS = next(one for one in RECORDS if one.key == "events")


def test_none_of_it_can_be_deleted_by_the_person_and_each_says_why() -> None:
    assert [one.key for one in RECORDS if not one.stays] == []


def test_what_one_did_is_shown_to_oneself_alone_and_of_this_institution_alone() -> None:
    member, other = MembershipFactory(), MembershipFactory()
    elsewhere = MembershipFactory(user=member.user)

    deleted = delete_kinds(member, keys=["goals"])

    assert deleted == 0
    assert [one.verb for one in EVENTS.rows(member)] == ["own_data.deleted.goals"]
    assert list(EVENTS.rows(other)) == list(EVENTS.rows(elsewhere)) == []
