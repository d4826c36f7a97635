"""Signing out where an institution has a provider of its own: from here, and from there."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import LogoutView
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from mentornet.tenancy.scope import enter
from profiles.errors import DomainError
from profiles.models import SignOn
from profiles.sign_on.adapters import SIGN_OUT_HINT
from profiles.sign_on.provider import single_logout
from profiles.sign_on.provider.discovery import kept_discovery
from profiles.sign_on.provider.domain.logout_token import signed_out
from profiles.sign_on.provider.domain.provider_sessions import MessageRefused, end_by_message
from profiles.sign_on.provider.domain.secrets import opened
from profiles.sign_on.provider.domain.setup import SIGNED_OUT_PAGE
from profiles.sign_on.provider.keys import KeysUnread, published_keys
from profiles.sign_on.provider.reading import ConnectionFailed, is_safe

# In the session of someone who has signed out here and is at the provider to do so there.
SIGNING_OUT = "sign_on_signing_out"


class SignOutView(LogoutView):
    """Out here, and at the provider as well where it offers that."""

    template_name = "account/logout.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name, address, noted = _at_the_provider(request)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        if not address:
            return response
        request.session[SIGNING_OUT] = noted
        context = {"address": address, "name": name, "leaving": True}
        return render(request, "profiles/sign_on/provider/onward.html", context)


def _at_the_provider(request: HttpRequest) -> tuple[str, str, dict[str, Any]]:
    """Return the provider's name, where to sign out at it (empty: nowhere), and what comes back.

    OpenID Connect RP-Initiated Logout 1.0; SAML 2.0 Single Logout by redirect.
    """
    hint = request.session.get(SIGN_OUT_HINT) or {}
    row = SignOn.objects.select_related("app").filter(app=hint.get("app")).first()
    if row is None:
        return "", "", {}
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
        return row.app.name, address, {"app": row.app_id, "state": state}
    if row.is_saml and is_safe(own["idp"].get("slo_url") or ""):
        try:
            address, key = single_logout.leave(request, _provider(request, row), hint)
        except MessageRefused:
            return "", "", {}
        return row.app.name, address, {"app": row.app_id, "request": key}
    return "", "", {}


def after_sign_out(request: HttpRequest, row: SignOn | None, provider_id: str) -> str:
    """Return the address to which an OpenID provider leads those who have signed out there."""
    if row is not None and not row.is_saml and not row.app.settings.get(SIGNED_OUT_PAGE):
        return request.build_absolute_uri("/")
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


@never_cache
@require_GET
def saml_sign_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The provider asks to sign someone out, or answers that it has."""
    row = _in_use_or_404(SignOn.SAML, organization_slug)
    enter(institution=row.institution_id)
    try:
        if "SAMLResponse" in request.GET:
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
    address = single_logout.answer(request, provider, asked)
    return redirect(address or "account_login")


def _saml_answer(request: HttpRequest, row: SignOn) -> HttpResponse:
    """Back from the provider, where we had sent someone who had signed out here."""
    noted = request.session.pop(SIGNING_OUT, None) or {}
    key = str(noted.get("request", "")) if noted.get("app") == row.app_id else ""
    known = {"name": row.app.name}
    if single_logout.read_answer(request, _provider(request, row), request_key=key):
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
