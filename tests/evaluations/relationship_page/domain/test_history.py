"""The page of a relationship costs the same for any history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting
from tests.evaluations.meetings.domain.test_lifecycle import act, ahead, client_of, plan, tie

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("meetings", [1, 3])
def test_relationship_page_costs_the_same_for_any_history(
    tie, meetings, django_assert_num_queries
) -> None:
    for at in range(meetings):
        plan(tie, tie.protege, ahead(7 + at))
        Meeting.objects.create(
            institution=tie.institution,
            tie=tie,
            state="held",
            starts_at=timezone.now() - timedelta(days=30 * (at + 1)),
        )
        act(tie.protege, "action_add", tie.pk, text=f"Do {at}", owner=str(tie.mentor_id))
    client = client_of(tie.protege)
    address = reverse("evaluations:relationship", args=[tie.pk])
    client.get(address)

    with django_assert_num_queries(15):
        client.get(address)
