"""Calendar objects of every kind that we write, and what other people's programs make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from mentornet.mail.calendar import (
    Attendee,
    Entry,
    Method,
    Organizer,
    write_calendar,
    write_series,
)

NEW_YORK = ZoneInfo("America/New_York")
# The last Tuesday before the clocks change, and after.
FIRST = datetime(2027, 3, 2, 10, tzinfo=NEW_YORK)
MENTORNET = Organizer("MentorNet", "calendar+secret@mentornet.example.org", asks=True)
NAME = 'O’Brien, "Jim" Zoë; 李'
PEOPLE = [
    Attendee(NAME, "jim@example.org", "ACCEPTED"),
    Attendee("Ana Ruiz", "ana.ruiz@example.org"),
]


def entry(**changed) -> Entry:
    """A meeting with everything in it that breaks careless programs."""
    facts = {
        "uid": "a2c1b7c4-59c7-4b0e-9a35-c1f3e2ad3c55",
        "starts_at": FIRST,
        "minutes": 60,
        "title": f"Mentoring: {NAME}",
        "made_at": datetime(2027, 1, 1, tzinfo=UTC),
        "description": "Video call: https://example.org/j/1?pwd=a,b;c\nAgenda, notes; and\\more "
        + "ä漢字" * 40,
        "place": "Room 4, “East”; https://example.org/j/1?pwd=a,b;c",
        "url": "https://mentornet.example.org/meetings/1/",
        "attendees": PEOPLE,
        "alarm": 15,
    }
    return Entry(**(facts | changed))


def series(count: int = 4, weeks: int = 2, **changed: Entry) -> list[Entry]:
    """Meetings of one series over a change of the clocks, each at the same hour."""
    moments = [FIRST + timedelta(weeks=weeks * number) for number in range(count)]
    return [entry(starts_at=one, original_at=one, **changed) for one in moments]


def objects() -> dict[str, str]:
    """One object of each kind, by a name for it."""
    rows = series()
    moved = [*rows[:2], entry(**vars_of(rows[2], starts_at=rows[2].starts_at + timedelta(hours=3)))]
    zones = {
        zone: write_calendar(
            [entry()], method=Method.REQUEST, zone=ZoneInfo(zone), organizer=MENTORNET
        )
        for zone in (
            "Europe/Berlin",
            "Australia/Sydney",
            "Asia/Kolkata",
            "Africa/Casablanca",
            "UTC",
        )
    }
    one = {"zone": NEW_YORK, "organizer": MENTORNET}
    return {
        "request": write_calendar([entry()], method=Method.REQUEST, **one),
        "moved": write_calendar([entry(sequence=3)], method=Method.REQUEST, **one),
        "cancel": write_calendar([entry(sequence=4)], method=Method.CANCEL, **one),
        "feed": write_calendar(
            [entry(), entry(uid="another", starts_at=FIRST + timedelta(days=200))],
            method=Method.PUBLISH,
            zone=NEW_YORK,
            name="Mentoring",
        ),
        "empty feed": write_calendar([], method=Method.PUBLISH, zone=NEW_YORK, name="Mentoring"),
        "series": write_series(rows, **one),
        "series with gaps and one that moved": write_series([moved[0], moved[2], *rows[3:]], **one),
        "one of a series": write_calendar([moved[2]], method=Method.REQUEST, **one),
        "one of a series canceled": write_calendar([rows[1]], method=Method.CANCEL, **one),
        **{f"request in {zone}": text for zone, text in zones.items()},
    }


def vars_of(one: Entry, **changed) -> dict:
    return {**one.__dict__, **changed}


def occurrences(text: str) -> list[datetime]:
    """When a calendar would show the meetings of a series, worked out from what stands in it alone."""
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    master = next(one for one in events if "RECURRENCE-ID" not in one)
    rule, first = master["RRULE"], master.decoded("DTSTART")
    days = {"DAILY": 1, "WEEKLY": 7}[rule["FREQ"][0]]
    step = timedelta(days=days * int(rule["INTERVAL"][0]))
    found = {first + step * number for number in range(int(rule["COUNT"][0]))}
    lists = master.get("EXDATE", [])
    for each in lists if isinstance(lists, list) else [lists]:
        found -= {one.dt for one in each.dts}
    for one in events:
        if "RECURRENCE-ID" in one:
            found -= {one.decoded("RECURRENCE-ID")}
            found |= {one.decoded("DTSTART")}
    return sorted(found)
