"""What we tell calendars, as the RFCs have it and as other people's programs read it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from mentornet.mail.calendar import (
    Attendee,
    Entry,
    Method,
    bare_address,
    fits_series,
    video_link,
    write_calendar,
    write_series,
)
from mentornet.mail.zones import onsets_of
from tests.support.calendars import (
    FIRST,
    MENTORNET,
    NAME,
    NEW_YORK,
    entry,
    objects,
    occurrences,
    series,
    vars_of,
)

OBJECTS = objects()


@pytest.mark.parametrize("kind", OBJECTS)
def test_every_object_is_read_whole_by_other_peoples_programs(kind) -> None:
    text = OBJECTS[kind]

    ours = Calendar.from_ical(text).walk("VEVENT")
    theirs = list(vobject.readOne(io.StringIO(text)).contents.get("vevent", []))

    assert [one.errors for one in ours] == [[]] * len(ours)
    assert [str(one["UID"]) for one in ours] == [one.uid.value for one in theirs]
    assert [one.decoded("DTSTART") for one in ours] == [one.dtstart.value for one in theirs]
    assert [str(one["SUMMARY"]) for one in ours] == [one.summary.value for one in theirs]
    assert [str(one["DESCRIPTION"]) for one in ours] == [one.description.value for one in theirs]


@pytest.mark.parametrize("kind", OBJECTS)
def test_every_line_is_as_the_rfc_has_it(kind) -> None:
    raw = OBJECTS[kind].encode()
    lines = raw.split(b"\r\n")

    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    # No fold breaks a character.
    assert [line.decode() for line in lines]
    named = set(re.findall(r"TZID=([^:;]+)", OBJECTS[kind]))
    described = set(re.findall(r"^TZID:(.+?)\r$", OBJECTS[kind], re.MULTILINE))
    assert named == described
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"\r\nUID:") == raw.count(b"\r\nDTSTAMP:")


def test_an_invitation_says_who_asks_whom_and_where_to_look() -> None:
    event = Calendar.from_ical(OBJECTS["request"]).walk("VEVENT")[0]

    assert str(event["ORGANIZER"]) == "mailto:calendar+secret@mentornet.example.org"
    jim, ana = event["ATTENDEE"]
    assert (str(jim), jim.params["CN"]) == ("mailto:jim@example.org", NAME.replace('"', "'"))
    assert (jim.params["PARTSTAT"], ana.params["PARTSTAT"]) == ("ACCEPTED", "NEEDS-ACTION")
    assert ana.params["RSVP"] == "TRUE"
    assert str(event["URL"]) == "https://mentornet.example.org/meetings/1/"
    assert str(event["CONFERENCE"]) == "https://example.org/j/1?pwd=a,b;c"
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(minutes=-15)
    assert "BEGIN:VALARM" not in OBJECTS["cancel"]


def test_two_meetings_are_never_one_invitation() -> None:
    with pytest.raises(ValueError, match="one UID"):
        write_calendar(
            [entry(), entry(uid="another")],
            method=Method.REQUEST,
            zone=NEW_YORK,
            organizer=MENTORNET,
        )


# Zones ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "America/Phoenix"],
)
def test_a_described_zone_shows_the_same_clock_as_the_real_one(zone) -> None:
    """Read by vobject, which knows nothing of the zone but what stands in the object."""
    real = ZoneInfo(zone)
    moments = [datetime(2027, 1, 5, 3, 30, tzinfo=UTC) + timedelta(days=13 * n) for n in range(60)]
    entries = [entry(uid=f"{one:%s}", starts_at=one) for one in moments]
    text = write_calendar(entries, method=Method.PUBLISH, zone=real)
    # A name that no one has a table for, so that only the description helps.
    told = vobject.readOne(io.StringIO(text.replace(zone, f"Nowhere/{zone.partition('/')[2]}")))

    assert [one.dtstart.value.astimezone(UTC) for one in told.vevent_list] == moments


def test_a_zone_without_a_yearly_rule_is_told_in_utc() -> None:
    casablanca = ZoneInfo("Africa/Casablanca")  # its clocks follow the moon

    assert onsets_of(casablanca, 2027) is None
    text = OBJECTS["request in Africa/Casablanca"]
    assert "VTIMEZONE" not in text
    assert Calendar.from_ical(text).walk("VEVENT")[0].decoded("DTSTART") == FIRST
    assert not fits_series([FIRST, FIRST + timedelta(weeks=1)], casablanca)


# Series ---------------------------------------------------------------------------------------


def test_a_series_is_one_object_and_keeps_its_hour_over_the_clocks() -> None:
    rows = series()
    text = write_series(rows, zone=NEW_YORK, organizer=MENTORNET)

    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event["RRULE"].to_ical().decode() == "FREQ=WEEKLY;COUNT=4;INTERVAL=2;BYDAY=TU"
    assert occurrences(text) == [one.starts_at for one in rows]
    [read] = vobject.readOne(io.StringIO(text)).vevent_list
    assert list(read.getrruleset(addRDate=True)) == [one.starts_at for one in rows]


def test_a_series_leaves_out_holidays_and_tells_what_moved() -> None:
    rows = series(count=6, weeks=1)
    left = [rows[0], rows[1], rows[3], rows[5]]
    later = left[2].starts_at + timedelta(days=1)
    left[2] = Entry(**vars_of(left[2], starts_at=later, place="Room 9", sequence=7))

    text = write_series(left, zone=NEW_YORK, organizer=MENTORNET)

    master, moved = Calendar.from_ical(text).walk("VEVENT")
    assert occurrences(text) == [one.starts_at for one in left]
    assert str(moved["LOCATION"]) == "Room 9"
    assert str(master["LOCATION"]) == rows[0].place
    # The newest revision is that of the whole, so that it replaces all that was told before.
    assert (master["SEQUENCE"], moved["SEQUENCE"]) == (7, 7)


def test_days_in_a_row_are_one_object() -> None:
    moments = [FIRST + timedelta(days=one) for one in (0, 1, 2, 5)]
    rows = [entry(starts_at=one, original_at=one) for one in moments]

    text = write_series(rows, zone=NEW_YORK, organizer=MENTORNET)

    assert "RRULE:FREQ=DAILY;COUNT=6;INTERVAL=1" in text
    assert occurrences(text) == moments


@pytest.mark.parametrize(
    ("days", "fits"),
    [([0, 7, 14], True), ([0, 14, 21], True), ([0, 1, 2], True), ([0], False), ([0, 0], False)],
)
def test_days_of_their_own_at_one_hour_are_a_series(days, fits) -> None:
    assert fits_series([FIRST + timedelta(days=one) for one in days], NEW_YORK) is fits


# Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("Room 4", ""),
        ("https://example.org/j/1", "https://example.org/j/1"),
        ("Zoom (https://example.org/j/1).", "https://example.org/j/1"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_video_link_is_found_in_the_place(place, link) -> None:
    assert video_link(place) == link


def test_an_organizer_is_an_address_alone() -> None:
    assert bare_address("MentorNet <mail@example.org>") == "mail@example.org"


@pytest.mark.parametrize("sign", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\x07", "\r\n"])
def test_nothing_that_people_write_begins_a_line_of_its_own(sign) -> None:
    evil = f"Room 4{sign}ATTENDEE:mailto:spy@example.com{sign}END:VEVENT"
    one = replace(entry(), place=evil, title=evil, description=evil)
    one = replace(one, attendees=[Attendee(evil, "a@example.org")])

    text = write_calendar([one], method=Method.REQUEST, zone=NEW_YORK, organizer=MENTORNET)

    lines = [line for part in text.split("\r\n") for line in part.splitlines()]
    begun = [line for line in lines if line.startswith(("ATTENDEE:", "END:VEVENT"))]
    assert begun == ["END:VEVENT"]
    assert sign in ("\r", "\r\n") or sign not in text
