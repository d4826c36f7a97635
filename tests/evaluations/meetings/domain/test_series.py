"""A series over days off: nothing is planned before its planner has said what to do with these."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evaluations.models import Meeting
from networks.models import Agreement, Tie
from networks.relationships.agreements.domain.confirming import (
    confirm_agreement,
    propose_agreement,
    starting_terms,
)
from tests.evaluations.meetings.domain.test_lifecycle import act
from tests.evaluations.meetings.views.test_days_off import days_off
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def tie() -> Tie:
    """Two people who meet every week for five weeks, from a Monday on."""
    tie = TieFactory()
    terms = starting_terms(tie, today=tie.institution.local_date())
    terms |= {"cadence": Agreement.Cadence.WEEKLY, "review_on": monday(tie) + 4 * WEEK}
    confirm_agreement(propose_agreement(tie, by=tie.protege, **terms), by=tie.mentor)
    return tie


def monday(tie: Tie) -> date:
    today = tie.institution.local_date()
    return today + timedelta(days=14 - today.weekday())


def plan(tie: Tie, first: date, **answer: str) -> str:
    return act(tie.protege, "series", tie.pk, first=f"{first}T10:00", **answer).content.decode()


def planned(tie: Tie) -> list[date]:
    zone = tie.institution.zone
    rows = Meeting.objects.filter(tie=tie).order_by("starts_at")
    return [one.starts_at.astimezone(zone).date() for one in rows]


@pytest.mark.parametrize(
    ("how", "weeks_and_days"),
    [
        ("skip", [(0, 0), (3, 0), (4, 0)]),
        # The two of the break end on one day, the first after it.
        ("move", [(0, 0), (2, 2), (3, 0), (4, 0)]),
        ("keep", [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]),
    ],
)
def test_a_series_over_a_break_asks_first_and_goes_around_it(tie: Tie, how, weeks_and_days) -> None:
    first = monday(tie)
    days_off(tie.institution, (first + WEEK, first + 2 * WEEK + timedelta(days=1), "Winter break"))

    asked = plan(tie, first)
    assert asked.count(": Winter break</li>") == 2
    assert planned(tie) == []

    seen = f"{first + WEEK} {first + 2 * WEEK}"
    # Whoever changes the first day answers for other dates than they saw.
    assert "Nothing is scheduled yet" in plan(
        tie, first + timedelta(days=1), on_days_off=how, days_seen=seen
    )
    assert planned(tie) == []

    plan(tie, first, on_days_off=how, days_seen=seen)
    assert planned(tie) == [first + a * WEEK + timedelta(days=b) for a, b in weeks_and_days]


def test_a_series_of_days_off_alone_is_not_planned(tie: Tie) -> None:
    first = monday(tie)
    rows = [
        (first + timedelta(days=100 * n), first + timedelta(days=100 * n + 99), "Closed")
        for n in range(6)
    ]
    days_off(tie.institution, *rows)
    seen = " ".join(str(first + number * WEEK) for number in range(5))

    for how in ("skip", "move"):
        said = plan(tie, first, on_days_off=how, days_seen=seen)
        assert "All these dates are days off." in said
    assert planned(tie) == []
