"""The id and the secret of a client as name and password, for tools that can't fetch a token.

Only for the tables of published figures (evaluations/gaps/tables_api.py): whoever enters a secret into
a spreadsheet or a dashboard gives it to more people than an integration does. So it opens these alone,
with the scope that reads them, whatever else the client may do.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from mentornet.api.caller import Caller
from mentornet.api.share import take
from mentornet.client_address import client_key
from mentornet.tenancy.scope import enter
from profiles.api_access.api.oauth import NO_INSTITUTION, basic_pair, seconds_to_wait
from profiles.api_access.domain.clients import is_secret_of, note_use
from profiles.models import ApiClient

SCOPES_BY_SECRET = frozenset({"reports:read"})
WRONG = "The client’s ID or secret is wrong, or the client was revoked."


class SecretAuthentication(BaseAuthentication):
    """`Authorization: Basic …`. Every try counts with those for tokens, and costs a slow hash."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        pair = basic_pair(request)
        if pair is None:
            return None
        named, secret = pair
        if wait := seconds_to_wait(client_key(request._request), named):
            raise Throttled(wait)
        client = (
            ApiClient.objects.filter(client_id=named, revoked_at=None)
            .select_related("institution")
            .first()
        )
        take(request._request, client.institution_id if client else NO_INSTITUTION)
        if client is None or not is_secret_of(client, secret):
            raise AuthenticationFailed(WRONG)
        enter(institution=client.institution_id)
        note_use(client)
        scopes = frozenset(client.scopes) & SCOPES_BY_SECRET
        return AnonymousUser(), Caller(client.institution, scopes, client=client)

    def authenticate_header(self, request: Request) -> str:
        # The last one is told why a token was refused: see mentornet/api/answers.py.
        return 'Basic realm="MentorNet", charset="UTF-8", Bearer realm="MentorNet"'
