"""Rows of days: in a row, weekly, monthly on one weekday. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

IN_A_ROW, WEEKLY, FORTNIGHTLY, MONTHLY = "in_a_row", "weekly", "fortnightly", "monthly"
STEPS = {IN_A_ROW: 1, WEEKLY: 7, FORTNIGHTLY: 14}
LAST = 5
"""The fifth Friday, say: in a month that has four it is the last one."""


def row_of_days(first: date, *, count: int, every: str) -> list[date]:
    """Return *count* days from *first* on; monthly ones keep the weekday and its place in the month.

    >>> [str(day) for day in row_of_days(date(2027, 1, 8), count=3, every="monthly")]
    ['2027-01-08', '2027-02-12', '2027-03-12']
    """
    if every in STEPS:
        return [first + timedelta(days=STEPS[every] * number) for number in range(count)]
    place = (first.day - 1) // 7 + 1
    found = []
    for number in range(count):
        month = first.month - 1 + number
        found.append(nth_weekday(first.year + month // 12, month % 12 + 1, first.weekday(), place))
    return found


def nth_weekday(year: int, month: int, weekday: int, place: int) -> date:
    """Return the *place*-th of a weekday (0 is Monday) in a month; the fifth is the last.

    >>> nth_weekday(2027, 2, 4, 2), nth_weekday(2027, 2, 4, 5)
    (datetime.date(2027, 2, 12), datetime.date(2027, 2, 26))
    """
    begins, length = calendar.monthrange(year, month)
    day = 1 + (weekday - begins) % 7 + 7 * (place - 1)
    return date(year, month, day if day <= length else day - 7)


def is_weekend(day: date) -> bool:
    """Return whether *day* is a Saturday or a Sunday."""
    return day.weekday() >= 5
