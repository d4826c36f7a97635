"""Who may ask: a client with a token, or a director in a browser."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from oauth2_provider.models import AccessToken
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from mentornet.api.caller import Caller
from mentornet.api.scopes import FOR_CLIENTS_ALONE, SCOPES
from mentornet.tenancy.scope import enter
from profiles.access.reauthentication import is_fresh
from profiles.api_access.domain.clients import note_use
from profiles.models import User


class ClientAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; the token is looked up by its hash, with client and institution."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        checksum = hashlib.sha256(token.strip().encode()).hexdigest()
        found = (
            AccessToken.objects.filter(
                token_checksum=checksum,
                expires__gt=timezone.now(),
                application__revoked_at=None,
            )
            .select_related("application__institution")
            .first()
        )
        if found is None or found.application is None:
            raise AuthenticationFailed("The token is unknown, expired, or revoked.")
        client = found.application
        enter(institution=client.institution_id)
        note_use(client)
        # What a director took from the client since is not in its older tokens, either.
        scopes = frozenset(found.scope.split()) & frozenset(client.scopes)
        return AnonymousUser(), Caller(client.institution, scopes, client=client)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="MentorNet"'


class NotFresh(PermissionDenied):
    default_detail = "Open /confirm/ in this browser, confirm that it’s you, and try again."
    default_code = "fresh_authentication_required"


class DirectorAuthentication(SessionAuthentication):
    """A signed-in director, in the institution for which they act; anybody else gets in nowhere."""

    def authenticate(self, request: Request) -> tuple[User, Caller | None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user = found[0]
        if not is_fresh(request._request):
            raise NotFresh
        membership = getattr(request._request, "membership", None)
        if membership is None or not user.has_perm("profiles.import_roster"):
            return user, None
        scopes = frozenset(SCOPES) - FOR_CLIENTS_ALONE
        return user, Caller(membership.institution, scopes, user=user)
