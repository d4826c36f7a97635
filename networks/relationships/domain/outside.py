"""Email to mentors elsewhere: only while the member who knows them says that they agreed to it.

1. `start_emails` notes the member's word and sends a first email that says who added them and why.
2. Each email ends with a link that stops them, and carries it in its header (RFC 8058).
3. A consent is for one address. It is void when the address changes, when its owner stops the
   emails, when email to it bounces, and once someone with that address belongs to the institution.
4. What a member wrote goes out as plain text without links, and only so often a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail import links
from mentornet.mail.outbox import cancel_to, queue_message
from mentornet.mail.purposes import Purpose
from networks.errors import NotYours
from networks.relationships.domain.plain_words import one_line
from networks.relationships.errors import (
    AddressOfColleague,
    EmailsStopped,
    NoAddress,
    TooManyEmails,
)
from networks.relationships.models import ExternalContact, OutsideConsent, Tie
from networks.signals import outside_emails_started
from profiles.institution.domain import audit
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to

A_DAY, A_DAY_TO_ONE = 20, 10
MOST_ADDRESSES = 30
MOST_TIMES = 3
WAIT = timedelta(days=30)
EndedBy = OutsideConsent.EndedBy


def consent_of(contact: ExternalContact | None) -> OutsideConsent | None:
    """Return the consent by which *contact* gets email now; None where they get none."""
    row = last_consent(contact)
    if contact is None or row is None or row.ended_at is not None:
        return None
    return None if _is_colleague(contact) else row


def last_consent(contact: ExternalContact | None) -> OutsideConsent | None:
    """Return what was decided of *contact*'s address, also where it has ended."""
    if contact is None or not contact.email:
        return None
    rows = OutsideConsent.objects.filter(owner=contact.owner_id, address=contact.email.lower())
    found: OutsideConsent | None = rows.first()
    return found


def emails_reach(tie: Tie) -> bool:
    """Return whether the mentor of *tie* is someone outside who gets email about it."""
    return tie.external_id is not None and consent_of(tie.external) is not None


def check_startable(contact: ExternalContact, *, now: datetime | None = None) -> None:
    """Raise NoAddress, AddressOfColleague or EmailsStopped where email cannot be turned on."""
    if not contact.email:
        raise NoAddress
    if _is_colleague(contact):
        raise AddressOfColleague
    before = last_consent(contact)
    if before is None or before.ended_at is None:
        return
    stopped = before.ended_by in (EndedBy.PERSON, EndedBy.BOTH, EndedBy.BOUNCED)
    waits = stopped and (now or timezone.now()) < before.ended_at + WAIT
    if before.ended_by == EndedBy.COMPLAINED or before.times_given >= MOST_TIMES or waits:
        raise EmailsStopped


@transaction.atomic
def start_emails(
    contact: ExternalContact, *, by: Membership, now: datetime | None = None
) -> OutsideConsent:
    """Note that *contact* agreed to get email, by the word of its owner, and send the first one.

    Idempotent. Raise NotYours, TooManyEmails, and what `check_startable` raises.
    """
    if contact.owner_id != by.pk:
        raise NotYours
    Membership.objects.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)
    if (there := consent_of(contact)) is not None:
        return there
    moment = now or timezone.now()
    check_startable(contact, now=moment)
    row = last_consent(contact)
    if row is None:
        if OutsideConsent.objects.filter(owner=by).count() >= MOST_ADDRESSES:
            raise TooManyEmails
        row = OutsideConsent(
            institution=contact.institution, owner=by, address=contact.email.lower(), times_given=0
        )
    row.given_at, row.ended_at, row.ended_by = moment, None, ""
    row.times_given += 1
    row.save()
    audit.record(
        Verb.OUTSIDE_EMAILS_STARTED, actor=by.user, institution=row.institution, subject=row
    )
    tell_outside(
        contact,
        row,
        key=f"outside-started-{row.pk}-{row.times_given}",
        template="outside_started",
        subject=lambda: _("%(name)s listed you as a mentor") % {"name": by.name},
        context={},
    )
    outside_emails_started.send(sender=ExternalContact, contact=contact)
    return row


@transaction.atomic
def stop_emails(contact: ExternalContact, *, by: Membership) -> None:
    """Turn email to *contact* off, also what waits to be sent. Idempotent. Raise NotYours."""
    if contact.owner_id != by.pk:
        raise NotYours
    row = last_consent(contact)
    if row is not None and row.ended_at is None:
        end_consent(row, ended_by=EndedBy.MEMBER, actor=by.user)


def end_consent(row: OutsideConsent, *, ended_by: str, actor: Any = None) -> None:
    """End a consent: its links end with it, and email that waits is canceled."""
    row.ended_at, row.ended_by = timezone.now(), ended_by
    row.save(update_fields=["ended_at", "ended_by"])
    cancel_to(row.address, key_suffix=suffix_of(row))
    audit.record(Verb.OUTSIDE_EMAILS_STOPPED, actor=actor, institution=row.institution, subject=row)


def note_outside_trouble(address: str, ended_by: str) -> int:
    """End every consent for *address*, to which email bounced or was complained of; how many."""
    rows = OutsideConsent.objects.filter(address=address.lower())
    rows = rows.filter(Q(ended_at=None) | ~Q(ended_by=EndedBy.COMPLAINED))
    for row in (found := list(rows.select_related("institution"))):
        end_consent(row, ended_by=ended_by)
    return len(found)


def tell_outside(
    contact: ExternalContact,
    consent: OutsideConsent,
    *,
    key: str,
    template: str,
    subject: Any,
    context: Mapping[str, Any],
    calendar: str = "",
    due_at: datetime | None = None,
    counted: bool = True,
) -> None:
    """Queue an email to *contact*, in their institution's language, with the link that stops them.

    *subject* is called in that language. With *counted*, raise TooManyEmails beyond a day's number:
    what takes something back is not counted, as it has to arrive.
    """
    if counted:
        _count(consent)
    owner = contact.owner
    token = links.issue(
        Purpose.OUTSIDE_STOP,
        address=consent.address,
        institution=contact.institution,
        subject=consent,
    )
    stop = settings.SITE_URL + reverse("networks:outside_stop", args=[token])
    with reading(contact):
        queue_message(
            key=f"{key}{suffix_of(consent)}",
            to=contact.email,
            subject=subject(),
            template=template,
            context={
                "institution": contact.institution,
                "name": one_line(contact.name),
                "by": owner,
                "stop": stop,
                **context,
            },
            institution=contact.institution,
            due_at=due_at,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                **reply_to(owner),
            },
            calendar=calendar,
        )


def suffix_of(consent: OutsideConsent) -> str:
    """Return how the keys of all messages under one consent end."""
    return f"-outside-{consent.pk}"


def _count(consent: OutsideConsent) -> None:
    """Count one more email of today. Raise TooManyEmails."""
    today = consent.institution.local_date()
    rows = OutsideConsent.objects.filter(owner=consent.owner_id, counted_on=today)
    sent = rows.aggregate(sum=Sum("counted"))["sum"] or 0
    row = OutsideConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    here = row.counted if row.counted_on == today else 0
    if sent >= A_DAY or here >= A_DAY_TO_ONE:
        raise TooManyEmails
    row.counted_on, row.counted = today, here + 1
    row.save(update_fields=["counted_on", "counted"])


def _is_colleague(contact: ExternalContact) -> bool:
    """Return whether someone with this address belongs to the institution: they read it here."""
    people = Membership.objects.current().filter(institution=contact.institution_id)
    here = Q(user__email__iexact=contact.email) | Q(address__iexact=contact.email)
    return people.filter(here).exists()
