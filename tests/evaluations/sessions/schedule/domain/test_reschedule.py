"""How sessions go around holidays: never back, never out of order, always on the same weekday."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evaluations.sessions.schedule.domain.reschedule import shifted

WEEK = timedelta(weeks=1)
DAY = date(2026, 11, 30)
days = st.lists(st.integers(0, 300), min_size=1, max_size=20, unique=True).map(
    lambda found: [DAY + timedelta(days=one) for one in sorted(found)]
)
skips = st.frozensets(st.integers(0, 330).map(lambda one: DAY + timedelta(days=one)), max_size=60)


@given(days=days, skip=skips, weeks=st.integers(0, 10), carry=st.booleans())
def test_nothing_goes_back_changes_its_weekday_its_order_or_falls_on_a_skipped_day(
    days: list[date], skip: frozenset[date], weeks: int, carry: bool
) -> None:
    found = shifted(days, weeks=weeks, skip=skip, carry=carry)

    assert [one.weekday() for one in found] == [one.weekday() for one in days]
    assert all(new - old >= weeks * WEEK for old, new in zip(days, found, strict=True))
    assert sorted(set(found)) == found
    assert skip.isdisjoint(found)


@given(days=days, skip=skips, weeks=st.integers(0, 10))
def test_with_carry_no_two_come_nearer_to_each_other(
    days: list[date], skip: frozenset[date], weeks: int
) -> None:
    found = shifted(days, weeks=weeks, skip=skip, carry=True)

    for at in range(1, len(days)):
        assert found[at] - found[at - 1] >= days[at] - days[at - 1]


@given(days=days)
def test_without_a_reason_nothing_moves(days: list[date]) -> None:
    assert shifted(days) == days


def test_only_what_falls_on_a_holiday_moves() -> None:
    weekly = [DAY + one * WEEK for one in range(5)]

    assert shifted(weekly, skip={weekly[1]}) == [
        weekly[0], weekly[2], weekly[3], weekly[4], weekly[4] + WEEK
    ]  # fmt: skip
    monthly = [DAY + 4 * one * WEEK for one in range(3)]
    assert shifted(monthly, skip={monthly[1]}) == [monthly[0], monthly[1] + WEEK, monthly[2]]
    assert shifted(monthly, skip={monthly[1]}, carry=True) == [
        monthly[0], monthly[1] + WEEK, monthly[2] + WEEK
    ]  # fmt: skip


def test_two_sessions_of_one_day_stay_together() -> None:
    assert shifted([DAY, DAY, DAY + WEEK], skip={DAY}) == [DAY + WEEK, DAY + WEEK, DAY + 2 * WEEK]
