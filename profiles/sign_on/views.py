"""Showing again who one is, sending what was kept, setting up a second factor, ending sessions."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from profiles.access import resubmission
from profiles.models import User
from profiles.sign_on.credentials.confirmation import (
    ASKED_AGAIN,
    confirm_code,
    is_code_sent,
    send_code,
    ways_of,
)
from profiles.sign_on.credentials.forms import ConfirmCodeForm, ConfirmPasswordForm
from profiles.sign_on.credentials.required_factor import is_demonstration
from profiles.sign_on.domain.sessions import end_own_sessions
from profiles.sign_on.provider.views.sign_on import onward_to


@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask whoever is signed in to show again who they are, by what they have, and lead back."""
    user: Any = request.user
    ways, back = ways_of(user), _next(request)
    password_form, code_form = ConfirmPasswordForm(user=user), ConfirmCodeForm()
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="reauthenticate", user=user):
            return limited
        if "send" in request.POST and ways.code:
            send_code(request, user)
            return redirect(f"{request.path}?{urlencode({'next': back})}")
        if "code" in request.POST and ways.code:
            code_form = ConfirmCodeForm(request.POST)
            if code_form.is_valid():
                if confirm_code(request, user, code_form.cleaned_data["code"]):
                    return redirect(back)
                code_form.add_error(
                    "code", _("This code is wrong or too old. Check it, or send another code.")
                )
        elif ways.password:
            password_form = ConfirmPasswordForm(request.POST, user=user)
            if password_form.is_valid():
                reauthenticate_by_password(request)
                return redirect(back)
    context = {
        "ways": ways,
        "next": back,
        "password_form": password_form,
        "code_form": code_form if is_code_sent(request) or code_form.is_bound else None,
        "keeps_text": resubmission.kept_form(request) is not None,
    }
    return render(request, "profiles/sign_on/confirm.html", context)


@never_cache
@require_POST
@login_required
def confirm_by_sign_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Go to the institution's provider, which is asked to sign the person in again."""
    user: Any = request.user
    sign_on = next((one for one in ways_of(user).sign_ons if one.institution.slug == slug), None)
    if sign_on is None:
        return redirect("profiles:confirm")
    request.session[ASKED_AGAIN] = True
    return onward_to(request, sign_on, {"next": _next(request)})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def resubmit(request: HttpRequest) -> HttpResponse:
    """Offer what was typed when the session ended or had to be confirmed, for sending or dropping."""
    found = resubmission.kept_form(request)
    if request.method == "POST":
        resubmission.drop(request)
        messages.info(request, _("Discarded."))
        return redirect("/")
    if found is None:
        messages.info(request, _("Nothing is waiting to be sent."))
        return redirect("/")
    return render(request, "profiles/sign_on/resubmit.html", {"held": found})


@never_cache
@require_GET
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed and what stays closed without it, and lead to setting it up."""
    user: Any = request.user
    context = {
        "next": _next(request),
        "operator": user.is_staff or user.is_superuser,
        "everyone": getattr(request, "second_factor_required", False),
        "demonstration": is_demonstration(),
    }
    return render(request, "profiles/sign_on/second_factor.html", context)


class SessionsView(ListUserSessionsView):
    """Where someone is signed in; signing out elsewhere, or everywhere."""

    form_class = Form

    def form_valid(self, form: Form) -> HttpResponse:
        request, user = self.request, cast(User, self.request.user)
        if "everywhere" in request.POST:
            end_own_sessions(user)
            logout(request)
            messages.success(request, _("You are signed out everywhere."))
            return redirect("account_login")
        end_own_sessions(user, keep=request.session.session_key or "")
        user.refresh_from_db(fields=["session_epoch"])
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        messages.success(request, _("You are signed out everywhere else."))
        return redirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.POST or None}


def _next(request: HttpRequest) -> str:
    path: str = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if path and safe else "/"
