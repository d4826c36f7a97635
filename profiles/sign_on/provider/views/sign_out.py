"""Signing out where an institution has a provider of its own: from here, and from there."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.views import LogoutView
from allauth.socialaccount.models import SocialApp
from csp.decorators import csp_replace
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentornet.tenancy.scope import enter
from profiles.errors import DomainError
from profiles.models import SignOn
from profiles.sign_on.provider import single_logout
from profiles.sign_on.provider.discovery import kept_discovery
from profiles.sign_on.provider.domain.logout_token import signed_out
from profiles.sign_on.provider.domain.provider_sessions import (
    SIGN_OUT_HINT,
    MessageRefused,
    end_by_message,
)
from profiles.sign_on.provider.domain.secrets import opened
from profiles.sign_on.provider.domain.setup import keeps_old_address
from profiles.sign_on.provider.keys import KeysUnread, published_keys
from profiles.sign_on.provider.reading import ConnectionFailed, is_safe
from profiles.sign_on.provider.single_logout import Answered, Onward

# In the session of someone who has signed out here and is at the provider to do so there.
SIGNING_OUT = "sign_on_signing_out"
# A provider's posted answer comes without this browser's cookie, and goes on with this to where there is one.
ANSWERED, ANSWERED_SECONDS, ANSWERED_SALT = "answered", 300, "profiles.sign_on.saml_answered"


class SignOutView(LogoutView):
    """Out here, and at the provider as well where it offers that."""

    template_name = "account/logout.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name, onward, noted = _at_the_provider(request)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        if onward is None:
            return response
        request.session[SIGNING_OUT] = noted
        if onward.fields:
            return _posted_on(request, onward, name=name)
        context = {"address": onward.address, "name": name, "leaving": True}
        return render(request, "profiles/sign_on/provider/onward.html", context)


def _posted_on(request: HttpRequest, onward: Onward, *, name: str, framed: bool = False) -> Any:
    """Return a page that posts a message to the provider by itself, or by its button.

    Its form may lead to any site by TLS: where the provider leads on from there, browsers count as
    the form's way, too. With *framed*, the provider may show the page in a frame of its own.
    """
    parts = urlsplit(onward.address)
    origin = f"{parts.scheme}://{parts.netloc}"
    policy = {"form-action": ["'self'", "https:", origin]}
    policy |= {"frame-ancestors": [origin]} if framed else {}

    @csp_replace(policy)
    def page(request: HttpRequest) -> HttpResponse:
        context = {"onward": onward, "name": name}
        return render(request, "profiles/sign_on/provider/posted_on.html", context)

    response = page(request)
    response.xframe_options_exempt = framed  # type: ignore[attr-defined]
    return response


def _at_the_provider(request: HttpRequest) -> tuple[str, Onward | None, dict[str, Any]]:
    """Return the provider's name, where to sign out at it (None: nowhere), and what comes back.

    OpenID Connect RP-Initiated Logout 1.0; SAML 2.0 Single Logout.
    """
    hint = request.session.get(SIGN_OUT_HINT) or {}
    row = SignOn.objects.select_related("app").filter(app=hint.get("app")).first()
    if row is None:
        return "", None, {}
    own = row.app.settings
    if not row.is_saml and is_safe(own.get("end_session") or ""):
        state = secrets.token_urlsafe(32)
        query = {
            "id_token_hint": hint.get("id_token", ""),
            "client_id": row.app.client_id,
            "post_logout_redirect_uri": after_sign_out(request, row, row.app.provider_id),
            "state": state,
        }
        glue = "&" if "?" in own["end_session"] else "?"
        address = f"{own['end_session']}{glue}{urlencode(query)}"
        return row.app.name, Onward(address), {"app": row.app_id, "state": state}
    if row.is_saml and is_safe(single_logout.logout_address(own["idp"])):
        try:
            onward, key = single_logout.leave(request, _provider(request, row), hint)
        except MessageRefused:
            return "", None, {}
        return row.app.name, onward, {"app": row.app_id, "request": key}
    return "", None, {}


def after_sign_out(request: HttpRequest, row: SignOn | None, provider_id: str) -> str:
    """Return the address to which an OpenID provider leads those who have signed out there."""
    if row is not None and keeps_old_address(row):
        return request.build_absolute_uri("/")
    return signed_out_page(request, provider_id)


def signed_out_page(request: HttpRequest, provider_id: str) -> str:
    """Return the page that says to them that they are signed out there, too."""
    return request.build_absolute_uri(reverse("openid_connect_signed_out", args=[provider_id]))


@never_cache
@require_GET
def oidc_signed_out(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from signing out at an OpenID provider; said only to whom we had sent there."""
    app = _app_or_404(SignOn.OIDC, provider_id)
    noted = request.session.pop(SIGNING_OUT, None) or {}
    state = noted.get("state") if noted.get("app") == app.pk else None
    if state and constant_time_compare(state, request.GET.get("state", "")):
        messages.success(
            request, _("You are signed out here and at %(name)s.") % {"name": app.name}
        )
    return redirect("account_login")


@csrf_exempt
@sensitive_post_parameters("logout_token")
@never_cache
@require_POST
def back_channel_sign_out(request: HttpRequest, provider_id: str) -> HttpResponse:
    """End the sessions of someone who has signed out at an OpenID provider, at its word.

    OpenID Connect Back-Channel Logout 1.0: 200, or 400 for what is refused, and never kept. 503: its
    keys can't be read now.
    """
    row = _in_use_or_404(SignOn.OIDC, provider_id)
    enter(institution=row.institution_id)
    own = row.app.settings
    with translation.override("en"):
        try:
            endpoints = own.get("endpoints") or kept_discovery(own["issuer"])
            said = signed_out(
                request.POST.get("logout_token"),
                keys=partial(published_keys, endpoints["jwks_uri"], for_strangers=True),
                issuer=own["issuer"],
                client_id=row.app.client_id,
            )
            end_by_message(
                row,
                message=said.message,
                until=said.until,
                subject=said.subject,
                sids=[said.sid] if said.sid else [],
            )
        except (KeysUnread, ConnectionFailed) as error:
            return _refused(503, "temporarily_unavailable", error)
        except DomainError as error:
            return _refused(400, "invalid_request", error)
    return HttpResponse(status=200)


def _refused(status: int, code: str, error: DomainError) -> HttpResponse:
    said = {"error": code, "error_description": str(error.message)}
    response = JsonResponse(said, status=status)
    if status == 503:
        response["Retry-After"] = "5"
    return response


@csrf_exempt
@sensitive_post_parameters("SAMLRequest", "SAMLResponse")
@never_cache
@require_http_methods(["GET", "POST"])
def saml_sign_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The provider asks to sign someone out, or answers that it has; a signed message or none."""
    row = _in_use_or_404(SignOn.SAML, organization_slug)
    enter(institution=row.institution_id)
    given = request.POST if request.method == "POST" else request.GET
    try:
        if request.method == "GET" and ANSWERED in given:
            return _said_to_its_browser(request, row, _handed_on(row, given[ANSWERED]))
        if "SAMLResponse" in given:
            return _saml_answer(request, row)
        return _saml_request(request, row)
    except DomainError as error:
        context = {"sign_on": row, "error": error}
        return render(request, "profiles/sign_on/provider/not_signed_out.html", context, status=403)


def _saml_request(request: HttpRequest, row: SignOn) -> HttpResponse:
    """End what the provider names, in whichever browser that is, and tell it so, signed."""
    provider = _provider(request, row)
    asked = single_logout.read_request(request, provider)
    ended = end_by_message(
        row, message=asked.key, until=asked.until, subject=asked.subject, sids=asked.sids
    )
    if request.session.session_key in ended:
        get_adapter(request).logout(request)
    onward = single_logout.answer(request, provider, asked)
    if onward is not None and onward.fields:
        page: HttpResponse = _posted_on(request, onward, name=row.app.name, framed=True)
        return page
    return redirect(onward.address if onward else "account_login")


def _saml_answer(request: HttpRequest, row: SignOn) -> HttpResponse:
    """Back from the provider, where we had sent someone who had signed out here.

    A form posted by another site brings no cookie of ours along; the address that follows does.
    """
    answered = single_logout.read_answer(request, _provider(request, row))
    if request.method == "GET":
        return _said_to_its_browser(request, row, answered)
    said = {"app": row.app_id, "to": answered.to, "done": answered.done}
    return redirect(
        f"{request.path}?{urlencode({ANSWERED: signing.dumps(said, salt=ANSWERED_SALT)})}"
    )


def _handed_on(row: SignOn, text: str) -> Answered:
    """Return the answer that was posted here a moment ago. Raises MessageRefused."""
    try:
        said = signing.loads(text, salt=ANSWERED_SALT, max_age=ANSWERED_SECONDS)
    except signing.BadSignature as error:
        raise MessageRefused(_("No one asked for this answer here.")) from error
    if said["app"] != row.app_id:
        raise MessageRefused(_("No one asked for this answer here."))
    return Answered(said["to"], said["done"])


def _said_to_its_browser(request: HttpRequest, row: SignOn, answered: Answered) -> HttpResponse:
    """Say how it ended to the browser that had asked. Raises MessageRefused for any other, and twice."""
    noted = request.session.pop(SIGNING_OUT, None) or {}
    key = str(noted.get("request", "")) if noted.get("app") == row.app_id else ""
    if not key or answered.to != key:
        raise MessageRefused(_("No one asked for this answer here."))
    known = {"name": row.app.name}
    if answered.done:
        messages.success(request, _("You are signed out here and at %(name)s.") % known)
    else:
        messages.warning(
            request,
            _("You are signed out here. %(name)s did not confirm that you are signed out there.")
            % known,
        )
    return redirect("account_login")


def _provider(request: HttpRequest, row: SignOn) -> Any:
    """Return the provider as it is in use, also for a director who tries what no one has agreed to.

    By their own word alone, certificates of theirs would end the sessions of everyone.
    """
    provider = row.app.get_provider(request)
    provider.app = opened(row.app)
    return provider


def _in_use_or_404(protocol: str, provider_id: str) -> SignOn:
    rows = SignOn.objects.exclude(state=SignOn.State.DRAFT).select_related("app", "institution")
    row: SignOn | None = rows.filter(app__provider=protocol, app__provider_id=provider_id).first()
    if row is None:
        raise Http404
    return row


def _app_or_404(protocol: str, provider_id: str) -> SocialApp:
    app = SocialApp.objects.filter(provider=protocol, provider_id=provider_id).first()
    if app is None:
        raise Http404
    return app
