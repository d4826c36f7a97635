"""What a mail says as an answer to an invitation (RFC 5546, 3.2.3 and 3.2.7), however it is wrapped.

Outlook, Google and Apple differ: the part is base64 or plain, its METHOD stands inside or on the part
alone, zones have Windows' names. What cannot be read is no answer, and is said so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from itertools import islice
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event
from icalendar.timezone import tzp

LARGEST = 256 * 1024
# One answer is about one meeting or one series. More than so many of anything is no calendar's work.
MOST_PARTS, MOST_ANSWERS, MOST_RULES = 4, 60, 24
KINDS = {"text/calendar", "application/ics", "text/x-vcalendar"}
# What a zone's rule may say: one change in a year or a few. A rule by the second takes years to follow.
ZONE_RULE = re.compile(
    r"RRULE:(?:(?:FREQ=YEARLY|INTERVAL=[1-9]|COUNT=\d{1,3}|UNTIL=[\dTZ]+|WKST=[A-Z]{2}"
    r"|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=[-\d,]{1,40})(?:;|$))+",
    re.IGNORECASE,
)
# The library keeps each zone by its name for the whole process: no one else's mail is read meanwhile.
_reading = threading.Lock()
ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}


class Unreadable(Exception):
    """The mail holds a calendar part that cannot be read, or only Outlook's own format."""


# What reading raises, whatever a calendar's program or an attacker wrote there.
BROKEN = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip


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
    try:
        for method, text in islice(_parts(message), MOST_PARTS):
            try:
                if replies := _read(text, method):
                    return replies
            except BROKEN:
                broken = True
        if broken or _is_for_outlook_alone(message):
            raise Unreadable
    except (*BROKEN, LookupError) as error:
        raise Unreadable from error
    return []


def _read(text: str, method: str) -> list[CalendarReply]:
    """Return the answers in one calendar object; of several to the same meeting the latest."""
    _refuse_endless_zones(text)
    with _reading:
        # A zone of someone's own making, such as Outlook's "Customized Time Zone", is theirs alone.
        tzp.use_default()
        calendar = Calendar.from_ical(text)
        named = str(calendar.get("method", "")).upper() or method
        if named not in ("REPLY", "COUNTER"):
            return []
        events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
        if len(events) > MOST_ANSWERS:
            raise ValueError("There are more answers than anybody gives.")
        replies = [_reply(one, named) for one in events]
    replies.sort(key=lambda one: (one.sequence, one.said_at))
    return list({(one.uid, one.original_at): one for one in replies}.values())


def _refuse_endless_zones(text: str) -> None:
    """Raise ValueError where a VTIMEZONE has rules that no zone of this world has."""
    rules = 0
    in_zone = False
    for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n"):
        said = line.strip().upper()
        if said in ("BEGIN:VTIMEZONE", "END:VTIMEZONE"):
            in_zone = said.startswith("BEGIN")
        elif in_zone and said.startswith("RRULE"):
            rules += 1
            if rules > MOST_RULES or not ZONE_RULE.fullmatch(said):
                raise ValueError("No zone has such rules.")


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
    return re.sub(r"[\r\n]+", "\r\n", text.lstrip("\ufeff").replace("\0", "").strip()) + "\r\n"


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
