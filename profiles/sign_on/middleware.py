"""What holds for every page of whoever is signed in: when a session ends, and what needs more proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from profiles.access import resubmission
from profiles.access.reauthentication import (
    LIBRARY_DOORS,
    ask_again,
    is_fresh,
    lead_to,
    say_in_demonstration,
)
from profiles.access.refill import refill
from profiles.sign_on.credentials.required_factor import is_operator_without
from profiles.sign_on.domain.sessions import CHOICE, Device, begin_session, life_of, note_activity
from profiles.sign_on.provider.domain.provider_sessions import is_unnoted

# A request that a page sends by itself, such as a look at how far a job is, says so in this header;
# it keeps no one signed in. Typing, which an autosave sends, is something that a person does.
AUTOMATIC = "X-Automatic"
# The forms that ask at which kind of computer someone signs in, by the name of their address.
ASKING = frozenset(
    {
        "account_login",
        "account_request_login_code",
        "mfa_login_webauthn",
        "profiles:find_sign_on",
        "profiles:sign_on",
        "profiles:sign_on_required",
        "profiles:activate",
    }
)
# Left to tell once, on the next page, that a second factor is missing.
SECOND_FACTOR_DUE = "second_factor_due"
# What stays open to whoever must set up a second factor first: signing in and out, and that.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_", "openid_connect_", "saml_")
OPEN_NAMES = frozenset(
    {
        "healthz",
        "readyz",
        "profiles:confirm",
        "profiles:held",
        "profiles:second_factor",
        "profiles:sign_on",
        "profiles:sign_on_required",
        "profiles:link_sign_on",
        "profiles:switch_institution",
    }
)


class SignInMiddleware:
    """End sessions when their time is over, and guard what needs a second factor or a fresh proof.

    Stands after MembershipMiddleware, which knows the institution and what its rules close.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user_id = request.user.pk if request.user.is_authenticated else None
        over = user_id is not None and (_is_over(request) or is_unnoted(request.session))
        if over:
            _sign_out(request)
        response = self.get_response(request)
        # A directory (SCIM) that shows no right token is told so as no one, not even as a stranger.
        signed_in = getattr(request.user, "is_authenticated", False)
        if signed_in and request.session.get(resubmission.REFILL):
            return _refilled(request, response)
        if not _asks_to_sign_in(response):
            return response
        return _to_sign_in(request, response, user_id=user_id if over else None)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method == "POST" and name in ASKING:
            request.session[CHOICE] = request.POST.get("device", "")
        if not request.user.is_authenticated:
            return None
        resubmission.drop_when_sent(request)
        if not _stays_open(name) and (needed := _second_factor_needed(request)):
            return needed
        if name in LIBRARY_DOORS:
            if not is_fresh(request):
                return ask_again(request)
            say_in_demonstration(request)
        return None


def _is_over(request: HttpRequest) -> bool:
    now = timezone.now()
    life = life_of(request.session)
    if life is None:
        # From before this was noted: it counts from now.
        begin_session(request.session, device=Device.SHARED)
        return False
    membership = getattr(request, "membership", None)
    days = membership.institution.own_device_days if membership else 14
    if life.is_over(now, own_device_days=days):
        return True
    if AUTOMATIC not in request.headers:
        note_activity(request.session, life, now=now)
    return False


def _sign_out(request: HttpRequest) -> None:
    """Go on as no one: pages that are open to all stay so, the others ask to sign in."""
    logout(request)
    request.user = AnonymousUser()
    request.membership = None  # type: ignore[attr-defined]


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    if response.status_code != 302:
        return False
    return urlsplit(response["Location"]).path == reverse(settings.LOGIN_URL)


def _to_sign_in(
    request: HttpRequest, response: HttpResponseBase, *, user_id: Any
) -> HttpResponseBase:
    """Lead to the sign-in page and from there back, with what was typed when the time was over."""
    htmx = getattr(request, "htmx", None)
    if user_id is not None:
        messages.info(
            request,
            _(
                "You were signed out because your session ended. Sign in to continue where you "
                "were."
            ),
        )
    page = (htmx.current_url_abs_path if htmx else resubmission.page_of(request)) or ""
    refused = request.method == "POST" and _leads_back_here(request, response)
    if refused and resubmission.keep_form(request, user_id=user_id, page=page):
        back = page if page and not page.startswith("/accounts/") else reverse("profiles:held")
        request.session[resubmission.REFILL] = resubmission.AFTER_SIGN_IN if back == page else ""
    elif htmx or refused:
        # An address to which forms are sent has no page of its own.
        back = page or "/"
    else:
        return response
    return lead_to(request, f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def _refilled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Put what was typed back into its form, on the first page of it after the sign-in.

    Where the page does not have that form any more, lead to what was typed.
    """
    found = resubmission.kept_form(request) if request.user.is_authenticated else None
    if found is None or request.method != "GET" or request.get_full_path() != found.page:
        return response
    if response.status_code in (301, 302, 303):
        return response
    why = request.session.pop(resubmission.REFILL)
    if not any(value.strip() for _name, value in found.fields):
        resubmission.drop(request)
        return response
    html = getattr(response, "content", b"").decode() if response.status_code == 200 else ""
    notice = escape(_("We put your text back in the form. It is not saved yet."))
    filled = refill(
        html,
        page=found.page,
        action=found.path,
        fields=found.fields,
        said=f'<p class="notice" role="status">{notice}</p>{resubmission.MARK_FIELD}',
    )
    if why == resubmission.AFTER_ERROR:
        resubmission.drop(request)
    if filled is None:
        return redirect("profiles:held") if why == resubmission.AFTER_SIGN_IN else response
    assert isinstance(response, HttpResponse)  # noqa: S101  (it has content)
    response.content = filled.encode()
    return response


def _leads_back_here(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether one is to sign in for what was asked, and does not just come to that page."""
    asked = parse_qs(urlsplit(response["Location"]).query).get("next", [""])[0]
    return asked == request.get_full_path()


def _stays_open(name: str) -> bool:
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)


def _second_factor_needed(request: HttpRequest) -> HttpResponse | None:
    """Lead to where a second factor is set up: operators and those of whom all need one, always;
    others once after they have signed in, and they may go on without what their role opens.
    """
    barred = getattr(request, "second_factor_required", False) or is_operator_without(request)
    due = request.method == "GET" and request.session.pop(SECOND_FACTOR_DUE, False)
    if not barred and not (due and getattr(request.user, "closed_roles", None)):
        return None
    back = request.get_full_path() if request.method == "GET" else "/"
    return lead_to(request, f"{reverse('profiles:second_factor')}?{urlencode({'next': back})}")
