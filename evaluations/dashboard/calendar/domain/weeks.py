"""Days laid out as a calendar has them: in weeks that begin where the reader's do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluations.dashboard.calendar.domain.coming import Coming

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """One day, and what is on it. `is_outside`: of another month than the one that is shown."""

    day: date
    entries: tuple[Coming, ...]
    is_outside: bool = False


def week_of(day: date, first_weekday: int) -> date:
    """Return the first day of the week of *day*; weeks begin on *first_weekday*, 0 for Monday.

    >>> str(week_of(date(2026, 12, 2), 6))
    '2026-11-29'
    """
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def month_span(month: date, first_weekday: int) -> tuple[date, date]:
    """Return the first and the last day of the weeks in which the month of *month* lies."""
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    last = week_of(following - timedelta(days=1), first_weekday) + timedelta(days=6)
    return week_of(first, first_weekday), last


def weeks_of(
    entries: Sequence[Coming], first: date, last: date, *, month: date | None = None
) -> list[list[Day]]:
    """Return the days from *first*, which begins a week, to *last* in weeks, with their entries."""
    by_day: dict[date, list[Coming]] = {}
    for one in entries:
        by_day.setdefault(one.day, []).append(one)
    weeks = []
    while first <= last:
        days = [first + timedelta(days=number) for number in range(7)]
        weeks.append(
            [
                Day(day, tuple(by_day.get(day, ())), month is not None and day.month != month.month)
                for day in days
            ]
        )
        first += WEEK
    return weeks
