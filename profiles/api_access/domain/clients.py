"""The institution's systems that use the API: made, given a new secret, and shut out by directors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken

from mentornet.api.scopes import CONTENT
from mentornet.audit_verbs import Verb
from mentornet.scannable import new_secret
from profiles.assessment.domain.content_consents import end_grant, grant_for
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import ApiClient, ContentGrant, Institution, User

OVERLAP = timedelta(days=7)
NOTED_EVERY = timedelta(minutes=1)


class ClientRevoked(DomainError):
    code = "client_revoked"

    def __init__(self) -> None:
        super().__init__(_("This client was revoked. Add a new one."))


class NothingAllowed(DomainError):
    code = "nothing_allowed"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one permission."))


@transaction.atomic
def create_client(
    institution: Institution,
    *,
    name: str,
    scopes: Collection[str],
    actor: User | None,
    purpose: str = "",
) -> tuple[ApiClient, str]:
    """Return a new client and its secret, which is kept nowhere.

    Without *actor*, an operator made it, who can't let it read what people share.

    *purpose* is what people read before they open parts of their self-assessment to it; without
    the scope for that it counts for nothing. Raises NothingAllowed, PurposeMissing.
    """
    if not scopes or (actor is None and CONTENT in scopes):
        raise NothingAllowed
    secret = new_secret(test=institution.is_sandbox)
    client: ApiClient = ApiClient.objects.create(
        institution=institution,
        name=name,
        scopes=sorted(scopes),
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        created_by=actor,
    )
    record(Verb.API_CLIENT_CREATED, actor=actor, institution=institution, subject=client)
    if actor is not None and CONTENT in client.scopes:
        grant_for(client, purpose=purpose, actor=actor)
    return client, secret


@transaction.atomic
def change_client(
    client: ApiClient, *, name: str, scopes: Collection[str], actor: User, purpose: str = ""
) -> ApiClient:
    """Change what a client is called and may do; tokens that it has may do no more at once.

    With another *purpose*, or without the scope for it, no consent that people gave holds any more.
    Raises ClientRevoked, NothingAllowed, PurposeMissing.
    """
    locked = _lock_for_update(client)
    if not scopes:
        raise NothingAllowed
    locked.name, locked.scopes = name, sorted(scopes)
    locked.save(update_fields=["name", "scopes"])
    record(Verb.API_CLIENT_CHANGED, actor=actor, institution=locked.institution, subject=locked)
    if CONTENT in locked.scopes:
        grant_for(locked, purpose=purpose, actor=actor)
    else:
        end_grant(locked, ending=ContentGrant.Ending.TAKEN, actor=actor)
    return locked


@transaction.atomic
def rotate_secret(
    client: ApiClient, *, actor: User, now: datetime | None = None
) -> tuple[ApiClient, str]:
    """Return the client with a new secret; the one before holds for another week.

    Raises ClientRevoked.
    """
    locked = _lock_for_update(client)
    moment = now or timezone.now()
    secret = new_secret(test=locked.institution.is_sandbox)
    locked.previous_secret, locked.previous_until = locked.client_secret, moment + OVERLAP
    locked.client_secret, locked.rotated_at = make_password(secret), moment
    locked.save(update_fields=["previous_secret", "previous_until", "client_secret", "rotated_at"])
    record(Verb.API_CLIENT_ROTATED, actor=actor, institution=locked.institution, subject=locked)
    return locked, secret


@transaction.atomic
def drop_previous_secret(client: ApiClient, *, actor: User) -> ApiClient:
    """End the overlap at once: no one uses the secret before any more. Idempotent."""
    locked = _lock_for_update(client)
    if locked.previous_secret:
        locked.previous_secret, locked.previous_until = "", None
        locked.save(update_fields=["previous_secret", "previous_until"])
        record(
            Verb.API_CLIENT_OVERLAP_ENDED,
            actor=actor,
            institution=locked.institution,
            subject=locked,
        )
    return locked


@transaction.atomic
def revoke_client(client: ApiClient, *, actor: User) -> ApiClient:
    """Shut a client out for good, with every token that it has. Idempotent."""
    locked: ApiClient = ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if locked.is_revoked:
        return locked
    locked.revoked_at, locked.previous_secret, locked.previous_until = timezone.now(), "", None
    locked.client_secret = make_password(None)
    locked.save(update_fields=["revoked_at", "previous_secret", "previous_until", "client_secret"])
    AccessToken.objects.filter(application=locked).delete()
    end_grant(locked, ending=ContentGrant.Ending.REVOKED, actor=actor)
    record(Verb.API_CLIENT_REVOKED, actor=actor, institution=locked.institution, subject=locked)
    return locked


def is_secret_of(client: ApiClient, secret: str) -> bool:
    """Return whether *secret* is the client's, or the one before while that holds. Slow: a hash."""
    if check_password(secret, client.client_secret):
        return True
    return client.has_two_secrets and check_password(secret, client.previous_secret)


def note_use(client: ApiClient, *, now: datetime | None = None) -> None:
    """Keep when a client was last heard of, to the minute: not a write for every request."""
    moment = now or timezone.now()
    if client.last_used_at is None or client.last_used_at < moment - NOTED_EVERY:
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=moment)


def _lock_for_update(client: ApiClient) -> ApiClient:
    locked: ApiClient = (
        ApiClient.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=client.pk)
    )
    if locked.is_revoked:
        raise ClientRevoked
    return locked
