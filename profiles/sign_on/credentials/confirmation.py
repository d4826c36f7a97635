"""How someone who is signed in shows again who they are, by what they have."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from profiles.models import SignOn, SignOnLink, User
from profiles.sign_on.provider.domain.requirement import (
    demanded_of,
    has_second_step,
    is_operator_login,
)

CODE = "confirmation_code"
# Kept in the session when someone goes to their provider to show again who they are.
ASKED_AGAIN = "asked_again"
CODE_GOOD_FOR = 10 * 60
MOST_TRIES = 3


@dataclass(frozen=True)
class Ways:
    """What is offered to a person: each only if they have it and their institution allows it."""

    password: bool
    passkey: bool
    app: bool
    code: bool
    sign_ons: list[SignOn]


def ways_of(user: User) -> Ways:
    """Return how *user* can show who they are.

    A code by email is for people without a second factor: whoever has one signs in with it, too.
    """
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    links = SignOnLink.objects.filter(member__user=user, member__end_date=None)
    sign_ons = [
        one.sign_on
        for one in links.filter(proven=True).select_related("sign_on__app", "sign_on__institution")
        if one.issuer == one.sign_on.issuer
    ]
    local = demanded_of(user, by_code=False) is None
    by_code = not is_operator_login(user) and not has_second_step(user)
    return Ways(
        password=local and user.has_usable_password(),
        passkey=Authenticator.Type.WEBAUTHN in types,
        app=Authenticator.Type.TOTP in types,
        code=by_code and demanded_of(user, by_code=True) is None,
        sign_ons=[one for one in sign_ons if one.is_on],
    )


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a code to *user* and note its hash in the session; the one of before works no more."""
    code = get_adapter().generate_login_code()
    request.session[CODE] = {"hash": _hash(user, code), "at": time.time(), "tries": 0}
    get_adapter().send_mail(
        "account/email/login_code", user.email, {"request": request, "code": code}
    )


def is_code_sent(request: HttpRequest) -> bool:
    return CODE in request.session


def confirm_code(request: HttpRequest, user: User, typed: str) -> bool:
    """Return whether *typed* is the code that was sent; after three wrong ones it is none."""
    sent: dict[str, Any] | None = request.session.get(CODE)
    if not sent or time.time() - sent["at"] > CODE_GOOD_FOR:
        request.session.pop(CODE, None)
        return False
    if constant_time_compare(sent["hash"], _hash(user, typed)):
        request.session.pop(CODE)
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
        return True
    sent["tries"] += 1
    if sent["tries"] >= MOST_TRIES:
        request.session.pop(CODE)
    request.session.modified = True
    return False


def _hash(user: User, code: str) -> str:
    bare = "".join(code.upper().split()).replace("-", "")
    # The salt keeps the name that this module once had: codes under way go on working.
    return salted_hmac("profiles.sign_on.confirmation", f"{user.pk}:{bare}").hexdigest()
