"""The desk's calendar at a private address, for a calendar program that reads it without a sign-in.

It holds titles, days and times, and nothing that anyone wrote to anyone. It works while its owner runs
programs, and says nothing from the day that their staff role ends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from icalendar import vDuration as Duration

from evaluations.dashboard.calendar.domain.coming import Coming, coming_to
from mentornet.mail import links
from mentornet.mail.calendar import PRODUCT, plain
from mentornet.mail.errors import LinkError
from mentornet.mail.models import Link
from mentornet.mail.purposes import Purpose
from profiles.models import Membership

# The personal feed has no subject: neither address opens the other.
SUBJECT = "dashboard"
BACK, AHEAD = timedelta(days=92), timedelta(days=550)
REFRESHED = timedelta(hours=12)


def token_of(member: Membership) -> str | None:
    """Return the end of the member's address; None where there is none."""
    return links.current_token(Purpose.FEED, holder=member, subject=SUBJECT)


def open_feed(member: Membership) -> str:
    """Give *member* an address and return its end; who has one keeps it."""
    return links.standing(Purpose.FEED, holder=member, subject=SUBJECT)


def close_feed(member: Membership) -> None:
    """Close the address for good; the next one is another. Without one nothing happens."""
    links.revoke(purposes=[Purpose.FEED], holder=member, subjects=[SUBJECT])


def owner_of(token: str) -> tuple[Link, Membership] | None:
    """Return whose address ends so; None where it is forged or closed, or they run no program now."""
    try:
        link = links.look_up(Purpose.FEED, token)
    except LinkError:
        return None
    if link.subject != SUBJECT or link.membership_id is None:
        return None
    member = (
        Membership.objects.filter(pk=link.membership_id, user__is_active=True)
        .select_related("user", "institution")
        .first()
    )
    return (link, member) if member is not None and member.runs_programs else None


def feed_text(member: Membership, *, name: str, address: Callable[[Coming], str]) -> str:
    """Return what is coming to *member* as iCalendar text; *address* says where each entry's page is."""
    today = member.institution.local_date()
    entries = coming_to(member.user, member.institution, today - BACK, today + AHEAD)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", Duration(REFRESHED), parameters={"value": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one, address(one)))
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(one: Coming, address: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    # Nothing says when an entry changed, and its time is in its name: the same text for the same days.
    event.add("dtstamp", datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC))
    if one.at is None:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
    else:
        event.add("dtstart", one.at.astimezone(UTC))
        event.add("dtend", one.at.astimezone(UTC) + timedelta(minutes=one.minutes))
    # A director is not at each of them.
    event.add("transp", "TRANSPARENT")
    event.add("summary", plain(one.title))
    event.add("url", address)
    return event
