"""What someone had typed when their session ended or had to be confirmed: kept, encrypted, for an hour.

Also what a form had sent that was refused with a message on another page.

It stays on the server, in the session of the browser that sent it, readable for this program
alone, and is given back to the same person only. Passwords, codes and files are never kept, nor
what is sent to a view that says so (`never_kept`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from mentornet import crypto
from profiles.access.devices import is_mark_of, latest_mark

SESSION_KEY = "held"
# Says that the page of the form is next, and shall have its text again.
REFILL = "held_refill"
AFTER_SIGN_IN, AFTER_ERROR = "sign_in", "error"
View = TypeVar("View", bound=Callable[..., Any])
KEPT_FOR = timedelta(hours=1)
LARGEST = 400_000
# The field by which the page that shows what was kept says that it is sent.
MARK = "from_held"
MARK_FIELD = f'<input type="hidden" name="{MARK}" value="1">'
NEVER = (MARK, "_drafts", "csrfmiddlewaretoken", "password", "secret", "code", "credential")


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent and not taken: where it goes, its page (if known), its fields in order."""

    path: str
    page: str
    fields: list[tuple[str, str]]
    files_lost: bool


def never_kept(view: View) -> View:
    """Have nothing kept of what is sent to *view*. Put it above all other decorators."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def _may_keep(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return not getattr(view, "never_kept", False)


def page_of(request: HttpRequest) -> str:
    """Return the page of this site from which a form was sent, as far as the browser says."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form sent, in order, without passwords, codes and tokens."""
    return [
        (name, value)
        for name in request.POST
        if not any(word in name for word in NEVER)
        for value in request.POST.getlist(name)
    ]


def is_own_form(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of this site sent this form, text and all."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return own and request.user.is_authenticated and _may_keep(request)


def keep_form(request: HttpRequest, *, user_id: Any, page: str = "") -> bool:
    """Keep what *request* posts for the person with this key; return whether it was kept.

    Without a key, for whoever signed in last with this browser. *page*: where its form is.
    """
    device, mark = latest_mark(request) if user_id is None else ("", "")
    if not _may_keep(request) or (user_id is None and not mark):
        return False
    fields = fields_of(request)
    text = json.dumps(
        {
            "user": str(user_id or ""),
            "device": device,
            "mark": mark,
            "page": page or page_of(request),
            "at": timezone.now().isoformat(),
            "path": request.get_full_path(),
            "fields": fields,
            "files_lost": bool(request.FILES),
        }
    )
    if len(text) > LARGEST:
        return False
    request.session[SESSION_KEY] = crypto.encrypt(text)
    if not request.user.is_authenticated:
        # No one's session holds nothing else, and is purged with what it holds.
        request.session.set_expiry(int(KEPT_FOR.total_seconds()))
    return True


def kept_form(request: HttpRequest) -> KeptForm | None:
    """Return what is kept for the person who is signed in now, if it is not too old."""
    encrypted = request.session.get(SESSION_KEY)
    if not encrypted:
        return None
    try:
        read = json.loads(crypto.decrypt(encrypted))
    except (InvalidToken, ValueError):
        return None
    late = timezone.now() - datetime.fromisoformat(read["at"]) > KEPT_FOR
    if late or not _is_of(read, request.user):
        return None
    fields = [(str(name), str(value)) for name, value in read["fields"]]
    page = str(read.get("page", ""))
    return KeptForm(path=read["path"], page=page, fields=fields, files_lost=read["files_lost"])


def _is_of(read: dict[str, Any], user: Any) -> bool:
    if read["user"] or not user.is_authenticated:
        return bool(read["user"] == str(user.pk))
    return is_mark_of(str(read.get("device", "")), str(read.get("mark", "")), user)


def drop(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(SESSION_KEY, None)
    request.session.pop(REFILL, None)


def drop_when_sent(request: HttpRequest) -> None:
    """Forget what was kept once the page that shows it has sent it."""
    if SESSION_KEY in request.session and MARK in request.POST:
        drop(request)


def drop_of_others(request: HttpRequest) -> None:
    """Forget what was kept for anyone but the person who has just signed in."""
    if SESSION_KEY in request.session and kept_form(request) is None:
        drop(request)
