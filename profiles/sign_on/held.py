"""What somebody had typed when their session ended or had to be confirmed: kept, sealed, for an hour.

It stays on the server, in the session of the browser that sent it, readable for this program
alone, and is given back to the same person only. Passwords, codes and files are never kept, nor
what is sent to a view that says so (`never_held`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cryptography.fernet import InvalidToken
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from mentornet.seal import seal, unseal

SESSION_KEY = "held"
View = TypeVar("View", bound=Callable[..., Any])
KEPT_FOR = timedelta(hours=1)
LARGEST = 400_000
# The field by which the page that shows what was kept says that it is sent.
MARK = "from_held"
NEVER = (MARK, "csrfmiddlewaretoken", "password", "secret", "code", "credential")


@dataclass(frozen=True)
class Held:
    """A form that was sent and not taken: where it goes, and its fields in order."""

    path: str
    fields: list[tuple[str, str]]
    files_lost: bool


def never_held(view: View) -> View:
    """Have nothing kept of what is sent to *view*. Put it above all other decorators."""
    view.never_held = True  # type: ignore[attr-defined]
    return view


def _may_hold(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return not getattr(view, "never_held", False)


def hold(request: HttpRequest, *, user_id: Any) -> bool:
    """Keep what *request* posts for the person with this key; return whether it was kept."""
    if not _may_hold(request):
        return False
    fields = [
        (name, value)
        for name in request.POST
        if not any(word in name for word in NEVER)
        for value in request.POST.getlist(name)
    ]
    text = json.dumps(
        {
            "user": str(user_id),
            "at": timezone.now().isoformat(),
            "path": request.get_full_path(),
            "fields": fields,
            "files_lost": bool(request.FILES),
        }
    )
    if len(text) > LARGEST:
        return False
    request.session[SESSION_KEY] = seal(text)
    if not request.user.is_authenticated:
        # Nobody's session holds nothing else, and is purged with what it holds.
        request.session.set_expiry(int(KEPT_FOR.total_seconds()))
    return True


def held_by(request: HttpRequest) -> Held | None:
    """Return what is kept for the person who is signed in now, if it is not too old."""
    sealed = request.session.get(SESSION_KEY)
    if not sealed:
        return None
    try:
        read = json.loads(unseal(sealed))
    except (InvalidToken, ValueError):
        return None
    late = timezone.now() - datetime.fromisoformat(read["at"]) > KEPT_FOR
    if late or read["user"] != str(request.user.pk):
        return None
    fields = [(str(name), str(value)) for name, value in read["fields"]]
    return Held(path=read["path"], fields=fields, files_lost=read["files_lost"])


def drop(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(SESSION_KEY, None)


def drop_when_sent(request: HttpRequest) -> None:
    """Forget what was kept once the page that shows it has sent it."""
    if SESSION_KEY in request.session and MARK in request.POST:
        drop(request)


def drop_of_others(request: HttpRequest) -> None:
    """Forget what was kept for anybody but the person who has just signed in."""
    if SESSION_KEY in request.session and held_by(request) is None:
        drop(request)
