"""The library's forms that send mail on somebody's word, with our limits instead of its own."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context

from profiles.sign_on.attempts import TooManyTries, begin


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
