"""Calendar objects as text (RFC 5545), each about one UID (RFC 5546, 3.2), for any calendar to read.

What calendars do with the parts of it, and where that is written down, stands in docs/calendars.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import gcd
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Parameters,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vRecur,
    vUri,
)

from mentornet.mail.zones import onsets_of

PRODUCT = "-//MentorNet//MentorNet//EN"
LINK = re.compile(r"https?://[^\s<>\"]+")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
REFRESHED = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar is to do with an object (RFC 5546, 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Attendee:
    """Someone who is invited; `answer` is a PARTSTAT."""

    name: str
    email: str
    answer: str = "NEEDS-ACTION"


@dataclass(frozen=True)
class Entry:
    """One meeting in someone's calendar.

    `original_at` is set for one of a series: when it was by the series' rule. `alarm` is minutes
    before the start. `made_at` is when this revision was made.
    """

    uid: str
    starts_at: datetime
    minutes: int
    title: str
    made_at: datetime
    description: str = ""
    place: str = ""
    url: str = ""
    sequence: int = 0
    original_at: datetime | None = None
    attendees: Sequence[Attendee] = ()
    alarm: int | None = None


@dataclass(frozen=True)
class Organizer:
    """To whom calendars send answers; without `asks` they offer none."""

    name: str
    email: str
    asks: bool = False


def write_calendar(
    entries: Sequence[Entry],
    *,
    method: Method,
    zone: ZoneInfo,
    organizer: Organizer | None = None,
    name: str = "",
) -> str:
    """Return a calendar of *entries*, which stand there in *zone*.

    A REQUEST or CANCEL is about one UID: raise ValueError for several.
    """
    if method != Method.PUBLISH and len({one.uid for one in entries}) > 1:
        raise ValueError("One object is about one UID.")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(REFRESHED), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESHED))
    told = zone if _add_zone(calendar, entries, zone) else UTC
    for one in entries:
        calendar.add_component(_event(one, method, told, organizer))
    return calendar.to_ical().decode()


def write_series(
    entries: Sequence[Entry],
    *,
    zone: ZoneInfo,
    organizer: Organizer | None = None,
) -> str:
    """Return a REQUEST of one whole series: its rule, what is left out, and what differs.

    Every entry has an `original_at`, each on another day at one hour of *zone* (see `fits_series`).
    Whatever revision each has, all are told in the latest, which replaces all that was told before.
    """
    rows = sorted(entries, key=lambda one: one.original_at or one.starts_at)
    originals = [_at(one).astimezone(zone) for one in rows]
    step = _step(originals)
    first, latest = rows[0], max(one.sequence for one in rows)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", Method.REQUEST)
    if not _add_zone(calendar, rows, zone):
        raise ValueError("A series needs a zone whose clocks follow a yearly rule.")
    usual = _usual(rows)
    master = Entry(
        uid=first.uid,
        starts_at=originals[0],
        minutes=usual.minutes,
        title=usual.title,
        made_at=first.made_at,
        description=usual.description,
        place=usual.place,
        url=usual.url,
        sequence=latest,
        attendees=first.attendees,
        alarm=first.alarm,
    )
    event = _event(master, Method.REQUEST, zone, organizer)
    event.add("rrule", vRecur(_rule(originals, step)))
    for moment in _left_out(originals, step):
        event.add("exdate", moment)
    calendar.add_component(event)
    for one, original in zip(rows, originals, strict=True):
        if (one.starts_at, _shown(one)) != (original, _shown(usual)):
            changed = Entry(**{**one.__dict__, "sequence": latest})
            calendar.add_component(_event(changed, Method.REQUEST, zone, organizer))
    return calendar.to_ical().decode()


def fits_series(moments: Sequence[datetime], zone: ZoneInfo) -> bool:
    """Return whether *moments*, in order, are at one hour of *zone* on days of their own, so that a rule holds them."""
    there = [one.astimezone(zone) for one in moments]
    apart = all(later.date() > earlier.date() for earlier, later in pairwise(there))
    alike = len({one.time() for one in there}) == 1
    return len(there) > 1 and apart and alike and onsets_of(zone, there[0].year) is not None


def video_link(place: str) -> str:
    """Return the first web address in *place*; "" where there is none."""
    found = LINK.search(place)
    return found[0].rstrip(".,;)") if found else ""


def plain(text: str) -> str:
    """Return *text* without what could end a line before its time, or what no object may hold.

    A lone CR begins a new line, and with it a new property, for many calendars (RFC 5545, 3.1 and 3.3.11).
    """
    return CONTROLS.sub(" ", text.replace("\r\n", "\n"))


def bare_address(text: str) -> str:
    """Return the address alone of a sender such as `MentorNet <mail@example.org>`."""
    return parseaddr(text)[1]


def _event(one: Entry, method: Method, zone: Any, organizer: Organizer | None) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.made_at.astimezone(UTC))
    if one.original_at is not None:
        event.add("recurrence-id", one.original_at.astimezone(zone))
    start = one.starts_at.astimezone(zone)
    event.add("dtstart", start)
    event.add("dtend", (one.starts_at + timedelta(minutes=one.minutes)).astimezone(zone))
    event.add("summary", plain(one.title))
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    for name, value in (("description", one.description), ("location", one.place)):
        if value:
            event.add(name, plain(value))
    if one.url:
        event.add("url", vUri(one.url))
    if link := video_link(one.place):
        label = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Video call"}
        event.add("conference", vUri(link), parameters=Parameters(label))
    if method != Method.PUBLISH and organizer is not None:
        event.add("organizer", _address(organizer.name, organizer.email))
        for other in one.attendees:
            event.add("attendee", _attendee(other, asked=organizer.asks))
    if one.alarm is not None and method != Method.CANCEL:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain(one.title))
        alarm.add("trigger", -timedelta(minutes=one.alarm))
        event.add_component(alarm)
    return event


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    # A quotation mark cannot stand in a parameter, and Outlook does not know RFC 6868's way around.
    address.params["CN"] = " ".join(plain(name).replace('"', "'").split())
    return address


def _attendee(one: Attendee, *, asked: bool) -> vCalAddress:
    attendee = _address(one.name, one.email)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = one.answer
    attendee.params["RSVP"] = "TRUE" if asked else "FALSE"
    return attendee


def _add_zone(calendar: Calendar, entries: Sequence[Entry], zone: ZoneInfo) -> bool:
    """Describe *zone* in the calendar; without a yearly rule nothing, and times stand in UTC."""
    if not entries:
        return False
    part = _zone_part(zone, min(_at(one) for one in entries).year)
    if part is None:
        return False
    calendar.add_component(part)
    return True


@lru_cache(maxsize=256)
def _zone_part(zone: ZoneInfo, year: int) -> Timezone | None:
    """Return the VTIMEZONE from the year before *year* on: with rules, as Outlook reads nothing else.

    (`Calendar.add_missing_timezones` lists dates, and summer time an hour late.)
    """
    onsets = onsets_of(zone, year - 1)
    if onsets is None or zone.key == "UTC":
        return None
    part = Timezone()
    part.add("tzid", zone.key)
    for onset in onsets:
        observance = TimezoneDaylight() if onset.summer else TimezoneStandard()
        observance.add("dtstart", onset.at)
        observance.add("tzoffsetfrom", onset.before)
        observance.add("tzoffsetto", onset.after)
        observance.add("tzname", onset.name)
        if onset.byday:
            rule = {"freq": "YEARLY", "bymonth": onset.at.month, "byday": onset.byday}
            observance.add("rrule", vRecur(rule))
        part.add_component(observance)
    return part


def _at(one: Entry) -> datetime:
    return one.original_at or one.starts_at


def _shown(one: Entry) -> tuple[Any, ...]:
    return one.minutes, one.title, one.place


def _usual(rows: Sequence[Entry]) -> Entry:
    """The entry that most others are like; the first of several such."""
    shown = [_shown(one) for one in rows]
    return rows[shown.index(max(shown, key=shown.count))]


def _step(originals: Sequence[datetime]) -> int:
    """Return how many days the rule goes on by: what all distances are multiples of."""
    return gcd(*((b.date() - a.date()).days for a, b in pairwise(originals))) or 7


def _rule(originals: Sequence[datetime], step: int) -> dict[str, Any]:
    """The rule whose times are every *step* days; of whole weeks, as people would say it."""
    days = (originals[-1].date() - originals[0].date()).days
    rule = {"freq": "DAILY", "interval": step, "count": days // step + 1}
    if step % 7:
        return rule
    weekly = {"freq": "WEEKLY", "interval": step // 7, "byday": WEEKDAYS[originals[0].weekday()]}
    return rule | weekly


def _left_out(originals: Sequence[datetime], step: int) -> Iterator[datetime]:
    """Yield the times of the rule at which there is no meeting."""
    there = {one.date() for one in originals}
    moment = originals[0]
    while moment.date() < originals[-1].date():
        if moment.date() not in there:
            yield moment
        moment += timedelta(days=step)
