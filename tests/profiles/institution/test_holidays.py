"""Working days of an institution: fixed days, with what calendars are picky about."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from profiles.institution.holidays import KEEP, MOVE, SKIP, DayOff, WorkCalendar, holidays_of

BREAK = DayOff(date(2026, 12, 24), date(2027, 1, 3), "Winter break")
US = WorkCalendar("US")


@pytest.mark.parametrize(
    ("day", "name", "following"),
    [
        ("2026-11-26", "Thanksgiving Day", "2026-11-27"),
        # On a Sunday, and observed on the Monday.
        ("2027-07-04", "Independence Day", "2027-07-06"),
        ("2027-07-05", "Independence Day (observed)", "2027-07-06"),
        # On a Saturday: observed on the Friday, in the year before.
        ("2027-12-31", "New Year's Day (observed)", "2028-01-03"),
        ("2028-02-29", "", "2028-02-29"),
        ("2026-11-28", "", "2026-11-30"),
    ],
)
def test_holidays_are_on_the_day_on_which_they_are_observed(day, name, following) -> None:
    assert US.name_of(date.fromisoformat(day)) == name
    assert US.next_working(date.fromisoformat(day)) == date.fromisoformat(following)


def test_a_break_over_the_new_year_holds_to_its_last_day() -> None:
    calendar = WorkCalendar("US", days_off=(BREAK,))

    assert calendar.next_working(date(2026, 12, 24)) == date(2027, 1, 4)
    assert calendar.is_working(date(2026, 12, 23))
    assert calendar.names_on([date(2026, 12, 23), date(2027, 1, 2)]) == {
        date(2027, 1, 2): "Winter break"
    }


def test_a_holiday_that_is_worked_is_so_when_it_is_observed_too() -> None:
    calendar = WorkCalendar("US", worked=frozenset({"Independence Day", "Columbus Day"}))

    assert calendar.is_working(date(2027, 7, 5))
    assert calendar.is_working(date(2026, 10, 12))
    assert not calendar.is_working(date(2026, 11, 11))


def test_a_time_on_a_day_off_moves_with_its_hour_over_a_change_of_the_clocks() -> None:
    zone = ZoneInfo("America/New_York")
    calendar = WorkCalendar("US", days_off=(DayOff(date(2027, 3, 8), date(2027, 3, 14), "Spring"),))
    there = datetime(2027, 3, 12, 10, 30, tzinfo=zone)

    assert calendar.moved(there) == datetime(2027, 3, 15, 10, 30, tzinfo=zone)
    assert calendar.moved(there, back=True) == datetime(2027, 3, 5, 10, 30, tzinfo=zone)
    saturday = datetime(2027, 3, 20, 10, 30, tzinfo=zone)
    assert calendar.moved(saturday) == saturday


def test_names_are_given_once_each_and_without_their_observed_days() -> None:
    names = holidays_of("US", years=range(2026, 2029))

    assert names[0] == "New Year's Day"
    assert len(names) == len(set(names)) == 11
    assert holidays_of("XX", years=[2026]) == []


def test_dates_go_around_overlapping_days_off_and_never_onto_one() -> None:
    days = [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]
    overlapping = DayOff(date(2026, 12, 26), date(2027, 1, 4), "Retreat")
    calendar = WorkCalendar("XX", days_off=(BREAK, overlapping))

    assert calendar.around(days, SKIP) == days[:1]
    assert calendar.around(days, MOVE) == [days[0], date(2027, 1, 5)]
    assert calendar.around(days, KEEP) == days

    # Closed for longer than anyone looks ahead: there is no day to go to.
    closed = WorkCalendar("XX", days_off=(DayOff(date(2026, 1, 1), date(2029, 1, 1), "Closed"),))
    assert closed.around(days, MOVE) == closed.around(days, SKIP) == []
