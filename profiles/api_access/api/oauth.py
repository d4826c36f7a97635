"""How the OAuth library serves our clients: their own scopes, and two secrets while one is changed."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views import RevokeTokenView, TokenView

from mentornet.api.limits import count
from mentornet.api.problems import Busy
from mentornet.api.scopes import SCOPES
from mentornet.api.share import take
from mentornet.api.transport import refusal
from mentornet.client_address import client_key
from profiles.models import ApiClient

TOKENS_A_MINUTE = 60
# Of all clients at one address: a hospital's whole IT may be one.
TOKENS_OF_ADDRESS = 300
PARAMETERS = {"grant_type", "client_id", "client_secret", "scope", "token", "token_type_hint"}
NO_INSTITUTION = UUID(int=0)


class ClientScopes(BaseScopes):
    """A client may ask for what its directors granted it; without asking it gets all of that."""

    def get_all_scopes(self) -> dict[str, Any]:
        return SCOPES

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes) if application else []

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application)


class ClientValidator(OAuth2Validator):
    """Takes the secret before a rotation, too, until its week is over."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        if super().authenticate_client(request, *args, **kwargs):
            return True
        client = request.client
        if not isinstance(client, ApiClient) or not client.has_two_secrets:
            return False
        newest, client.client_secret = client.client_secret, client.previous_secret
        try:
            return bool(super().authenticate_client(request, *args, **kwargs))
        finally:
            client.client_secret = newest


def basic_pair(request: Any) -> tuple[str, str] | None:
    """Return id and secret from Basic authentication, empty where they can't be read; None without it."""
    kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(given).decode()
    except ValueError:
        return "", ""
    client, _colon, secret = text.partition(":")
    return ("", "") if "\x00" in text else (client, secret)


def _client_named(request: HttpRequest) -> str:
    """The client's id, from the body or from Basic authentication; the secret is left out."""
    pair = basic_pair(request)
    return request.POST.get("client_id", "") if pair is None else pair[0]


class _Limited:
    """Few tries a minute for one client, and for one address: every try costs a slow hash.

    They count in the threads of the institution that the client belongs to, and those that name no
    client in threads of their own.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            named = _client_named(request)
        except RequestDataTooBig:
            return refusal(413, "too_large")
        if wait := seconds_to_wait(client_key(request), named):
            return _refused("slow_down", "Too many requests.", status=429, wait=wait)
        if name := _with_nul(request):
            words = f"{name} contains a NUL character."
            return _refused("invalid_request", words, status=400)
        client = ApiClient.objects.filter(client_id=named).only("institution_id").first()
        try:
            take(request, client.institution_id if client else NO_INSTITUTION)
        except Busy:
            words = "We are busy with other requests of your institution."
            return _refused("temporarily_unavailable", words, status=503, wait=Busy.wait)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Content-Type"] = "application/json"
        return response


def seconds_to_wait(address: str, client: str) -> int:
    """Count a try; return in how many seconds the next one is answered, 0 if this one is."""
    limits = ((address, TOKENS_OF_ADDRESS), (f"{address} {client}", TOKENS_A_MINUTE))
    for who, most in limits:
        key = hashlib.sha256(who.encode()).hexdigest()
        left, ends_in = count(f"token:{key}", most=most)
        if left < 0:
            return ends_in
    return 0


def _with_nul(request: HttpRequest) -> str:
    """Return which parameter has a character that no database takes; empty if none."""
    # The library takes parameters from the address, too.
    for name, values in [*request.GET.lists(), *request.POST.lists()]:
        if "\x00" in name:
            return "A name"
        if any("\x00" in value for value in values):
            return name if name in PARAMETERS else "A parameter"
    return ""


def _refused(error: str, words: str, *, status: int, wait: int = 0) -> HttpResponse:
    body = {"error": error, "error_description": words}
    headers = {"Retry-After": str(wait)} if wait else {}
    return JsonResponse(body, status=status, headers=headers | {"Cache-Control": "no-store"})


@method_decorator(csrf_exempt, name="dispatch")
class GiveToken(_Limited, TokenView):
    """RFC 6749, section 4.4: client credentials, for an hour."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("grant_type") != "client_credentials":
            body = json.dumps({"error": "unsupported_grant_type"})
            return HttpResponse(body, status=400, content_type="application/json")
        return super().post(request, *args, **kwargs)


@method_decorator(csrf_exempt, name="dispatch")
class RevokeToken(_Limited, RevokeTokenView):
    """RFC 7009."""
