"""Invitations: sent, and then accepted, declined, referred, withdrawn or lapsed [C]."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.mail.quiet_hours import is_open
from networks.errors import NotAvailable, NotYours
from networks.invitations.domain.expiry import answered_by
from networks.invitations.domain.messages import mail_invitation, remind_mentor
from networks.invitations.errors import (
    AlreadyAsked,
    CannotRefer,
    InvitationClosed,
    MentorFull,
    MentorPaused,
)
from networks.invitations.models import Invitation, InvitationQuerySet
from networks.relationships.domain.tie import check_pair, has_room, lock_member
from networks.relationships.errors import AlreadyTied, CapacityReached
from networks.relationships.models import Tie
from profiles.institution.domain import audit
from profiles.models import Institution, Membership, MentorOffer
from profiles.vocabulary import TieKind

BATCH = 500
State = Invitation.State


@transaction.atomic
def send_invitation(
    protege: Membership,
    *,
    mentor: Membership,
    help_asked: str,
    first_step: str = "",
    way_out: str = "",
    kind: str = TieKind.DYAD,
    roles: list[str] | None = None,
    areas: list[str] | None = None,
    now: datetime | None = None,
) -> Invitation:
    """Ask *mentor*, in the product and by mail; asking twice returns the first invitation.

    A supervisor may be asked (the pages show the conflict of interest [P, L]). Raises
    AskedOneself, NotAvailable, AlreadyTied, MentorPaused, MentorFull.
    """
    now = now or timezone.now()
    lock_member(protege)
    if first := Invitation.objects.open().between(protege, mentor).first():
        return first
    check_invitable(protege, mentor)
    remind_at, lapses_at = answered_by(protege.institution, now)
    invitation = Invitation.objects.create(
        institution=protege.institution,
        protege=protege,
        mentor=mentor,
        kind=kind,
        roles=roles or [],
        areas=areas or [],
        help_asked=help_asked,
        first_step=first_step,
        way_out=way_out,
        sent_at=now,
        remind_at=remind_at,
        lapses_at=lapses_at,
    )
    _record(Verb.INVITATION_SENT, invitation, by=protege)
    mail_invitation("invitation_received", invitation, to=mentor)
    return invitation


def check_invitable(protege: Membership, mentor: Membership) -> None:
    """Raise what send_invitation would raise; the page that drafts an invitation asks first."""
    check_pair(protege, mentor)
    if Tie.objects.open().between(protege, mentor).exists():
        raise AlreadyTied
    offer = MentorOffer.objects.filter(member=mentor).first()
    if offer is not None and offer.paused:
        raise MentorPaused
    if not has_room(mentor):
        raise MentorFull


def refuse_open_invitation(protege: Membership, mentor: Membership) -> None:
    """Raise AlreadyAsked if *protege* has an open invitation to *mentor*."""
    if Invitation.objects.open().between(protege, mentor).exists():
        raise AlreadyAsked


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, by: Membership, reply: str = "", now: datetime | None = None
) -> Tie:
    """Accept the invitation and return the relationship. Idempotent.

    Who accepts holds a lock on their own membership, so of two acceptances at the same
    instant the second one counts the first. Raise NotYours, InvitationClosed, NotAvailable,
    CapacityReached, AlreadyTied.
    """
    now = now or timezone.now()
    lock_member(by)
    invitation = _lock_for_update(invitation)
    if by.pk != invitation.mentor_id:
        raise NotYours
    if invitation.state == State.ACCEPTED and invitation.tie is not None:
        return invitation.tie
    _check_open(invitation)
    check_pair(invitation.protege, invitation.mentor)
    if not has_room(invitation.mentor):
        raise CapacityReached
    tie = _tie_from(invitation, now=now)
    invitation.tie = tie
    _close(invitation, State.ACCEPTED, now=now, reply=reply)
    _record(Verb.INVITATION_ACCEPTED, invitation, by=by)
    mail_invitation("invitation_accepted", invitation, to=invitation.protege)
    return tie


@transaction.atomic
def decline_invitation(
    invitation: Invitation, *, by: Membership, reply: str = "", now: datetime | None = None
) -> Invitation:
    """Decline the invitation; only the two people learn of it [C].

    Idempotent. Raise NotYours, InvitationClosed.
    """
    invitation = _lock_for_update(invitation)
    if by.pk != invitation.mentor_id:
        raise NotYours
    if invitation.state == State.DECLINED:
        return invitation
    _check_open(invitation)
    _close(invitation, State.DECLINED, now=now, reply=reply)
    _record(Verb.INVITATION_DECLINED, invitation, by=by)
    mail_invitation("invitation_declined", invitation, to=invitation.protege)
    return invitation


@transaction.atomic
def refer_invitation(
    invitation: Invitation,
    *,
    by: Membership,
    to: Membership,
    reply: str = "",
    now: datetime | None = None,
) -> Invitation:
    """Suggest a colleague instead. The mentee decides whether to ask; the colleague is not notified.

    Idempotent. Raise NotYours, InvitationClosed, CannotRefer.
    """
    invitation = _lock_for_update(invitation)
    if by.pk != invitation.mentor_id:
        raise NotYours
    if invitation.state == State.REFERRED:
        return invitation
    _check_open(invitation)
    if (
        to.pk in (invitation.mentor_id, invitation.protege_id)
        or to.institution_id != invitation.institution_id
        or not to.is_current
    ):
        raise CannotRefer
    invitation.referred_to = to
    _close(invitation, State.REFERRED, now=now, reply=reply)
    _record(Verb.INVITATION_REFERRED, invitation, by=by)
    mail_invitation("invitation_referred", invitation, to=invitation.protege)
    return invitation


@transaction.atomic
def withdraw_invitation(
    invitation: Invitation, *, by: Membership, now: datetime | None = None
) -> Invitation:
    """Withdraw an open invitation. Idempotent. Raise NotYours, InvitationClosed."""
    invitation = _lock_for_update(invitation)
    if by.pk != invitation.protege_id:
        raise NotYours
    if invitation.state == State.WITHDRAWN:
        return invitation
    _check_open(invitation)
    _close(invitation, State.WITHDRAWN, now=now)
    _record(Verb.INVITATION_WITHDRAWN, invitation, by=by)
    mail_invitation("invitation_withdrawn", invitation, to=invitation.mentor)
    return invitation


def lapse_invitations(now: datetime) -> int:
    """Close invitations that were not answered in time and notify the mentees; return how many.

    Any number may run at once: rows that another one holds are left to it.
    """
    lapsed = 0
    while batch := _lapse_batch(now):
        lapsed += batch
    return lapsed


def remind_invitations(now: datetime) -> int:
    """Send each due reminder of open invitations once; return how many invitations.

    In the working hours of those asked, and whole people at a time: what a night or an outage has
    gathered for one of them is one mail.
    """
    people = (
        _due_for_reminder(Invitation.objects.open(), now)
        .order_by("mentor")
        .values_list("mentor", "mentor__user__time_zone", "institution")
        .distinct()
    )
    rows = list(people)
    schools = Institution.objects.in_bulk({school for _mentor, _zone, school in rows})
    calendars = {pk: school.work_calendar.is_closed for pk, school in schools.items()}
    awake = [
        mentor
        for mentor, own, school in rows
        if is_open(
            now,
            zone=ZoneInfo(own or schools[school].time_zone),
            closed=calendars[school],
        )
    ]
    return sum(
        _remind_people(awake[start : start + BATCH], now) for start in range(0, len(awake), BATCH)
    )


@transaction.atomic
def close_for_leaver(member: Membership, *, now: datetime | None = None) -> int:
    """Close the open invitations of a member who has left, and notify the other person."""
    now = now or timezone.now()
    closed = 0
    for invitation in _with_people(Invitation.objects.open()).filter(protege=member):
        _close(invitation, State.WITHDRAWN, now=now)
        _record(Verb.INVITATION_CLOSED_BY_LEAVING, invitation, by=None)
        mail_invitation("invitation_closed", invitation, to=invitation.mentor)
        closed += 1
    for invitation in _with_people(Invitation.objects.open()).filter(mentor=member):
        _close(invitation, State.LAPSED, now=now)
        _record(Verb.INVITATION_CLOSED_BY_LEAVING, invitation, by=None)
        mail_invitation("invitation_closed", invitation, to=invitation.protege)
        closed += 1
    return closed


@transaction.atomic
def _lapse_batch(now: datetime) -> int:
    due = _with_people(Invitation.objects.open(), skip_locked=True).filter(lapses_at__lte=now)
    batch = list(due.order_by("lapses_at")[:BATCH])
    Invitation.objects.filter(pk__in=[one.pk for one in batch]).update(
        state=State.LAPSED, answered_at=now
    )
    for invitation in batch:
        mail_invitation("invitation_lapsed", invitation, to=invitation.protege)
    return len(batch)


@transaction.atomic
def _remind_people(mentors: Sequence[UUID], now: datetime) -> int:
    people = Membership.objects.filter(pk__in=mentors)
    locked = people.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    due = _due_for_reminder(_with_people(Invitation.objects.open(), skip_locked=True), now)
    batch = list(due.filter(mentor__in=list(locked)).order_by("mentor", "remind_at", "pk"))
    Invitation.objects.filter(pk__in=[one.pk for one in batch]).update(reminded_at=now)
    for _mentor, own in groupby(batch, key=lambda one: one.mentor_id):
        remind_mentor(list(own))
    return len(batch)


def _due_for_reminder(invitations: InvitationQuerySet, now: datetime) -> InvitationQuerySet:
    return invitations.filter(remind_at__lte=now, lapses_at__gt=now, reminded_at=None)


def _tie_from(invitation: Invitation, *, now: datetime) -> Tie:
    try:
        with transaction.atomic():
            return Tie.objects.create(
                institution=invitation.institution,
                protege=invitation.protege,
                mentor=invitation.mentor,
                kind=invitation.kind,
                state=Tie.State.ACTIVE,
                roles=invitation.roles,
                areas=invitation.areas,
                started_on=invitation.institution.local_date(now=now),
                confirmed_at=now,
            )
    except IntegrityError as error:
        raise AlreadyTied from error


def _close(
    invitation: Invitation, state: str, *, now: datetime | None = None, reply: str = ""
) -> None:
    invitation.state = state
    invitation.answered_at = now or timezone.now()
    invitation.reply = reply
    invitation.save(update_fields=["state", "answered_at", "reply", "referred_to", "tie"])


def _check_open(invitation: Invitation) -> None:
    if invitation.state != State.OPEN:
        raise InvitationClosed
    if not (invitation.protege.is_current and invitation.mentor.is_current):
        raise NotAvailable


def _with_people(
    invitations: InvitationQuerySet, *, skip_locked: bool = False
) -> InvitationQuerySet:
    return invitations.select_for_update(of=("self",), skip_locked=skip_locked).select_related(
        "institution", "protege__user", "mentor__user", "referred_to", "tie"
    )


def _lock_for_update(invitation: Invitation) -> Invitation:
    locked: Invitation = _with_people(Invitation.objects.all()).get(pk=invitation.pk)
    return locked


def _record(verb: Verb, invitation: Invitation, *, by: Membership | None) -> None:
    audit.record(
        verb,
        actor=by.user if by else None,
        institution=invitation.institution,
        subject=invitation,
    )
