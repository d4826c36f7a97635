"""Whether the person in this session has just shown who they are, with credentials of their own here.

That, and nothing that a provider says, is what a link to an account at a provider is made with.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from profiles.models import SignOn, User

GOOD_FOR = 15 * 60
OWN = frozenset({"password", "mfa"})
# In the session: for which provider someone is about to show that an account here is theirs, and
# who has asked to have it linked, and when.
PROVING, LINKING = "sign_on_proving", "sign_on_linking"


def has_proved(request: HttpRequest) -> bool:
    """Whether a password, passkey, second factor or emailed code of this login was given just now.

    The code counts where it went to the login's present address, which is proven by it.
    """
    user = request.user
    if not isinstance(user, User):
        return False
    records = get_authentication_records(request, user)
    return any(_is_fresh(one["at"]) and _is_own(user, one) for one in records)


def _is_own(user: User, record: dict[str, Any]) -> bool:
    if record.get("method") in OWN:
        return True
    address = str(record.get("email") or "")
    return (
        record.get("method") == "code"
        and address.lower() == user.email.lower()
        and EmailAddress.objects.filter(user=user, email__iexact=address, verified=True).exists()
    )


def begin_proving(request: HttpRequest, sign_on: SignOn) -> None:
    """Let a password or code be tried although the provider is required: to link it, and no more.

    A session that is opened so reaches nothing of the institution (see is_barred).
    """
    request.session[PROVING] = {"sign_on": str(sign_on.pk), "at": time.time()}


def is_proving(request: HttpRequest, sign_on: SignOn) -> bool:
    return _is_about(request.session.get(PROVING), sign_on)


def begin_linking(request: HttpRequest, sign_on: SignOn) -> None:
    """Note that the signed-in person is on their way to the provider to have it linked."""
    request.session[LINKING] = {
        "sign_on": str(sign_on.pk),
        "user": str(request.user.pk),
        "at": time.time(),
    }


def take_linking(request: HttpRequest, sign_on: SignOn) -> User | None:
    """Return who asked to have the provider linked, where they have just come back from it; once."""
    asked = request.session.pop(LINKING, None)
    user = request.user
    if not _is_about(asked, sign_on) or not isinstance(user, User):
        return None
    return user if asked.get("user") == str(user.pk) and has_proved(request) else None


def _is_about(noted: Any, sign_on: SignOn) -> bool:
    return (
        isinstance(noted, dict)
        and noted.get("sign_on") == str(sign_on.pk)
        and _is_fresh(noted.get("at", 0))
    )


def _is_fresh(at: float) -> bool:
    return 0 <= time.time() - at < GOOD_FOR
