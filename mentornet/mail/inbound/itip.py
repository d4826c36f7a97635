"""What a mail says as an answer to an invitation (RFC 5546, 3.2.3 and 3.2.7), however it is wrapped.

Outlook, Google and Apple differ: the part is base64 or plain, its METHOD stands inside or on the part
alone, zones have Windows' names. What cannot be read is no answer, and is said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

LARGEST = 256 * 1024
KINDS = {"text/calendar", "application/ics", "text/x-vcalendar"}
ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}


class Unreadable(Exception):
    """The mail holds a calendar part that cannot be read, or only Outlook's own format."""


@dataclass(frozen=True)
class CalendarReply:
    """One answer. `starts_at` and `minutes` are set where another time is proposed.

    `answer` is "" where it says nothing that we keep (delegated, not answered yet).
    """

    uid: str
    email: str
    answer: str
    sequence: int
    said_at: datetime
    original_at: datetime | None = None
    starts_at: datetime | None = None
    minutes: int | None = None


def read_replies(message: Message) -> list[CalendarReply]:
    """Return the answers that *message* holds, none where it is another mail. Raise Unreadable."""
    broken = False
    for method, text in _parts(message):
        try:
            calendar = Calendar.from_ical(text)
            named = str(calendar.get("method", "")).upper() or method
            if named in ("REPLY", "COUNTER"):
                return [
                    _reply(event, named)
                    for event in calendar.walk("VEVENT")
                    if isinstance(event, Event)
                ]
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
            # Whatever a calendar's program or an attacker wrote there.
            broken = True
    if broken or _is_for_outlook_alone(message):
        raise Unreadable
    return []


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        name = (part.get_filename() or "").lower()
        if part.is_multipart() or not (
            part.get_content_type() in KINDS or name.endswith((".ics", ".vcs"))
        ):
            continue
        raw = part.get_payload(decode=True)
        if not isinstance(raw, bytes) or len(raw) > LARGEST:
            continue
        yield str(part.get_param("method") or "").upper(), _unfolded(raw, part)


def _unfolded(raw: bytes, part: Message) -> str:
    """Return the text with line ends as they should be: some programs write LF, some CR CR LF."""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = raw.decode("utf-8", errors="replace")
    return (
        re.sub(r"(?:\r*\n|\r)+", "\r\n", text.lstrip("\ufeff").replace("\0", "").strip()) + "\r\n"
    )


def _is_for_outlook_alone(message: Message) -> bool:
    return any(
        part.get_content_type() == "application/ms-tnef"
        or (part.get_filename() or "").lower() == "winmail.dat"
        for part in message.walk()
    )


def _reply(event: Event, method: str) -> CalendarReply:
    attendee = _attendee(event)
    original_at = _moment(event.get("recurrence-id"))
    if "recurrence-id" in event and original_at is None:
        raise ValueError("It is not said of which meeting of a series it speaks.")
    said_at = _moment(event.get("dtstamp")) or timezone.now()
    starts_at = minutes = None
    if method == "COUNTER":
        starts_at = _moment(event.get("dtstart"))
        minutes = _minutes(event, starts_at)
    return CalendarReply(
        uid=str(event["uid"]).strip(),
        email=re.sub(r"^mailto:", "", str(attendee), flags=re.IGNORECASE).strip().lower(),
        answer=ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper(), ""),
        sequence=int(event.get("sequence", 0)),
        # A clock that goes wrong over there must not keep later answers out.
        said_at=min(said_at, timezone.now()),
        original_at=original_at,
        starts_at=starts_at,
        minutes=minutes,
    )


def _attendee(event: Event) -> Any:
    """Who answers: the only attendee, of several (Outlook's COUNTER) the one who says something."""
    listed = event["attendee"]
    if not isinstance(listed, list):
        return listed
    said = [one for one in listed if str(one.params.get("PARTSTAT", "")).upper() in ANSWERS]
    if len(said) != 1:
        raise ValueError("It is not said who answers.")
    return said[0]


def _minutes(event: Event, starts_at: datetime | None) -> int | None:
    if starts_at is None:
        return None
    end = _moment(event.get("dtend"))
    length = event.get("duration")
    took = end - starts_at if end else (length.dt if length else None)
    return int(took / timedelta(minutes=1)) if isinstance(took, timedelta) else None


def _moment(value: Any) -> datetime | None:
    """Return a time as UTC; None for none, for a whole day, and for one without a zone."""
    when = getattr(value, "dt", None)
    if isinstance(when, datetime):
        return when.astimezone(UTC) if when.tzinfo else None
    if isinstance(when, date) or when is None:
        return None
    raise ValueError("It is no time.")
