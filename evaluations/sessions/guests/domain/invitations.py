"""Inviting someone to one session of a group, and taking that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import EvaluationError, TooMany
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import MeetingClosed
from evaluations.meetings.models import Meeting
from evaluations.sessions.guests.domain.messages import notify_invited, notify_withdrawn
from evaluations.sessions.guests.models import SessionGuest
from mentornet.audit_verbs import Verb
from networks.peer_groups.domain.group import current_people
from profiles.institution.domain.audit import record
from profiles.models import Membership

MOST = 10
OPEN_AFTER = timedelta(days=1)
"""How long after its end a session's materials stay open to its guests."""


class InTheGroup(EvaluationError):
    code = "in_the_group"
    message = gettext_lazy("This person is already in the group, so they are expected.")


class NotHere(EvaluationError):
    code = "not_here"
    message = gettext_lazy("Choose someone who is at your institution now.")


@transaction.atomic
def invite_guest(
    meeting: Meeting, *, by: Membership, member: Membership, now: datetime | None = None
) -> SessionGuest:
    """Invite *member* to one session, by mail with a calendar entry. Idempotent.

    Raise NotYourTie, NotLeading, TieOver, MeetingClosed for a session that is over or canceled,
    NotHere, InTheGroup and TooMany.
    """
    assert meeting.group is not None  # noqa: S101  (only groups have guests)
    group = lock_group_for_update(meeting.group, by, leading=True)
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    locked.group = group
    if locked.state != Meeting.State.PLANNED or _over(locked) <= (now or timezone.now()):
        raise MeetingClosed(_("This session is over, so you can no longer invite guests."))
    if member.institution_id != group.institution_id or not member.is_current:
        raise NotHere
    if member in current_people(group):
        raise InTheGroup
    rows = SessionGuest.objects.filter(meeting=locked)
    existing: SessionGuest | None = rows.filter(member=member).first()
    if existing is not None:
        return existing
    if rows.count() >= MOST:
        raise TooMany(_("A session can have at most %(most)d guests.") % {"most": MOST})
    row: SessionGuest = SessionGuest.objects.create(
        institution=group.institution, meeting=locked, member=member, invited_by=by
    )
    record(Verb.SESSION_GUEST_INVITED, actor=by.user, institution=group.institution, subject=row)
    notify_invited(row)
    return row


@transaction.atomic
def withdraw_guest(guest: SessionGuest, *, by: Membership) -> None:
    """Take an invitation back; the guest is told while the session lies ahead.

    Raise NotYourTie, NotLeading.
    """
    assert guest.meeting.group is not None  # noqa: S101  (only groups have guests)
    group = lock_group_for_update(guest.meeting.group, by, active=False, leading=True)
    locked = SessionGuest.objects.select_for_update(of=("self",)).filter(pk=guest.pk).first()
    if locked is None:
        return
    record(
        Verb.SESSION_GUEST_WITHDRAWN, actor=by.user, institution=group.institution, subject=locked
    )
    meeting = guest.meeting
    if meeting.state == Meeting.State.PLANNED and _over(meeting) > timezone.now():
        notify_withdrawn(guest)
    locked.delete()


def guests_of(meeting: Meeting) -> QuerySet[SessionGuest]:
    """Return the guests of a session, by name."""
    rows: QuerySet[SessionGuest] = SessionGuest.objects.filter(meeting=meeting)
    return rows.select_related("member")


def invitations_of(member: Membership) -> QuerySet[SessionGuest]:
    """Return the sessions ahead to which *member* is invited as a guest. One query."""
    rows: QuerySet[SessionGuest] = SessionGuest.objects.filter(
        member=member,
        meeting__state=Meeting.State.PLANNED,
        meeting__starts_at__gt=timezone.now() - OPEN_AFTER,
    )
    return rows.select_related("meeting__group").order_by("meeting__starts_at", "pk")


def is_open(guest: SessionGuest) -> bool:
    """Return whether the guest still sees what the session is about: until a day after it is over."""
    meeting = guest.meeting
    there = meeting.state in (Meeting.State.PLANNED, Meeting.State.HELD, Meeting.State.MISSED)
    return there and _over(meeting) + OPEN_AFTER > timezone.now()


def _over(meeting: Meeting) -> datetime:
    assert meeting.starts_at is not None  # noqa: S101  (a constraint holds it)
    return meeting.starts_at + timedelta(minutes=meeting.minutes)
