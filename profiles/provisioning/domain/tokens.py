"""Who may bring people in for an institution: tokens that its directory shows."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.scannable import DIRECTORY_TOKEN, new_secret
from mentornet.tenancy.scope import enter, operations
from profiles.institution.domain.audit import record
from profiles.models import Institution, ProvisioningToken, User

# How exact "last used" is: a directory asks many times a minute.
NOTED_EVERY = timedelta(minutes=5)


def digest_of(secret: str) -> str:
    """What is kept of a token: it is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    institution: Institution, *, label: str, default_rank: str, actor: User
) -> tuple[ProvisioningToken, str]:
    """Make a token for *institution*; the row, and the secret that no one can read again."""
    secret = new_secret(DIRECTORY_TOKEN, test=institution.is_sandbox)
    row = ProvisioningToken.objects.create(
        institution=institution,
        label=label,
        default_rank=default_rank,
        digest=digest_of(secret),
        ending=secret[-6:],
        created_by=actor,
    )
    record(Verb.PROVISIONING_ISSUED, actor=actor, institution=institution, subject=row)
    return row, secret


@transaction.atomic
def revoke_token(token: ProvisioningToken, *, actor: User) -> None:
    """Make *token* useless from now on. Idempotent."""
    if ProvisioningToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    ):
        record(Verb.PROVISIONING_REVOKED, actor=actor, institution=token.institution, subject=token)


def token_of(secret: str) -> ProvisioningToken | None:
    """Return the token that *secret* is, and note its use; None for a wrong or revoked one."""
    found = ProvisioningToken.objects.filter(digest=digest_of(secret), revoked_at=None)
    with operations():
        row: ProvisioningToken | None = found.select_related("institution").first()
    if row:
        enter(institution=row.institution_id)
    now = timezone.now()
    if row and (row.last_used_at is None or row.last_used_at < now - NOTED_EVERY):
        ProvisioningToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
