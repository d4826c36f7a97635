"""Wall time to slots: summer time, zones, weeks of their own."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from matching.groups.hours import SLOTS_A_WEEK, at, longest_stretch, on_clock, shown_on, stretches

SLOTS = st.frozensets(st.integers(0, SLOTS_A_WEEK - 1))
BERLIN, LONDON, BOSTON, LIMA, KATHMANDU = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Lima",
    "Asia/Kathmandu",
)


def day(number: int, *hours: float) -> set[int]:
    """Half hours of a day (0 is Monday) from the first hour to the second."""
    return {number * 48 + slot for slot in range(int(hours[0] * 2), int(hours[1] * 2))}


@given(SLOTS)
def test_one_s_own_clock_changes_nothing(slots: frozenset[int]) -> None:
    first, last = date(2027, 1, 4), date(2027, 12, 31)

    assert on_clock(slots, zone=BERLIN, clock=BERLIN, first=first, last=last) == slots


@given(SLOTS)
def test_no_hour_is_ever_won(slots: frozenset[int]) -> None:
    shown = on_clock(
        slots, zone=BOSTON, clock=BERLIN, first=date(2027, 1, 4), last=date(2027, 12, 31)
    )

    assert len(shown) <= len(slots)


def test_zone_in_which_the_clock_stands_otherwise_is_shifted() -> None:
    winter = {"first": date(2027, 1, 4), "last": date(2027, 2, 26)}

    found = on_clock(day(0, 9, 12), zone=LONDON, clock=BERLIN, **winter)

    assert found == day(0, 10, 13)


def test_clocks_that_change_on_other_days_leave_what_holds_all_along() -> None:
    """New York is six hours behind Berlin, and five for some weeks in March and November."""
    found = on_clock(
        day(0, 9, 12), zone=BOSTON, clock=BERLIN, first=date(2027, 1, 4), last=date(2027, 6, 30)
    )

    assert found == day(0, 15, 17)


def test_zone_without_summer_time_loses_the_hour_by_which_it_moves() -> None:
    found = on_clock(
        day(2, 8, 12), zone=LIMA, clock=BERLIN, first=date(2027, 1, 4), last=date(2027, 7, 30)
    )

    assert found == day(2, 15, 18)  # six hours ahead in winter, seven in summer


def test_sunday_evening_is_monday_elsewhere() -> None:
    found = on_clock(
        day(6, 20, 22), zone=BOSTON, clock=BERLIN, first=date(2027, 1, 4), last=date(2027, 2, 26)
    )

    assert found == day(0, 2, 4)


def test_half_hour_that_straddles_two_needs_both() -> None:
    """Kathmandu is five and three quarter hours ahead of UTC."""
    found = on_clock(
        day(0, 12, 14), zone=KATHMANDU, clock="UTC", first=date(2027, 1, 4), last=date(2027, 2, 26)
    )

    assert found == day(0, 6.5, 8)


def test_hours_are_shown_on_the_reader_s_clock() -> None:
    found = shown_on(day(0, 15, 16), clock=BERLIN, zone=BOSTON, day=date(2027, 1, 6))

    assert found == sorted(day(0, 9, 10))


def test_stretch_ends_at_midnight() -> None:
    assert longest_stretch(day(0, 22, 24) | day(1, 0, 1)) == 4
    assert longest_stretch(()) == 0
    assert stretches(day(0, 22, 24) | day(1, 0, 1)) == [(44, 48), (48, 50)]


@given(st.integers(0, SLOTS_A_WEEK - 1))
def test_slot_begins_on_the_hour_or_half_past(slot: int) -> None:
    assert at(slot) == time(slot % 48 // 2, slot % 2 * 30)
