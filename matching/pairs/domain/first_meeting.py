"""Entries for people's own calendars, as iCalendar text (RFC 5545)."""

from datetime import date, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from mentornet.mail.calendar import PRODUCT


def first_meeting(*, uid: str, title: str, description: str, day: date) -> str:
    """Return a calendar with one entry that lasts the whole *day* and leaves the time free."""
    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", title)
    entry.add("description", description)
    entry.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return calendar.to_ical().decode()
