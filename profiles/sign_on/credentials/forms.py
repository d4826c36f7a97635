"""Forms of signing in: the library's with our limits, and those that ask again who someone is."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from profiles.models import User
from profiles.sign_on.credentials.attempts import TooManyTries, begin
from profiles.sign_on.domain.sessions import renew_expiry


class LimitedCodeForm(RequestLoginCodeForm):
    """Asks for a code by mail."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        _count("code", email)
        return email


class LimitedResetForm(ResetPasswordForm):
    """Asks for a link to set a new password."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        _count("reset", email)
        return email


def _count(kind: str, address: str) -> None:
    try:
        begin(context.request, kind, address=address)
    except TooManyTries as error:
        raise get_adapter().validation_error("too_many_mails") from error


class SignInForm(LoginForm):
    """How long one stays signed in hangs on the computer, which the page asks, not on a tick here."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        renew_expiry(request.session)
        return response


class AddPasskeyForm(AddWebAuthnForm):
    """Adds a passkey or security key; the library's words for the choice are its own."""

    name = forms.CharField(label=_("Name"), required=False)
    passwordless = forms.BooleanField(
        label=_("Use it without a password"),
        required=False,
        help_text=_("Your device then asks for your fingerprint, face, or PIN instead."),
    )


class ConfirmPasswordForm(forms.Form):
    """The password of whoever is signed in already."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not self.user.check_password(typed):
            raise forms.ValidationError(_("This isn’t your password. Try again."))
        return typed


class ConfirmCodeForm(forms.Form):
    """A code that has just been sent by email."""

    code = forms.CharField(
        label=_("Code from your email"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
