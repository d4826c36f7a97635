"""The links by which someone outside answers or stops the emails, without a sign-in.

Each is for one purpose and one row. It works while the consent behind it holds: the address is the
one it was sent to, and it was sent since the consent was given.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from mentornet.mail import links
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose
from networks.relationships.domain.outside import EndedBy, consent_of, end_consent
from networks.relationships.models import ExternalContact, OutsideConsent, Tie


def issue_outside(
    purpose: Purpose,
    contact: ExternalContact,
    *,
    subject: Model,
    expires_at: datetime | None = None,
) -> str:
    """Return the token of a new link to *subject*; earlier ones to the same row end."""
    links.revoke(purposes=[purpose], subjects=[subject])
    return links.issue(
        purpose,
        address=contact.email,
        institution=contact.institution,
        subject=subject,
        expires_at=expires_at,
    )


def tie_of_link(link: Link, *, lock: bool = False, **found_by: UUID) -> Tie:
    """Return the relationship *found_by* the row of *link*, held where it will be changed.

    Raise LinkUsed where the link has ended with the relationship or with the consent.
    """
    ties = Tie.objects.select_related("institution", "protege__user", "external__owner__user")
    if lock:
        ties = ties.select_for_update(of=("self",))
    tie: Tie | None = ties.filter(**found_by).first()
    check_outside(link, tie)
    assert tie is not None  # noqa: S101  (or it was refused)
    return tie


def check_outside(link: Link, tie: Tie | None) -> ExternalContact:
    """Return who holds *link* to something of *tie*. Raise LinkUsed where it has ended with either."""
    over = LinkUsed(PURPOSES[Purpose(link.purpose)].ended)
    if tie is None or tie.external is None or tie.state != Tie.State.ACTIVE:
        raise over
    consent = consent_of(tie.external)
    if consent is None or consent.address != link.address or link.created_at < consent.given_at:
        raise over
    if not tie.protege.is_current:
        raise over
    contact: ExternalContact = tie.external
    return contact


def read_stop(token: str) -> OutsideConsent:
    """Return the consent that *token* can end. Change nothing. Raise a LinkError."""
    link = links.look_up(Purpose.OUTSIDE_STOP, token)
    return _named(links.key_of(link, OutsideConsent), OutsideConsent.objects.all())


@transaction.atomic
def stop_by_link(token: str) -> OutsideConsent:
    """End the emails, as their reader. Idempotent. Raise a LinkError."""
    locked = _held(token)
    if locked.ended_at is None or locked.ended_by == EndedBy.MEMBER:
        off = locked.ended_by == EndedBy.MEMBER
        end_consent(locked, ended_by=EndedBy.BOTH if off else EndedBy.PERSON)
    return locked


@transaction.atomic
def resume_by_link(token: str) -> OutsideConsent:
    """Take one's own stop back, unless the member had turned the emails off. Raise a LinkError."""
    locked = _held(token)
    if locked.ended_by == EndedBy.PERSON:
        locked.ended_at, locked.ended_by = None, ""
        locked.save(update_fields=["ended_at", "ended_by"])
    return locked


def _held(token: str) -> OutsideConsent:
    row = read_stop(token)
    return _named(row.pk, OutsideConsent.objects.select_for_update(of=("self",)))


def _named(key: UUID, rows: object) -> OutsideConsent:
    found: OutsideConsent | None = (
        rows.select_related("institution", "owner__user").filter(pk=key).first()  # type: ignore[attr-defined]
    )
    if found is None:
        raise LinkUnknown
    return found
