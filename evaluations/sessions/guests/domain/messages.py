"""What a guest of one session is told, with an entry for their own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.models import Meeting
from evaluations.sessions.guests.models import SessionGuest
from mentornet import moments
from mentornet.clock import zone_words
from mentornet.languages import read_by
from mentornet.mail.calendar import (
    Attendee,
    Entry,
    Method,
    Organizer,
    bare_address,
    video_link,
    write_calendar,
)
from mentornet.mail.outbox import Message, queue_messages

# The acts on a session of which its guests hear, by the mail that the group gets.
HEARS_OF = {
    "meeting_moved": Method.REQUEST,
    "meeting_cancelled": Method.CANCEL,
    "group_ended": Method.CANCEL,
}


def notify_invited(guest: SessionGuest) -> None:
    """Invite a guest; the calendar entry comes with it."""
    queue_messages([_message(guest, what="invited", method=Method.REQUEST, act="guest_invited")])


def notify_withdrawn(guest: SessionGuest) -> None:
    """Tell a guest that they are not expected any more. Called before the row goes."""
    queue_messages([_message(guest, what="withdrawn", method=Method.CANCEL, act="guest_withdrawn")])


def notify_guests(meetings: Sequence[Meeting], *, act: str, held: timedelta) -> None:
    """Tell the guests of *meetings* of what the group's mail *act* tells its members.

    The mail waits as long as theirs (*held*), so that undoing the act takes it back. One query.
    """
    if act not in HEARS_OF:
        return
    by_key = {one.pk: one for one in meetings}
    rows = list(
        SessionGuest.objects.filter(meeting__in=by_key).select_related(
            "member__user", "member__institution", "institution"
        )
    )
    for row in rows:
        row.meeting = by_key[row.meeting_id]
    what = "moved" if act == "meeting_moved" else "cancelled"
    queue_messages(
        [
            _message(row, what=what, method=HEARS_OF[act], act=act, held=held)
            for row in rows
            if row.member.is_current
        ]
    )


def page_of(guest: SessionGuest) -> str:
    """Return the full address of the guest's own page of the session."""
    return settings.SITE_URL + reverse("evaluations:session_guest", args=[guest.pk])


@read_by("guest.member")
def _message(
    guest: SessionGuest,
    *,
    what: str,
    method: Method,
    act: str,
    held: timedelta = timedelta(),
) -> Message:
    meeting, to = guest.meeting, guest.member
    with timezone.override(to.zone):
        when = moments.weekday_day_time(meeting.starts_at)
        said = {
            "invited": _("You are invited: %(when)s, %(group)s"),
            "moved": _("Moved to %(when)s: %(group)s"),
            "cancelled": _("Canceled: %(when)s, %(group)s"),
            "withdrawn": _("Invitation withdrawn: %(when)s, %(group)s"),
        }[what]
        group = meeting.participants
        return Message(
            key=f"{act}-{meeting.pk}-{meeting.sequence}-guest-{guest.pk}",
            to=to.user.email,
            subject=said % {"when": when, "group": str(group)},
            template="session_guest",
            context={
                "institution": guest.institution,
                "name": to.short_name,
                "what": what,
                "by": guest.invited_by,
                "group": group,
                "title": getattr(getattr(meeting, "plan", None), "title", ""),
                "when": when,
                "zone": zone_words(to.zone),
                "meeting": meeting,
                "link": page_of(guest),
            },
            institution_id=guest.institution_id,
            due_at=timezone.now() + held,
            calendar=_calendar(guest, method),
        )


def _calendar(guest: SessionGuest, method: Method) -> str:
    """Return the session as an entry of its own: it names neither the group's people nor its other dates."""
    meeting, to = guest.meeting, guest.member
    assert meeting.starts_at is not None  # noqa: S101  (only planned sessions have guests)
    page = page_of(guest)
    lines = [_("About this session: %(link)s") % {"link": page}]
    if link := video_link(meeting.place):
        lines.insert(0, _("Video call: %(link)s") % {"link": link})
    entry = Entry(
        uid=f"guest-{guest.pk}",
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        title=str(meeting.participants),
        made_at=timezone.now(),
        description="\n".join(lines),
        place=meeting.place,
        url=page,
        sequence=meeting.sequence + (method == Method.CANCEL),
        attendees=[Attendee(to.name, to.user.email)],
    )
    organizer = Organizer("MentorNet", bare_address(settings.DEFAULT_FROM_EMAIL))
    return write_calendar([entry], method=method, zone=to.zone, organizer=organizer)
