"""Entries for people's own calendars, as iCalendar text (RFC 5545)."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event


def first_meeting(*, uid: str, title: str, description: str, day: date) -> str:
    """Return a calendar with one entry that lasts the whole *day* and leaves the time free."""
    entry = Event()
    entry.add("uid", f"{uid}@{settings.SITE_URL.partition('://')[2]}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", title)
    entry.add("description", description)
    entry.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//MentorNet//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return calendar.to_ical().decode()
