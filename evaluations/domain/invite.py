"""What calendars and mail are told of a meeting (RFC 5545, RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from evaluations.domain.sides import address_of, company_of, members_of, zone_of
from evaluations.models import Meeting
from mentornet.outbox import queue_mail
from networks.models import Tie
from profiles.models import Membership

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def calendar_of(meetings: Sequence[Meeting], *, method: str, reader: Membership) -> str:
    """Return meetings as iCalendar text for *reader*; agenda and notes are not in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//MentorNet//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if method == PUBLISH:
        calendar.add("x-wr-calname", _("Mentoring"))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for meeting in meetings:
        if meeting.starts_at is not None:
            calendar.add_component(_event(meeting, method, reader))
    return calendar.to_ical().decode()


def _event(meeting: Meeting, method: str, reader: Membership) -> Event:
    circle = meeting.circle
    site = settings.SITE_URL.partition("://")[2]
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{site}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now() if method != PUBLISH else meeting.created_at)
    assert meeting.starts_at is not None  # noqa: S101  (the caller took the others out)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", _("Mentoring: %(name)s") % {"name": company_of(circle, reader)})
    if meeting.place:
        event.add("location", meeting.place)
    off = method == CANCEL or meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if method != PUBLISH:
        organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
        organizer.params["cn"] = "MentorNet"
        event.add("organizer", organizer)
        for member in members_of(circle):
            attendee = vCalAddress(f"mailto:{member.email}")
            attendee.params["cn"] = member.name
            attendee.params["rsvp"] = "FALSE"
            event.add("attendee", attendee)
    return event


def tell_both(meetings: Sequence[Meeting], *, template: str, method: str) -> None:
    """Mail everybody who meets, each in their own time zone, with the calendar entry of the meetings."""
    first = meetings[0]
    for member in members_of(first.circle):
        _mail(meetings, template, member, calendar_of(meetings, method=method, reader=member))


def tell_one(meetings: Sequence[Meeting], to: Membership, *, template: str, method: str) -> None:
    """Mail one of those who meet, or who met, alone."""
    if to.is_current:
        # Whoever leaves and comes back is told anew.
        again = f"-{timezone.now():%Y%m%d}"
        _mail(meetings, template, to, calendar_of(meetings, method=method, reader=to), again)


def tell_other(meeting: Meeting, by: Membership, *, template: str) -> None:
    """Mail the other side alone, without a calendar entry."""
    circle = meeting.circle
    to = circle.other_member(by) if isinstance(circle, Tie) else None
    if to is not None and to.is_current:
        _mail([meeting], template, to, "")


def _mail(
    meetings: Sequence[Meeting], template: str, to: Membership, calendar: str, again: str = ""
) -> None:
    first = meetings[0]
    circle = first.circle
    company = company_of(circle, to)
    with timezone.override(zone_of(to)):
        when = [_when(meeting) for meeting in meetings if meeting.starts_at]
        offered = (
            [
                date_format(timezone.localtime(one.starts_at), "l j F Y, H:i")
                for one in first.times.all()
            ]
            if first.state == Meeting.State.PROPOSED
            else []
        )
        subjects = {
            "meeting_proposed": _("%(name)s offers times to meet"),
            "meeting_planned": _("Planned: %(when)s with %(name)s"),
            "meeting_moved": _("Moved to %(when)s: %(name)s"),
            "group_left": _("You are not in %(name)s any more"),
            "group_ended": _("%(name)s has ended"),
            "meeting_cancelled": _("Called off: %(when)s with %(name)s"),
        }
        queue_mail(
            key=f"{template}-{first.pk}-{first.sequence}-{to.pk}{again}",
            to=to.user.email,
            subject=subjects[template] % {"name": company, "when": when[0] if when else ""},
            template=template,
            context={
                "institution": circle.institution,
                "name": to.given_name,
                "company": company,
                "when": when,
                "offered": offered,
                "zone": str(zone_of(to)),
                "meeting": first,
                "link": address_of(circle, to),
            },
            institution=circle.institution,
            calendar=calendar,
        )


def _when(meeting: Meeting) -> str:
    assert meeting.starts_at is not None  # noqa: S101  (asked before)
    return date_format(timezone.localtime(meeting.starts_at), "l j F Y, H:i")
