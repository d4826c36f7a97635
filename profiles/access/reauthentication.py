"""Asking again who someone is, before what must not be open to whoever finds a session open.

Signing in is good for 15 minutes, and so is showing again who one is. What asks for it is listed
in tests/contract/fresh.py: concerns, one's own data as a file, how one signs in, staff roles,
sign-on, API clients and tokens, exports of people. One's own notes, meetings and check-ins don't.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.access import resubmission

GOOD_FOR = 15 * 60
View = Callable[..., HttpResponseBase]

# Pages of the sign-in library that change how someone signs in; the middleware guards them.
LIBRARY_DOORS = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    }
)


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the person has shown within 15 minutes who they are; in a demonstration, yes."""
    return settings.MENTORNET_DEMO or shown_at(request) > time.time() - GOOD_FOR


def shown_at(request: HttpRequest) -> float:
    """Return when the person last showed who they are, in seconds of the epoch; 0 for never."""
    records = get_authentication_records(request, request.user)
    return max((float(one.get("at", 0)) for one in records), default=0.0)


def fresh_authentication_required(view: View) -> View:
    """Have whoever is signed in show again who they are, unless they did so within 15 minutes.

    What a form had sent when the time was over is kept, and offered for sending afterwards. Who
    may see the page at all is decided by others: put this below `member_required`.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if not is_fresh(request):
            return ask_again(request)
        say_in_demonstration(request)
        return view(request, *args, **kwargs)

    wrapped.asks_fresh = True  # type: ignore[attr-defined]
    return wrapped


def say_in_demonstration(request: HttpRequest) -> None:
    """Let the demonstration's banner say what a real installation asks here."""
    if settings.MENTORNET_DEMO:
        request.demo_note = _(  # type: ignore[attr-defined]
            "A real installation asks here for your password or passkey again, once in 15 minutes."
        )


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks, and from there back; keep what was typed."""
    htmx = getattr(request, "htmx", None)
    back = (htmx.current_url_abs_path or "/") if htmx else request.get_full_path()
    if request.method != "GET":
        kept = request.method == "POST" and resubmission.keep_form(request, user_id=request.user.pk)
        back = reverse("profiles:held") if kept else _page_of(request)
    return lead_to(request, f"{reverse('profiles:confirm')}?{urlencode({'next': back})}")


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect, also where a script asked and would put the answer into its page."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """Return the page from which a form was sent, as far as the browser says; of this site only."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead someone whose role opens nothing without a second factor to where it is set up."""
    address = reverse("profiles:second_factor")
    return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
