"""Rows of days, and holidays of a region."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.programs.dates.domain.calendar_days import row_of_days
from profiles.institution.holidays import WorkCalendar, region_is_known


@pytest.mark.parametrize(
    ("first", "every", "days"),
    [
        ("2027-01-08", "in_a_row", ["2027-01-08", "2027-01-09", "2027-01-10"]),
        ("2027-01-08", "weekly", ["2027-01-08", "2027-01-15", "2027-01-22"]),
        ("2027-01-08", "fortnightly", ["2027-01-08", "2027-01-22", "2027-02-05"]),
        # The second Friday of each month, over the end of a year.
        ("2026-12-11", "monthly", ["2026-12-11", "2027-01-08", "2027-02-12"]),
        # The fifth Friday is the last where a month has four.
        ("2027-01-29", "monthly", ["2027-01-29", "2027-02-26", "2027-03-26"]),
    ],
)
def test_days_follow_each_other(first: str, every: str, days: list[str]) -> None:
    found = row_of_days(date.fromisoformat(first), count=3, every=every)

    assert [str(day) for day in found] == days


@given(first=st.dates(date(2020, 1, 1), date(2040, 12, 31)), count=st.integers(1, 30))
def test_monthly_days_are_one_a_month_on_one_weekday(first: date, count: int) -> None:
    found = row_of_days(first, count=count, every="monthly")

    assert found[0] == first
    assert {day.weekday() for day in found} == {first.weekday()}
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + count))
    apart = {(later - day) for day, later in pairwise(found)}
    assert apart <= {timedelta(weeks=4), timedelta(weeks=5)}


def test_holidays_are_those_of_the_region() -> None:
    days = [date(2027, 4, 19), date(2027, 7, 5), date(2027, 7, 6)]

    country = WorkCalendar("US").names_on(days)
    state = WorkCalendar("US-MA").names_on(days)

    assert sorted(country) == [date(2027, 7, 5)]
    assert sorted(state) == [date(2027, 4, 19), date(2027, 7, 5)]
    assert WorkCalendar("XX-1").names_on(days) == {}
    assert [region_is_known(one) for one in ("DE", "DE-BY", "US-QQ", "")] == [
        True,
        True,
        False,
        False,
    ]
