"""Relationships: recorded or accepted, confirmed, changed, ended [C, D]."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import cancel, queue_message
from mentornet.webhooks import events
from mentornet.webhooks.events import Facts
from mentornet.webhooks.publishing import announce, take_back
from networks.errors import AskedOneself, NotAvailable, NotYours
from networks.relationships.domain.links import mail_link
from networks.relationships.domain.outside import consent_of, tell_outside
from networks.relationships.domain.plain_words import without_links
from networks.relationships.domain.stage import note_stage
from networks.relationships.errors import (
    AlreadyTied,
    CapacityReached,
    NotConfirmedBefore,
    PlaceTaken,
    TieClosed,
    UndoTooLate,
)
from networks.relationships.models import Exclusion, ExternalContact, Tie
from networks.signals import formal_tie_ended, tie_recording
from profiles.institution.domain import audit
from profiles.models import Membership, MentorOffer
from profiles.people.domain.preferences import reply_to
from profiles.vocabulary import TieKind


@transaction.atomic
def record_tie(
    protege: Membership,
    *,
    mentor: Membership | None = None,
    external: ExternalContact | None = None,
    kind: str,
    roles: list[str],
    areas: list[str],
    closeness: int,
    frequency: str,
    started_on: date | None = None,
) -> Tie:
    """Record a tie that exists already, with a colleague or with an external contact.

    A colleague is asked once to confirm it; a contact without an account is not. Recording the
    same tie twice returns the first. Raise AskedOneself, NotAvailable, AlreadyAsked,
    NotConfirmedBefore.
    """
    lock_member(protege)
    if external is not None and external.owner_id != protege.pk:
        raise NotAvailable
    existing = Tie.objects.open().filter(protege=protege, mentor=mentor, external=external).first()
    if existing:
        return existing
    if mentor is not None:
        _check_recordable(protege, mentor)
    try:
        with transaction.atomic():
            tie = Tie.objects.create(
                institution=protege.institution,
                protege=protege,
                mentor=mentor,
                external=external,
                kind=kind,
                state=Tie.State.UNCONFIRMED if mentor else Tie.State.ACTIVE,
                roles=roles,
                areas=areas,
                closeness=closeness,
                frequency=frequency,
                started_on=started_on,
            )
    except IntegrityError:
        # The other side accepted an invitation just now: it is there.
        return Tie.objects.open().get(protege=protege, mentor=mentor, external=external)
    audit.record(Verb.TIE_RECORDED, actor=protege.user, institution=tie.institution, subject=tie)
    if mentor is not None:
        # The key names the pair: whoever takes a tie back and records it again sends no second mail.
        _mail(tie, to=mentor, template="tie_recorded", key=f"tie-{protege.pk}-{mentor.pk}")
    return tie


@transaction.atomic
def start_formal_tie(
    protege: Membership,
    *,
    mentor: Membership,
    roles: list[str],
    areas: list[str],
    frequency: str,
    started_on: date,
    kind: str = TieKind.DYAD,
    publish: bool = True,
    made_by: Facts | None = None,
) -> Tie:
    """Start a tie that a program made; both enrolled, so neither is asked to confirm.

    *publish*: whether the institution's own systems learn of it: they learn of the pairs that a
    director published, and not of whom someone chose. *made_by* tells them of which program and run.

    An open tie of the two becomes the program's.  Raise AskedOneself and NotAvailable, as for any tie.
    """
    lock_member(protege)
    check_pair(protege, mentor)
    tie = Tie.objects.open().filter(protege=protege, mentor=mentor).first()
    if tie is not None and tie.origin == Tie.Origin.FORMAL and tie.state == Tie.State.ACTIVE:
        return tie
    if tie is None:
        tie = Tie(institution=protege.institution, protege=protege, mentor=mentor)
        tie.kind, tie.roles, tie.areas, tie.frequency = kind, roles, areas, frequency
        tie.started_on = started_on
    tie.origin, tie.state = Tie.Origin.FORMAL, Tie.State.ACTIVE
    tie.confirmed_at = timezone.now()
    tie.save()
    verb = Verb.TIE_STARTED if publish else Verb.TIE_STARTED_BY_CHOICE
    audit.record(verb, actor=None, institution=tie.institution, subject=tie)
    if publish:
        # The day on the row is the mentee's, where the two had found each other before.
        said = {**(made_by or {}), "started_on": str(started_on)}
        announce(events.TIE_STARTED, tie, said=said)
    return tie


@transaction.atomic
def fill_roles(tie: Tie, *, roles: list[str]) -> Tie:
    """Add roles to those that an open relationship fills."""
    locked = _lock_for_update(tie)
    locked.roles = list(dict.fromkeys([*locked.roles, *roles]))
    locked.save(update_fields=["roles"])
    return locked


@transaction.atomic
def confirm_tie(tie: Tie, *, by: Membership, now: datetime | None = None) -> Tie:
    """Confirm the relationship, as its mentor. Idempotent. Raise NotYours, TieClosed."""
    tie = _lock_for_update(tie)
    if by.pk != tie.mentor_id:
        raise NotYours
    if tie.state == Tie.State.ACTIVE:
        return tie
    if tie.state != Tie.State.UNCONFIRMED:
        raise TieClosed
    tie.state = Tie.State.ACTIVE
    tie.confirmed_at = now or timezone.now()
    tie.save(update_fields=["state", "confirmed_at"])
    audit.record(Verb.TIE_CONFIRMED, actor=by.user, institution=tie.institution, subject=tie)
    _mail(tie, to=tie.protege, template="tie_confirmed", key=f"tie-confirmed-{tie.pk}")
    return tie


@transaction.atomic
def refuse_tie(tie: Tie, *, by: Membership) -> Tie:
    """Refuse to confirm the relationship; only the mentee sees it. Raise NotYours, TieClosed."""
    tie = _lock_for_update(tie)
    if by.pk != tie.mentor_id:
        raise NotYours
    if tie.state == Tie.State.REFUSED:
        return tie
    if tie.state != Tie.State.UNCONFIRMED:
        raise TieClosed
    tie.state = Tie.State.REFUSED
    tie.save(update_fields=["state"])
    audit.record(Verb.TIE_REFUSED, actor=by.user, institution=tie.institution, subject=tie)
    return tie


@transaction.atomic
def edit_tie(
    tie: Tie,
    *,
    by: Membership,
    kind: str,
    roles: list[str],
    areas: list[str],
    closeness: int,
    frequency: str,
    stage: str,
    started_on: date | None,
) -> Tie:
    """Change how the mentee sees an open tie. Raise NotYours, TieClosed."""
    tie = _lock_for_update(tie)
    if by.pk != tie.protege_id:
        raise NotYours
    if tie.state not in Tie.OPEN_STATES:
        raise TieClosed
    tie.kind, tie.roles, tie.areas = kind, roles, areas
    tie.closeness, tie.frequency = closeness, frequency
    if tie.stage != stage:
        note_stage(tie, stage=stage, by=by)
    tie.started_on = started_on
    tie.save()
    audit.record(Verb.TIE_EDITED, actor=by.user, institution=tie.institution, subject=tie)
    return tie


@transaction.atomic
def end_tie(
    tie: Tie,
    *,
    by: Membership,
    message: str = "",
    ended_as: str = "",
    now: datetime | None = None,
) -> Tie:
    """End a tie: by either side, at any time, without a reason or a fault [C]. Idempotent.

    *message* goes to the other side with the news; *ended_as* says what the two are from then on.

    The one who ends it can take that back until the institution's day is over, and only then is
    the other side told. A tie that no one has confirmed yet is simply taken back, by its mentee
    alone. Raise NotYours, TieClosed.
    """
    tie = _lock_for_update(tie)
    if by.pk not in (tie.protege_id, tie.mentor_id):
        raise NotYours
    if tie.state == Tie.State.ENDED:
        return tie
    if tie.state == Tie.State.UNCONFIRMED and by.pk != tie.protege_id:
        raise NotYours
    if tie.state not in Tie.OPEN_STATES:
        raise TieClosed
    today = tie.institution.local_date(now=now)
    tie.ended_by = by if tie.state == Tie.State.ACTIVE else None
    tie.ended_on = max(today, tie.started_on or today)
    tie.state, tie.ended_as = Tie.State.ENDED, ended_as
    tie.save(update_fields=["state", "ended_on", "ended_by", "ended_as"])
    event = audit.record(Verb.TIE_ENDED, actor=by.user, institution=tie.institution, subject=tie)
    if tie.ended_by and tie.origin == Tie.Origin.FORMAL:
        formal_tie_ended.send(sender=Tie, tie=tie, final_at=tie.institution.end_of_day(now=now))
    other = tie.counterpart(by)
    if tie.ended_by and other is not None:
        _mail(
            tie,
            to=other,
            template="tie_ended",
            key=f"tie-ended-{tie.pk}-{event.pk}",
            due_at=tie.institution.end_of_day(now=now),
            message=message.strip(),
        )
    if tie.ended_by and tie.external is not None:
        _tell_outside_of_end(tie, key=f"tie-ended-{tie.pk}-{event.pk}", message=message, now=now)
    return tie


def _tell_outside_of_end(tie: Tie, *, key: str, message: str, now: datetime | None) -> None:
    """Queue the news and the closing words for a mentor elsewhere, where they get email.

    One a day to one address: who ends, begins and ends again sends the last one alone.
    """
    consent = consent_of(tie.external)
    if consent is None or tie.external is None:
        return
    ended = Tie.objects.filter(protege=tie.protege, external__email__iexact=tie.external.email)
    today = tie.institution.local_date(now=now)
    for before in ended.filter(ended_on__gte=today).exclude(pk=tie.pk).values_list("pk", flat=True):
        cancel(f"tie-ended-{before}-")
    tell_outside(
        tie.external,
        consent,
        key=key,
        template="outside_ended",
        subject=lambda: (
            _("%(name)s ended your mentoring relationship") % {"name": tie.protege.name}
        ),
        context={"message": without_links(message.strip())},
        due_at=tie.institution.end_of_day(now=now),
        counted=False,
    )


def draft_farewell(tie: Tie, *, by: Membership) -> str:
    """Return a first draft of a kind message; nothing is saved."""
    other = tie.counterpart(by)
    name = other.short_name if other else tie.partner.name
    if by.pk == tie.protege_id:
        thanks = _("Thank you for the time and thought you have given me.")
    else:
        thanks = _("It has been good to see where you are going.")
    words = _(
        "Dear %(name)s,\n\n%(thanks)s I think our mentoring has done its work for now, and I"
        " would like to end it here. I hope we stay in touch.\n\n%(me)s"
    )
    return words % {"name": name, "thanks": thanks, "me": by.short_name}


def can_undo_end(tie: Tie, *, by: Membership, now: datetime | None = None) -> bool:
    """Return whether *by* ended the tie today, as the institution counts days."""
    return (
        tie.state == Tie.State.ENDED
        and tie.ended_by_id == by.pk
        and tie.ended_on is not None
        and tie.ended_on >= tie.institution.local_date(now=now)
    )


@transaction.atomic
def undo_end(tie: Tie, *, by: Membership, now: datetime | None = None) -> Tie:
    """Undo an ending on the same day; the other person is not notified.

    Raise UndoTooLate, AlreadyTied, and PlaceTaken or CapacityReached where someone else has
    the place meanwhile.
    """
    if tie.mentor is not None:
        lock_member(tie.mentor)
    tie = _lock_for_update(tie)
    if tie.state == Tie.State.ACTIVE:
        return tie
    if not can_undo_end(tie, by=by, now=now):
        raise UndoTooLate
    twins = Tie.objects.open().filter(protege=tie.protege, mentor=tie.mentor, external=tie.external)
    if twins.exists():
        raise AlreadyTied
    if tie.mentor is not None and not has_room(tie.mentor):
        raise CapacityReached if by.pk == tie.mentor_id else PlaceTaken
    tie.state, tie.ended_on, tie.ended_by = Tie.State.ACTIVE, None, None
    tie.ended_as = ""
    tie.save(update_fields=["state", "ended_on", "ended_by", "ended_as"])
    audit.record(Verb.TIE_END_UNDONE, actor=by.user, institution=tie.institution, subject=tie)
    cancel(f"tie-ended-{tie.pk}-")
    take_back(events.TIE_ENDED, tie.pk)
    return tie


def load_of(mentor: Membership) -> int:
    """Return how many people *mentor* mentors now."""
    return Tie.objects.carried().filter(mentor=mentor).count()


def has_room(mentor: Membership) -> bool:
    """Return whether *mentor* can take one more mentee; without an offer there is no limit.

    Lock the member before you rely on it."""
    offer = MentorOffer.objects.filter(member=mentor).first()
    return offer is None or load_of(mentor) < offer.capacity


def lock_member(member: Membership) -> None:
    """Lock *member*'s relationships until the end of the transaction."""
    Membership.objects.select_for_update(no_key=True).values_list("pk").get(pk=member.pk)


def check_pair(protege: Membership, mentor: Membership) -> None:
    """Raise AskedOneself or NotAvailable if the two cannot have a relationship, without a reason."""
    if mentor.pk == protege.pk:
        raise AskedOneself
    if mentor.institution_id != protege.institution_id or not mentor.is_current:
        raise NotAvailable
    if Exclusion.objects.keeping_apart(protege, mentor).exists():
        raise NotAvailable


def _check_recordable(protege: Membership, mentor: Membership) -> None:
    check_pair(protege, mentor)
    tie_recording.send(sender=Tie, protege=protege, mentor=mentor)
    if Tie.objects.between(protege, mentor).filter(state=Tie.State.REFUSED).exists():
        raise NotConfirmedBefore


def _lock_for_update(tie: Tie) -> Tie:
    return (
        Tie.objects.select_for_update(of=("self",))
        .select_related("institution", "protege__user", "mentor__user", "external__owner__user")
        .get(pk=tie.pk)
    )


@read_by("to")
def _mail(
    tie: Tie,
    *,
    to: Membership,
    template: str,
    key: str,
    due_at: datetime | None = None,
    message: str = "",
) -> None:
    if not to.is_current:
        return
    subjects = {
        "tie_recorded": _("%(mentee)s added you as a mentor"),
        "tie_confirmed": _("%(mentor)s confirmed that they are your mentor"),
        "tie_ended": _("A mentoring relationship has ended"),
    }
    names = {"mentee": tie.protege.name, "mentor": tie.partner.name}
    queue_message(
        key=key,
        to=to.user.email,
        subject=subjects[template] % names,
        template=template,
        context={"tie": tie, "to": to, "message": message, "link": mail_link(tie, recipient=to)},
        institution=tie.institution,
        due_at=due_at,
        # No one has to explain an ending.
        headers={} if template == "tie_ended" else reply_to(tie.counterpart(to)),
    )
