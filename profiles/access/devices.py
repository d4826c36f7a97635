"""Which browsers someone has signed in with before: a signed cookie, and nothing on the server.

The cookie holds a number of the browser's own and one mark for each person who signed in there, so that
a ward's computer knows its people. It opens nothing: password or code are asked for as ever. A browser
that knows an account is counted by itself when sign-ins fail (`attempts.py`), so that whoever guesses
from elsewhere cannot keep the owner out. Nothing of the browser or the machine is looked at.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from profiles.models import User

COOKIE = f"{settings.COOKIE_PREFIX}mentornet_devices"
# Part of every cookie and mark that there is already: it keeps the name that this module once had.
SALT = "profiles.sign_on.devices"
# Browsers keep no cookie longer than 400 days.
AGE = 400 * 86_400
# How often someone may have signed out everywhere since: see is_mark_of.
EPOCHS = 10
MOST = 20
"""How many people one browser remembers, the latest first."""


def is_known(request: HttpRequest, user: User) -> bool:
    """Return whether *user* has signed in with this browser before."""
    return bool(device_of(request, user))


def device_of(request: HttpRequest, user: User) -> str:
    """Return the browser's own number if *user* has signed in with it before, else nothing."""
    device, marks = _read(request)
    return device if device and _mark(device, user) in marks else ""


def device_of_address(request: HttpRequest, address: str) -> str:
    """Return the browser's own number if the account of *address* was signed in with it before."""
    if COOKIE not in request.COOKIES:
        return ""
    user = User.objects.filter(email__iexact=address.strip()).first()
    return device_of(request, user) if user else ""


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let *response* mark this browser as one of *user*'s."""
    device, marks = _read(request)
    device = device or getattr(request, "new_device", "") or new_device()
    mark = _mark(device, user)
    kept = [mark, *(one for one in marks if one != mark)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, kept], salt=SALT),
        max_age=AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def number_of(request: HttpRequest) -> str:
    """Return the browser's own number, whoever has signed in with it; nothing where it has none."""
    return _read(request)[0]


def new_device() -> str:
    """Return a number for a browser that has none."""
    return secrets.token_urlsafe(16)


def latest_mark(request: HttpRequest) -> tuple[str, str]:
    """Return the browser's own number and the mark of who signed in there last; both may be empty."""
    device, marks = _read(request)
    return (device, str(marks[0])) if device and marks else ("", "")


def is_mark_of(device: str, mark: str, user: User) -> bool:
    """Return whether *mark* is of *user*, also of before they signed out everywhere."""
    epochs = range(user.session_epoch, max(user.session_epoch - EPOCHS, -1), -1)
    return any(_mark(device, user, epoch=epoch) == mark for epoch in epochs)


def note_device(sender: Any, *, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Have the answer to this request remember who has just signed in."""
    if request is not None:
        request.signed_in_user = user  # type: ignore[attr-defined]


class DeviceMiddleware:
    """Write the cookie after a sign-in, by whatever way it came about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if user := getattr(request, "signed_in_user", None):
            remember(request, response, user)
        return response


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return (device, marks) if isinstance(device, str) and isinstance(marks, list) else ("", [])


def _mark(device: str, user: User, *, epoch: int | None = None) -> str:
    """Of a person, and of no other; another one after they have signed out everywhere."""
    whose = f"{device}:{user.pk}:{user.session_epoch if epoch is None else epoch}"
    return salted_hmac(SALT, whose, algorithm="sha256").hexdigest()[:32]
