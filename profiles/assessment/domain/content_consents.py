"""Which parts of a self-assessment its owner opens to a system of the institution, and for what.

The twin of `domain/sharing.py`, for programs instead of mentors. 1. A director lets a client ask,
for a purpose: a grant. 2. Each person opens parts under that grant, or none: a consent. 3. The
client reads those parts of the last submitted version. A consent ends with its grant, whatever was
chosen before, so every read looks at both rows as they are then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.parts import PART_BY_NUMBER, Part
from profiles.assessment.models.content_consent import ContentConsentQuerySet
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import (
    ApiClient,
    AssessmentVersion,
    ContentConsent,
    ContentGrant,
    Membership,
    User,
)
from profiles.people.models.membership import MembershipQuerySet

NOTED_EVERY = timedelta(minutes=1)


class PurposeMissing(DomainError):
    code = "purpose_missing"

    def __init__(self) -> None:
        super().__init__(_("Enter the purpose. People decide by it whether to share."))


class GrantEnded(DomainError):
    code = "grant_ended"

    def __init__(self) -> None:
        super().__init__(
            _("This system no longer asks for this, or its purpose changed. Reload the page.")
        )


class NoSuchPart(DomainError):
    code = "no_such_part"

    def __init__(self) -> None:
        super().__init__(_("The self-assessment has eight parts, numbered 1 to 8."))


class NotHere(DomainError):
    code = "not_here"

    def __init__(self) -> None:
        super().__init__(_("People who left can’t share with the institution’s systems."))


@dataclass(frozen=True)
class Asked:
    """A grant as a person is shown it, and what they have opened under it."""

    grant: ContentGrant
    parts: tuple[Part, ...]
    last_read_at: datetime | None


# The director's side -------------------------------------------------------------------------


def grant_in_force(client: ApiClient) -> ContentGrant | None:
    """Return the grant under which *client* may ask now."""
    return ContentGrant.objects.in_force().filter(client=client).first()


def grant_for(client: ApiClient, *, purpose: str, actor: User) -> ContentGrant:
    """Let *client*, which the caller holds, ask people for *purpose*; the same purpose is no new grant.

    Another purpose ends the grant before, and every consent with it. Raises PurposeMissing.
    """
    wanted = " ".join(purpose.split())
    if not wanted:
        raise PurposeMissing
    now = timezone.now()
    if there := ContentGrant.objects.filter(client=client, ended_at=None).first():
        if there.purpose == wanted:
            return there
        end_grant(client, ending=ContentGrant.Ending.PURPOSE, actor=actor)
    grant: ContentGrant = ContentGrant.objects.create(
        institution=client.institution,
        client=client,
        purpose=wanted,
        granted_by=actor,
        granted_at=now,
    )
    record(Verb.CONTENT_GRANT_MADE, actor=actor, institution=client.institution, subject=grant)
    return grant


def end_grant(client: ApiClient, *, ending: str, actor: User) -> None:
    """End what *client*, which the caller holds, may ask for. Consents hold no longer. Idempotent."""
    for grant in ContentGrant.objects.select_for_update(of=("self",), no_key=True).filter(
        client=client, ended_at=None
    ):
        grant.ended_at, grant.ending = timezone.now(), ending
        grant.save(update_fields=["ended_at", "ending"])
        record(Verb.CONTENT_GRANT_ENDED, actor=actor, institution=client.institution, subject=grant)


# The person's side ---------------------------------------------------------------------------


def asked_of(member: Membership) -> list[Asked]:
    """Return what the systems of *member*'s institution ask for now, by name."""
    grants = ContentGrant.objects.of(member.institution).in_force().select_related("client")
    return _asked(member, grants.order_by("client__name", "granted_at"))


def ended_for(member: Membership) -> list[Asked]:
    """Return what *member* had opened when its grant ended, the last end first."""
    grants = ContentGrant.objects.of(member.institution).filter(
        ended_at__isnull=False,
        consents__in=ContentConsent.objects.filter(member=member, parts__len__gt=0),
    )
    return _asked(member, grants.select_related("client").order_by("-ended_at"))


def asked_under(grant: ContentGrant, *, member: Membership) -> Asked:
    """Return *grant* and what *member* has opened under it."""
    return _asked(member, ContentGrant.objects.select_related("client").filter(pk=grant.pk))[0]


def _asked(member: Membership, grants: Iterable[ContentGrant]) -> list[Asked]:
    shown = list(grants)
    rows = ContentConsent.objects.filter(member=member, grant__in=shown)
    own = {row.grant_id: row for row in rows}
    return [_opened(grant, own.get(grant.pk)) for grant in shown]


def _opened(grant: ContentGrant, row: ContentConsent | None) -> Asked:
    if row is None:
        return Asked(grant, (), None)
    parts = tuple(PART_BY_NUMBER[number] for number in sorted(row.parts))
    return Asked(grant, parts, row.last_read_at)


@transaction.atomic
def set_consent(member: Membership, *, grant: ContentGrant, parts: Collection[int]) -> Asked:
    """Open exactly *parts* under *grant*; none of them takes everything back. It holds at once.

    Raises NoSuchPart, NotHere for who has left meanwhile, and GrantEnded where the purpose that
    the person read is not asked for any more.
    """
    wanted = sorted(set(parts))
    if not set(wanted) <= PART_BY_NUMBER.keys():
        raise NoSuchPart
    locked = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if not locked.is_current:
        raise NotHere
    # Whoever ends the grant waits for this, or was here before.
    list(ContentGrant.objects.select_for_update(of=("self",), no_key=True).filter(pk=grant.pk))
    own = ContentGrant.objects.of(locked.institution_id)
    if not own.in_force().filter(pk=grant.pk).exists():
        raise GrantEnded
    row = ContentConsent.objects.filter(member=locked, grant=grant).first() or ContentConsent(
        institution=locked.institution, member=locked, grant=grant
    )
    if row.parts != wanted:
        row.parts, row.changed_at = wanted, timezone.now()
        row.save()
        verb = Verb.CONTENT_CONSENT_SET if wanted else Verb.CONTENT_CONSENT_WITHDRAWN
        record(verb, actor=member.user, institution=locked.institution, subject=row)
    return asked_under(grant, member=locked)


def close_for(members: Collection[UUID]) -> None:
    """Take back what people had opened who leave: who returns starts with nothing."""
    opened = ContentConsent.objects.filter(member__in=members, parts__len__gt=0)
    _update_in_order(opened, parts=[], changed_at=timezone.now())


# The client's side ---------------------------------------------------------------------------


def readable_by(client: ApiClient) -> MembershipQuerySet:
    """Return the current people who have opened something to *client* and have submitted something.

    Each with `opened` (numbers of parts) and `version`, `submitted_at` and `content` of the last
    submitted version, all of one moment.
    """
    consents = ContentConsent.objects.holding().filter(grant__client=client, member=OuterRef("pk"))
    versions = AssessmentVersion.objects.filter(member=OuterRef("pk")).order_by("-number")
    found: MembershipQuerySet = (
        Membership.objects.of(client.institution)
        .current()
        .filter(Exists(consents), Exists(versions))
        .annotate(
            opened=Subquery(consents.values("parts")[:1]),
            version=Subquery(versions.values("number")[:1]),
            submitted_at=Subquery(versions.values("submitted_at")[:1]),
            content=Subquery(versions.values("content")[:1]),
        )
    )
    return found


def note_reads(client: ApiClient, *, members: Collection[Any], now: datetime | None = None) -> None:
    """Keep that *client* read what *members* opened to it, to the minute; all at once."""
    moment = now or timezone.now()
    stale = Q(last_read_at=None) | Q(last_read_at__lt=moment - NOTED_EVERY)
    own = ContentConsent.objects.holding().filter(grant__client=client, member__in=members)
    _update_in_order(own.filter(stale), last_read_at=moment)


@transaction.atomic(savepoint=False)
def _update_in_order(rows: ContentConsentQuerySet, **values: Any) -> None:
    """Update *rows*, locked in one order: two who change many at once do not block each other."""
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    if keys := list(locked.values_list("pk", flat=True)):
        ContentConsent.objects.filter(pk__in=keys).update(**values)
