"""Weeks that begin where the reader's do."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from evaluations.dashboard.calendar.domain.coming import Coming, Kind, On
from evaluations.dashboard.calendar.domain.weeks import month_span, week_of, weeks_of

MONDAY, SUNDAY = 0, 6


@pytest.mark.parametrize(
    ("begins", "first"), [(MONDAY, date(2026, 11, 30)), (SUNDAY, date(2026, 11, 29))]
)
def test_a_week_begins_where_the_readers_does(begins: int, first: date) -> None:
    assert week_of(date(2026, 12, 2), begins) == first
    assert week_of(first, begins) == first


def test_a_month_is_whole_weeks() -> None:
    assert month_span(date(2026, 12, 15), SUNDAY) == (date(2026, 11, 29), date(2027, 1, 2))
    assert month_span(date(2026, 2, 1), SUNDAY) == (date(2026, 2, 1), date(2026, 2, 28))


def test_days_hold_what_is_on_them() -> None:
    entry = Coming(date(2026, 12, 2), Kind.PROGRAM_STARTS, "K", On.PROGRAM, uuid4())
    first, last = month_span(date(2026, 12, 1), SUNDAY)

    weeks = weeks_of([entry], first, last, month=date(2026, 12, 1))

    assert [len(week) for week in weeks] == [7] * 5
    assert [day.day for week in weeks for day in week if day.entries] == [entry.day]
    assert [day.is_outside for day in weeks[0]] == [True, True, False, False, False, False, False]
