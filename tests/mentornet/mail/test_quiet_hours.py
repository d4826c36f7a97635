"""When someone may be asked: never at night, at a weekend or on leave, in any zone on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mentornet.mail.quiet_hours import is_open, last_slot, next_slot, reaches_ahead

ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "UTC",
]
moments = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)
)


@given(st.uuids(), moments, st.sampled_from(ZONES))
def test_a_slot_lies_ahead_in_the_persons_working_day(person: UUID, after, name: str) -> None:
    zone = ZoneInfo(name)

    slot = next_slot(person, after=after, zone=zone)

    there = slot.astimezone(zone)
    assert after < slot < after + timedelta(days=4)
    assert there.weekday() < 5
    assert time(9) <= there.time() <= time(16, 30)
    assert is_open(slot, zone=zone)


@given(st.uuids(), moments, st.sampled_from(ZONES), st.integers(0, 60))
def test_nobody_is_asked_on_leave(person: UUID, after, name: str, days: int) -> None:
    zone = ZoneInfo(name)
    first = after.astimezone(zone).date()
    last = first + timedelta(days=days)

    slot = next_slot(person, after=after, zone=zone, away_from=first, away_until=last)

    assert slot.astimezone(zone).date() > last


@given(st.uuids(), st.sampled_from(ZONES))
def test_the_hour_on_the_wall_stays_over_a_change_of_the_clocks(person: UUID, name: str) -> None:
    zone = ZoneInfo(name)
    walls = set()
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    for _day in range(40):
        moment = next_slot(person, after=moment, zone=zone)
        walls.add(moment.astimezone(zone).time())

    assert len(walls) == 1


def test_people_are_spread_over_the_day() -> None:
    after = datetime(2026, 11, 24, 1, tzinfo=UTC)
    slots = [
        next_slot(UUID(int=number), after=after, zone=ZoneInfo("UTC")) for number in range(900)
    ]

    by_hour = {hour: sum(one.hour == hour for one in slots) for hour in range(9, 16)}
    assert min(by_hour.values()) > 80
    assert {one.date() for one in slots} == {date(2026, 11, 24)}


@given(
    st.uuids(), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 40), st.integers(0, 9)
)
def test_a_reminder_before_a_break_is_looked_for_far_enough_ahead(person, day, long, more) -> None:
    """What `last_slot` puts on a day is a meeting within what that day reaches ahead."""
    first = day + timedelta(days=1)
    meeting = first + timedelta(days=long + more)

    def closed(one: date) -> bool:
        return first <= one < first + timedelta(days=long)

    slot = last_slot(person, before=meeting, zone=ZoneInfo("UTC"), closed=closed)

    assert slot is not None
    assert not closed(slot.date())
    assert meeting <= reaches_ahead(slot.date(), closed=closed)
