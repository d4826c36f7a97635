"""What calendars and mail are told of a meeting (RFC 5545, RFC 5546).

Every such mail is held for HELD, so that the act behind it can be undone (see meetings/undo.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.calendar_entries import (
    cancel_for,
    feed_for,
    objects_of,
    request_for,
)
from evaluations.meetings.domain.invited import invited_to
from evaluations.meetings.domain.outside_mail import notify_outside, offer_outside
from evaluations.meetings.domain.participants import Participants, address_of, counterpart_of
from evaluations.meetings.models import CalendarFeed, Meeting, MeetingAnswer
from evaluations.meetings.signals import group_notified
from mentornet.clock import zone_words
from mentornet.languages import read_by, reading
from mentornet.mail.calendar import Method
from mentornet.mail.inbound.addresses import reply_addresses
from mentornet.mail.outbox import queue_message
from mentornet.moments import weekday_day_time
from networks.models import Tie
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to

REQUEST, CANCEL = Method.REQUEST, Method.CANCEL
HELD = timedelta(seconds=10)
# What is said once; the mails about further calendar objects speak of those alone.
LATER = {"group_left": "meeting_cancelled", "group_ended": "meeting_cancelled"}


def calendar_of(
    meetings: Sequence[Meeting],
    *,
    method: str,
    reader: Membership,
    address: str,
    whole: bool = False,
) -> str:
    """Return what tells *reader*'s calendar of meetings of one object; agenda and notes are not in it.

    *address* is that for the reader's answers. With *whole*, all of a series is told again.
    """
    if method == CANCEL:
        return cancel_for(meetings, reader, address=address)
    return request_for(meetings, reader, address=address, whole=whole)


def notify_all(
    meetings: Sequence[Meeting],
    *,
    template: str,
    method: str,
    whole: bool = False,
    counted: bool = True,
) -> None:
    """Mail everyone who meets, each in their own time zone: one mail for each calendar object.

    A mentor elsewhere is mailed where they agreed to it; *counted*: as one of the day's emails.

    A series is one object; with *whole*, all of it is told again.
    """
    people, act = invited_to(meetings[0]), template
    addresses, subscribed = reply_addresses(people), _subscribed(people)
    for number, rows in enumerate(objects_of(meetings)):
        template = template if number == 0 else LATER.get(template, template)
        for member in people:
            since = subscribed.get(member.pk)
            if since is None or rows[0].created_at < since:
                address = addresses.get(member.pk, "")
                calendar = calendar_of(
                    rows, method=method, reader=member, address=address, whole=whole
                )
                _mail(rows, template, member, calendar, asks=bool(address))
            elif template != "meeting_planned":
                # Their calendar reads it by itself; what changes at short notice is still mailed.
                _mail(rows, template, member, "")
    if isinstance(meetings[0].participants, Tie):
        notify_outside(
            meetings, template=act, method=method, due_at=timezone.now() + HELD, counted=counted
        )
    else:
        group_notified.send(Meeting, meetings=meetings, act=act, held=HELD)


def notify_one(meetings: Sequence[Meeting], to: Membership, *, template: str, method: str) -> None:
    """Mail one of those who meet, or who met, alone."""
    if not to.is_current:
        return
    address = reply_addresses([to]).get(to.pk, "")
    since = _subscribed([to]).get(to.pk)
    for number, rows in enumerate(objects_of(meetings)):
        template = template if number == 0 else LATER.get(template, template)
        if since is not None and rows[0].created_at >= since:
            calendar = ""
        elif method == CANCEL:
            calendar = cancel_for(rows, to, address=address)
        else:
            calendar = request_for(rows, to, address=address, whole=True)
        # Anyone who leaves and comes back is told again.
        _mail(rows, template, to, calendar, _again(), asks=bool(address and calendar))


def entries_for(
    meetings: Sequence[Meeting], people: Sequence[Membership]
) -> dict[UUID, tuple[str, bool]]:
    """Return what a welcome tells the calendar of each of *people*, and whether it asks them, by key.

    One object is an invitation. An invitation names one alone, so several are a file of dates to
    add; each, if it is of no series, is known by the same name when it moves. Who subscribes gets none.
    """
    addresses, subscribed = reply_addresses(people), _subscribed(people)
    objects = objects_of(meetings)
    found = {}
    for member in people:
        since = subscribed.get(member.pk)
        told = [rows for rows in objects if since is None or rows[0].created_at < since]
        address = addresses.get(member.pk, "")
        if not told:
            found[member.pk] = "", False
        elif len(told) > 1:
            dates = [one for rows in told for one in rows]
            found[member.pk] = feed_for(dates, member, alarms=True), False
        else:
            calendar = request_for(told[0], member, address=address, whole=True)
            found[member.pk] = calendar, bool(address)
    return found


def _again() -> str:
    return f"-{timezone.now():%Y%m%d}"


def notify_counterpart(meeting: Meeting, by: Membership, *, template: str) -> None:
    """Mail the other side alone, without a calendar entry."""
    participants = meeting.participants
    if isinstance(participants, Tie) and participants.external is not None:
        offer_outside(meeting, due_at=timezone.now() + HELD)
        return
    to = participants.counterpart(by) if isinstance(participants, Tie) else None
    if to is not None and to.is_current:
        _mail([meeting], template, to, "")


def notify_of_answer(meeting: Meeting, said: MeetingAnswer, *, to: Sequence[Membership]) -> None:
    """Mail those who plan around it that someone declines, or asks for another time."""
    participants, member = meeting.participants, said.member
    for one in to:
        with reading(one):
            when = _when(meeting.starts_at)
            proposed = _when(said.proposed_at)
            subject = (
                _("%(name)s suggests another time: %(when)s")
                if proposed
                else _("%(name)s declined: %(when)s")
            )
            queue_message(
                key=f"meeting_answered-{meeting.pk}-{meeting.sequence}-{one.pk}"
                f"-{said.said_at:%Y%m%d%H%M%S}",
                to=one.user.email,
                subject=subject % {"name": member.name, "when": proposed or when},
                template="meeting_answered",
                context={
                    "institution": participants.institution,
                    "name": one.short_name,
                    "by": member,
                    "when": when,
                    "proposed": proposed,
                    "zone": zone_words(one.zone, letters=False),
                    "link": address_of(participants, one),
                },
                institution=participants.institution,
                headers=reply_to(member),
            )


def _subscribed(members: Sequence[Membership]) -> dict[UUID, datetime]:
    """Since when those of *members* get no invitations by mail who have their calendar instead."""
    feeds = CalendarFeed.objects.filter(
        member__in=members, active=True, instead_of_mail_since__isnull=False
    )
    return dict(feeds.values_list("member_id", "instead_of_mail_since"))


@read_by("to")
def _mail(
    meetings: Sequence[Meeting],
    template: str,
    to: Membership,
    calendar: str,
    again: str = "",
    *,
    asks: bool = False,
) -> None:
    first = meetings[0]
    participants = first.participants
    company = counterpart_of(participants, to)
    with timezone.override(to.zone):
        when = [_when(meeting.starts_at) for meeting in meetings if meeting.starts_at]
        offered = (
            [_when(one.starts_at) for one in first.times.all()]
            if first.state == Meeting.State.PROPOSED
            else []
        )
        subjects = {
            "meeting_proposed": _("%(name)s suggests times to meet"),
            "meeting_planned": _("Meeting with %(name)s: %(when)s"),
            "meeting_moved": _("New time for your meeting with %(name)s: %(when)s"),
            "group_left": _("You are no longer in %(name)s"),
            "group_ended": _("%(name)s has ended"),
            "meeting_cancelled": _("Canceled: meeting with %(name)s, %(when)s"),
        }
        queue_message(
            key=f"{template}-{first.pk}-{first.sequence}-{to.pk}{again}",
            to=to.user.email,
            subject=subjects[template] % {"name": company, "when": when[0] if when else ""},
            template=template,
            context={
                "institution": participants.institution,
                "name": to.short_name,
                "company": company,
                "when": when,
                "offered": offered,
                "zone": zone_words(to.zone, letters=False),
                "meeting": first,
                "link": address_of(participants, to),
                "asks": asks,
                "entered": bool(calendar),
            },
            institution=participants.institution,
            due_at=timezone.now() + HELD,
            headers=_reply_to(participants, to),
            calendar=calendar,
        )


def _reply_to(participants: Participants, to: Membership) -> dict[str, str]:
    """Two people answer each other while they meet; a group has no one who speaks for it."""
    if not isinstance(participants, Tie) or participants.state == Tie.State.ENDED:
        return {}
    return reply_to(participants.counterpart(to))


def _when(moment: datetime | None) -> str:
    return weekday_day_time(moment)
