"""Accounts in use, by month."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from evaluations.dashboard.figures.domain.activation import activation_of
from evaluations.dashboard.figures.domain.trend import last_months
from profiles.models import Membership
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db

MONTHS = last_months(date(2026, 3, 31), 3)
JAN, FEB, MAR = (one.first for one in MONTHS)


def test_who_activated_stays_counted_and_months_are_those_of_the_institution(
    django_assert_num_queries,
) -> None:
    here = InstitutionFactory()
    for moment in (None, "2025-06-01T12:00Z", "2026-02-01T02:00Z", "2026-03-05T12:00Z"):
        one = MembershipFactory(institution=here)
        Membership.objects.filter(pk=one.pk).update(joined_at=moment)
    people = Membership.objects.filter(institution=here)

    with django_assert_num_queries(1):
        found = activation_of(people, MONTHS, ZoneInfo("America/New_York"))

    # 2 o'clock in UTC is still January in New York.
    assert found == (4, {JAN: 2, FEB: 2, MAR: 3})
