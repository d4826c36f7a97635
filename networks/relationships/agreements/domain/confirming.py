"""What two people agree on: proposed by either, in force once both have confirmed it [C, L]."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from networks.errors import NotYours
from networks.relationships.agreements.domain.asking_outside import ask_outside
from networks.relationships.agreements.models import Agreement, AgreementQuerySet
from networks.relationships.domain.links import mail_link
from networks.relationships.domain.outside import consent_of
from networks.relationships.errors import AgreementClosed, TieClosed
from networks.relationships.models import Tie
from profiles.institution.domain import audit
from profiles.models import Membership, MentorOffer
from profiles.people.domain.preferences import reply_to
from profiles.people.domain.supervision import supervisors_of

TERMS = (
    "cadence",
    "minutes",
    "modes",
    "answer_within",
    "progress",
    "protege_does",
    "mentor_does",
    "confidentiality",
    "mentor_or_boss",
    "credit",
    "review_on",
)
REVIEWED_AFTER = timedelta(days=182)
CADENCES = {
    Tie.Frequency.WEEKLY: Agreement.Cadence.WEEKLY,
    Tie.Frequency.MONTHLY: Agreement.Cadence.MONTHLY,
    Tie.Frequency.QUARTERLY: Agreement.Cadence.QUARTERLY,
    Tie.Frequency.RARELY: Agreement.Cadence.QUARTERLY,
}
State = Agreement.State


def starting_terms(tie: Tie, *, today: date) -> dict[str, Any]:
    """Return terms that most pairs can live with, for the two to change; nothing is saved."""
    offer = MentorOffer.objects.filter(member=tie.mentor_id).first()
    return {
        "cadence": CADENCES.get(Tie.Frequency(tie.frequency), Agreement.Cadence.MONTHLY),
        "minutes": 60,
        "modes": offer.modes if offer else [],
        "answer_within": Agreement.AnswerWithin.TWO_DAYS,
        "progress": "",
        "protege_does": _(
            "Sets the times and the agenda, and follows up on what we agreed last time."
        ),
        "mentor_does": _(
            "Keeps the time free, listens first, and is open about what they cannot do."
        ),
        "confidentiality": _("What we say stays between us, unless we both agree otherwise."),
        "mentor_or_boss": "",
        "credit": _(
            "Ideas belong to the person who had them. We settle authorship before work begins."
        ),
        "review_on": today + REVIEWED_AFTER,
    }


def has_conflict(tie: Tie) -> bool:
    """Return whether one of the two is above the other: then "mentor or boss?" must be answered [P, L]."""
    if tie.mentor is None:
        return False
    return tie.mentor_id in supervisors_of(tie.protege) or tie.protege_id in supervisors_of(
        tie.mentor
    )


@transaction.atomic
def suggest_agreement(tie: Tie, *, cadence: str, minutes: int) -> Agreement:
    """Lay a program's terms before the two; neither has confirmed them yet. Idempotent."""
    locked = _lock_for_update(tie)
    if existing := _versions(locked).first():
        return existing
    terms = starting_terms(locked, today=locked.institution.local_date())
    terms |= {"cadence": cadence, "minutes": minutes}
    return _write(locked, None, terms)


@transaction.atomic
def propose_agreement(tie: Tie, *, by: Membership, **terms: Any) -> Agreement:
    """Propose terms, confirmed by the one who proposes; an open proposal before it is replaced.

    What is in force stays so until the other confirms. The same terms again change nothing.
    Raise NotYours, TieClosed.
    """
    locked = _lock_for_update(tie)
    _check(locked, by)
    latest = _versions(locked).order_by("-number").first()
    if locked.external is not None:
        return _propose_outside(locked, latest, by, terms)
    if latest and latest.state != State.REPLACED and _terms(latest) == terms:
        return confirm_agreement(latest, by=by)
    row = _write(locked, by, terms)
    other = locked.counterpart(by)
    if other is not None:
        _mail("agreement_proposed", row, to=other, by=by)
    return row


def _propose_outside(
    tie: Tie, latest: Agreement | None, by: Membership, terms: dict[str, Any]
) -> Agreement:
    """Ask a mentor elsewhere who gets email; without, the terms are the mentee's own record.

    Raise TooManyEmails.
    """
    consent = consent_of(tie.external)
    if latest and latest.state != State.REPLACED and _terms(latest) == terms:
        latest.tie = tie
        if consent is None:
            return latest if latest.state == State.IN_FORCE else _enter_own(latest)
        waits = latest.state == State.PROPOSED and latest.created_at >= consent.given_at
        if waits or (latest.state == State.IN_FORCE and not latest.own_record):
            return latest
    row = _write(tie, by, terms)
    if consent is None:
        return _enter_own(row)
    ask_outside(row, consent)
    return row


@transaction.atomic
def confirm_agreement(agreement: Agreement, *, by: Membership) -> Agreement:
    """Say yes to a proposal; with both it is in force, and the one before it is replaced.

    Idempotent. Raise NotYours, TieClosed, and AgreementClosed for one that was replaced.
    """
    tie = _lock_for_update(agreement.tie)
    _check(tie, by)
    row: Agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    row.tie = tie
    if row.state == State.IN_FORCE:
        return row
    if row.state == State.REPLACED:
        raise AgreementClosed
    _confirm(row, by)
    row.save(update_fields=["protege_confirmed_at", "mentor_confirmed_at"])
    audit.record(Verb.AGREEMENT_CONFIRMED, actor=by.user, institution=row.institution, subject=row)
    if row.protege_confirmed_at and row.mentor_confirmed_at:
        enter_agreement(row)
        if row.proposed_by is not None and row.proposed_by.pk != by.pk:
            _mail("agreement_confirmed", row, to=row.proposed_by, by=by)
    return row


def _write(tie: Tie, by: Membership | None, terms: dict[str, Any]) -> Agreement:
    last = _versions(tie).order_by("-number").values_list("number", flat=True).first() or 0
    _versions(tie).filter(state=State.PROPOSED).update(state=State.REPLACED)
    row = Agreement(institution=tie.institution, tie=tie, number=last + 1, proposed_by=by, **terms)
    if by is not None:
        _confirm(row, by)
    row.save()
    actor = by.user if by else None
    audit.record(Verb.AGREEMENT_PROPOSED, actor=actor, institution=tie.institution, subject=row)
    return row


def _confirm(row: Agreement, by: Membership) -> None:
    now = timezone.now()
    if by.pk == row.tie.protege_id:
        row.protege_confirmed_at = row.protege_confirmed_at or now
    else:
        row.mentor_confirmed_at = row.mentor_confirmed_at or now


def enter_agreement(row: Agreement) -> None:
    """Put terms in force that both have confirmed; the caller holds the tie."""
    _versions(row.tie).filter(state=State.IN_FORCE).update(state=State.REPLACED)
    row.state = State.IN_FORCE
    row.save(update_fields=["state", "own_record", "protege_confirmed_at", "mentor_confirmed_at"])


def _enter_own(row: Agreement) -> Agreement:
    """Put terms in force that the mentor elsewhere has not seen: the mentee's own record."""
    row.own_record = True
    enter_agreement(row)
    return row


def _versions(tie: Tie) -> AgreementQuerySet:
    found: AgreementQuerySet = Agreement.objects.filter(tie=tie)
    return found


def _terms(row: Agreement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TERMS}


def _check(tie: Tie, by: Membership) -> None:
    if by.pk not in (tie.protege_id, tie.mentor_id):
        raise NotYours
    if tie.state != Tie.State.ACTIVE:
        raise TieClosed


def _lock_for_update(tie: Tie) -> Tie:
    return (
        Tie.objects.select_for_update(of=("self",))
        .select_related("institution", "protege__user", "mentor__user", "external__owner__user")
        .get(pk=tie.pk)
    )


@read_by("to")
def _mail(template: str, row: Agreement, *, to: Membership, by: Membership) -> None:
    if not to.is_current:
        return
    subjects = {
        "agreement_proposed": _("%(name)s proposed how the two of you work together"),
        "agreement_confirmed": _("%(name)s agreed"),
    }
    queue_message(
        key=f"{template}-{row.pk}",
        to=to.user.email,
        subject=subjects[template] % {"name": by.name},
        template=template,
        context={
            "institution": row.institution,
            "name": to.short_name,
            "by": by,
            "link": mail_link(row.tie, recipient=to),
        },
        institution=row.institution,
        headers=reply_to(by),
    )
