"""When someone may be asked: in their day, on a working day, not on leave. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

OPENS = time(9)
MINUTES_OPEN = 7 * 60 + 30
SATURDAY = 5
FARTHEST = timedelta(days=400)
LOOKS_BACK = 7  # days
LONGEST_BREAK = 130  # days
Closed = Callable[[date], bool]


def never(_day: date) -> bool:
    """No day is a holiday."""
    return False


def next_slot(
    person: UUID,
    *,
    after: datetime,
    zone: ZoneInfo,
    away_from: date | None = None,
    away_until: date | None = None,
    closed: Closed = never,
) -> datetime:
    """Return the first moment later than *after* at which *person* may be asked, in UTC.

    Everyone has a minute of their own between 9:00 and 16:30 on the wall of *zone*, the same on
    every day, so that the mail of a day is spread over it and what one person gets comes together.
    A leave without an end is taken to last a year. *closed* says which days are holidays.
    """
    day = after.astimezone(zone).date()
    last = day + FARTHEST
    while day <= last:
        moment = _at_minute(day, _minute_of(person), zone)
        if moment > after and is_open_day(
            day, away_from=away_from, away_until=away_until, closed=closed
        ):
            return moment
        day += timedelta(days=1)
    return _at_minute(day, _minute_of(person), zone)


def last_slot(
    person: UUID,
    *,
    before: date,
    zone: ZoneInfo,
    away_from: date | None = None,
    away_until: date | None = None,
    closed: Closed = never,
) -> datetime | None:
    """Return the person's minute on the last working day ahead of the day *before*, in UTC.

    None where they have been away for a week: whoever is on leave is not reminded. Days on which all
    are off do not count: before a long break, people are reminded before it.
    """
    looked = 0
    for back in range(1, LONGEST_BREAK):
        day = before - timedelta(days=back)
        if looked == LOOKS_BACK:
            return None
        looked += not closed(day)
        if is_open_day(day, away_from=away_from, away_until=away_until, closed=closed):
            return _at_minute(day, _minute_of(person), zone)
    return None


def reaches_ahead(day: date, *, closed: Closed = never) -> date:
    """Return the latest day before which `last_slot` may name *day*, or one after it."""
    ahead, left = day, LOOKS_BACK + 1
    for _more in range(LONGEST_BREAK):
        ahead += timedelta(days=1)
        left -= not closed(ahead)
        if not left:
            break
    return ahead


def is_open(
    moment: datetime,
    *,
    zone: ZoneInfo,
    away_from: date | None = None,
    away_until: date | None = None,
    closed: Closed = never,
) -> bool:
    """Return whether someone may be asked just then: what is late is not sent into the night."""
    there = moment.astimezone(zone)
    since = (there.hour - OPENS.hour) * 60 + there.minute
    return 0 <= since <= MINUTES_OPEN and is_open_day(
        there.date(), away_from=away_from, away_until=away_until, closed=closed
    )


def is_open_day(
    day: date,
    *,
    away_from: date | None = None,
    away_until: date | None = None,
    closed: Closed = never,
) -> bool:
    """Return whether *day* is a working day on which the person is here."""
    if day.weekday() >= SATURDAY or closed(day):
        return False
    if away_from is None and away_until is None:
        return True
    return not (away_from or date.min) <= day <= (away_until or date.max)


def _minute_of(person: UUID) -> int:
    digest = hashlib.blake2b(person.bytes, digest_size=4).digest()
    return int.from_bytes(digest) % (MINUTES_OPEN + 1)


def _at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, OPENS) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)
