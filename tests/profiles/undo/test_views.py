"""The undo of pages, as its reader meets it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Goal
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_what_is_deleted_with_all_of_its_kind_is_kept_nowhere() -> None:
    member = MembershipFactory()
    mine = client_of(member)
    goal = Goal.objects.create(
        member=member, institution=member.institution, horizon="short", text="A first R01."
    )
    mine.post(reverse("profiles:goal_remove", args=[goal.pk]))
    assert "A first R01." in str(dict(mine.session))

    deleted = mine.post(reverse("evaluations:my_data"), {"kind": "goals", "sure": "1"})
    mine.post(reverse("profiles:undo"))

    assert deleted.status_code == 302
    assert not Goal.objects.exists()
    assert "A first R01." not in str(dict(mine.session))
