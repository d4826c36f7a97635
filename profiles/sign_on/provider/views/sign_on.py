"""Signing in where an institution has a provider of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.views import LoginView
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import finish_acs, login, metadata
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_Error

from profiles.access.reauthentication import fresh_authentication_required
from profiles.models import SignOn, SignOnLink
from profiles.sign_on.credentials.proof import begin_linking, has_proved
from profiles.sign_on.provider.domain.admission import any_sign_on, claims_on_address, unlink
from profiles.sign_on.provider.forms import AddressForm
from profiles.sign_on.provider.metadata import with_both_logouts
from profiles.sign_on.provider.protocols import TYPED_ADDRESS, RosterCallbackView, RosterOIDCAdapter


class SignInView(LoginView):
    """The address first, where some institution has its own provider; else all on one page."""

    template_name = "account/login.html"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.session.get(TYPED_ADDRESS, "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tried = self.request.POST.get("login", "")
        asks = self.request.method == "GET" and "with" not in self.request.GET and any_sign_on()
        return {
            **context,
            "address_form": AddressForm() if asks else None,
            "next": self.request.GET.get("next", ""),
            # By the domain alone: whether there is such an account is not said.
            "sign_ons": [one.sign_on for one in claims_on_address(tried)] if tried else [],
        }


@never_cache
@require_http_methods(["GET", "POST"])
def find_sign_on(request: HttpRequest) -> HttpResponse:
    """From a typed address to its institution's provider, or to the password and the code.

    Where people of several institutions have addresses at its domain, to the question which is
    theirs.
    """
    if request.method == "GET":
        return _ask_for_institution(request)
    form = AddressForm(request.POST)
    where = _next(request)
    if not form.is_valid():
        context = {"address_form": form, "next": where, "PASSKEY_LOGIN_ENABLED": False}
        return render(request, "account/login.html", context)
    request.session[TYPED_ADDRESS] = form.cleaned_data["email"]
    claims = claims_on_address(form.cleaned_data["email"])
    if not claims:
        return redirect(_local_address(where))
    if len(claims) > 1 or claims[0].shared:
        address = reverse("profiles:find_sign_on")
        return redirect(f"{address}?{urlencode(where)}" if where else address)
    sign_on = claims[0].sign_on
    if sign_on.is_enforced:
        return _onward(request, sign_on, _login_address(sign_on, where))
    address = reverse("profiles:sign_on", args=[sign_on.institution.slug])
    return redirect(f"{address}?{urlencode(where)}" if where else address)


def _ask_for_institution(request: HttpRequest) -> HttpResponse:
    """The institutions that have people at the domain of the typed address, by name alone."""
    where = _next(request)
    claims = claims_on_address(request.session.get(TYPED_ADDRESS, ""))
    if not claims:
        return redirect("account_login")
    context = {
        "domain": claims[0].name,
        "doors": [(one.sign_on.institution, _login_address(one.sign_on, where)) for one in claims],
        "local_url": _local_address(where),
    }
    return render(request, "profiles/sign_on/provider/choose.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_on(request: HttpRequest, slug: str, *, required: bool = False) -> HttpResponse:
    """Show the door to one institution's provider; says so where it is the only one.

    It asks at which kind of computer one is, which the sign-in middleware reads.
    """
    row = _in_use_or_404(slug)
    if request.method == "POST":
        return onward_to(request, row, _next(request))
    context = {
        "sign_on": row,
        "required": required,
        "next": _next(request).get("next", ""),
        "local_url": _local_address(_next(request)),
    }
    return render(request, "profiles/sign_on/provider/door.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fresh_authentication_required
def link_sign_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Show, signed in by other means, that an institution's sign-on is one's own as well."""
    row = _in_use_or_404(slug)
    proved = has_proved(request)
    if request.method == "POST" and proved:
        begin_linking(request, row)
        return _onward(request, row, _login_address(row, {}))
    # Who has no password signs in once more, by passkey or emailed code.
    has_password = request.user.is_authenticated and request.user.has_usable_password()
    again = reverse("account_reauthenticate") if has_password else ""
    context = {
        "sign_on": row,
        "proved": proved,
        "again": again,
        "next": request.path,
        "linked": _own_link(request, row) is not None,
    }
    return render(request, "profiles/sign_on/provider/link.html", context)


@never_cache
@require_POST
@login_required
@fresh_authentication_required
def unlink_sign_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own link away again, with the same proof."""
    row = _in_use_or_404(slug)
    link = _own_link(request, row)
    if link is None or not has_proved(request):
        return redirect("profiles:link_sign_on", slug=slug)
    unlink(link, actor=link.member.user)
    messages.success(request, _("Link removed. You are signed out on all devices."))
    return redirect("account_login")


def _own_link(request: HttpRequest, row: SignOn) -> SignOnLink | None:
    links = SignOnLink.objects.standing(row).filter(member__user=request.user)
    link: SignOnLink | None = links.select_related("account", "institution", "member__user").first()
    return link


@never_cache
@require_GET
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, with PKCE and a state that only this session knows."""
    return _oidc(request, provider_id, OAuth2LoginView)


@never_cache
@require_GET
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _oidc(request, provider_id, RosterCallbackView)


def _oidc(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    adapter = RosterOIDCAdapter(request, provider_id)
    app = SocialApp.objects.filter(provider=SignOn.OIDC, provider_id=provider_id).first()
    if app is None:
        raise Http404
    try:
        response: HttpResponse = view.adapter_view(adapter)(request)
    except (requests.RequestException, KeyError, ValueError, TypeError) as error:
        # It is away, or what it says of itself cannot be read.
        provider = app.get_provider(request)
        failed: HttpResponse = render_authentication_error(request, provider, exception=error)
        return failed
    return response


@never_cache
@require_GET
def saml_login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """To the provider, with a signed request that only this session can have answered."""
    return _saml(request, organization_slug, login)


@require_GET
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what the provider must know of us."""
    response = _saml(request, organization_slug, metadata)
    if response.status_code == 200:
        response.content = with_both_logouts(response.content)
    return response


@never_cache
@require_GET
def saml_finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Look at what the provider sent; nothing that cannot be read as its answer is an error of ours."""
    return _saml(request, organization_slug, finish_acs)


def _saml(request: HttpRequest, organization_slug: str, view: Any) -> HttpResponse:
    request.META.setdefault("HTTP_HOST", request.get_host())
    try:
        response: HttpResponse = view(request, organization_slug=organization_slug)
        if response.status_code == 400:
            raise ValueError(response.content.decode()[:200])
    except (etree.Error, ValueError, KeyError, PermissionDenied, OneLogin_Saml2_Error) as error:
        provider = get_app_or_404(request, organization_slug).get_provider(request)
        failed: HttpResponse = render_authentication_error(request, provider, exception=error)
        return failed
    return response


@require_GET
@login_required
def no_connections(request: HttpRequest) -> HttpResponse:
    """Accounts are linked by signing in, and unlinked by a director; there is no list to edit."""
    return redirect("profiles:settings")


@require_GET
def no_signup(request: HttpRequest) -> HttpResponse:
    return redirect("account_signup")


def _onward(request: HttpRequest, sign_on: SignOn, address: str) -> HttpResponse:
    """A page that goes on by itself: forms may lead nowhere but here, by our content policy."""
    context = {"address": address, "name": sign_on.app.name}
    return render(request, "profiles/sign_on/provider/onward.html", context)


def onward_to(request: HttpRequest, sign_on: SignOn, where: dict[str, str]) -> HttpResponse:
    """Go to the provider of *sign_on*, and from there to the page that *where* names as next."""
    return _onward(request, sign_on, _login_address(sign_on, where))


def _login_address(sign_on: SignOn, where: dict[str, str]) -> str:
    name, key = (
        ("saml_login", "organization_slug")
        if sign_on.is_saml
        else ("openid_connect_login", "provider_id")
    )
    address = reverse(name, kwargs={key: sign_on.app.provider_id})
    return f"{address}?{urlencode(where)}" if where else address


def _local_address(where: dict[str, str]) -> str:
    """To the password and the code."""
    return f"{reverse('account_login')}?{urlencode({'with': 'password', **where})}"


def _in_use_or_404(slug: str) -> SignOn:
    rows = SignOn.objects.exclude(state=SignOn.State.DRAFT).select_related("institution", "app")
    row: SignOn = get_object_or_404(rows, institution__slug=slug)
    return row


def _next(request: HttpRequest) -> dict[str, str]:
    path = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return {"next": path} if path and safe else {}
