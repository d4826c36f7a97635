"""A login that another email took over opens nothing but the page that says how to open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from profiles.models import User
from profiles.people.emails.domain.claims import note_presence

# Everything else is closed, whatever is added later.
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "healthz",
        "readyz",
        "profiles:closed",
        "profiles:confirm",
        "profiles:confirm_by_sign_on",
        "profiles:stop_address_claim",
    }
)


class ClosedLoginMiddleware:
    """Close every page to a login whose owner has not shown yet that it is theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        if user.address_claimed_at is not None:
            note_presence(user)
        match = request.resolver_match
        if user.unproven_since is None or (match and match.view_name in OPEN):
            return None
        if request.path.startswith("/api/"):
            return HttpResponse(status=403)
        return redirect("profiles:closed")
