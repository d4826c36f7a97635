"""What is held about a person themselves: the roster's rows stay, what they wrote can be deleted."""

from __future__ import annotations

import pytest

from evaluations.home.my_data.domain.kinds import delete_kinds
from evaluations.home.my_data.domain.person_kinds import PERSON
from profiles.models import Goal, Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_what_the_institution_keeps_cannot_be_deleted_by_the_person() -> None:
    stays = {one.key for one in PERSON if one.stays}

    assert stays == {
        "roster",
        "director_notes",
        "account",
        "sign_on",
        "directory",
        "training",
    }


def test_goals_are_deleted_and_the_roster_is_not() -> None:
    member = MembershipFactory()
    Goal.objects.create(
        institution=member.institution, member=member, horizon=Goal.Horizon.SHORT, text="Write"
    )

    assert delete_kinds(member, keys=["roster", "goals"]) == 1
    assert not Goal.objects.exists()
    assert Membership.objects.filter(pk=member.pk).exists()
