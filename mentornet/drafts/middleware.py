"""A draft ends when its form was saved or sent, and is kept when it was not."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from mentornet.drafts import domain
from mentornet.drafts.decorators import WHOLE, is_confidential_path, keeps_drafts
from mentornet.drafts.domain import DraftConflict, DraftRefused
from mentornet.drafts.encryption import Content
from mentornet.drafts.views import author_of, is_local, writer_of
from profiles.access import resubmission

logger = logging.getLogger(__name__)
FIELD = "_drafts"
"""The field in which a form names its fields that have drafts: `name:revision`, one a line."""
TOLD = "_drafts_told"
"""The field in which it says, as JSON, which page it is on, what its fields are called, and their writers."""
SENT_ELSEWHERE = (
    "account_login",
    "profiles:closed",
    "profiles:confirm",
    "profiles:second_factor",
    "profiles:held",
)


@dataclass(frozen=True)
class Named:
    """A field whose draft the form names, and the revision that its author had seen."""

    field: str
    base: int


class DraftMiddleware:
    """After each form that has drafts: taken, they are over; refused, they are as it was sent.

    Stands after SignInMiddleware, so that what leads to a sign-in has not been taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303) and has_error(request):
            _keep_for_next_page(request, response)
        # A body that no one has read is not read here either.
        if request.method == "POST" and hasattr(request, "_post") and FIELD in request.POST:
            try:
                _note(request, response)
            except DatabaseError:
                logger.exception("The drafts of a form could not be brought up to date")
        return response


def was_taken(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the form that *request* sent was saved or sent, as far as the answer tells."""
    if getattr(request, "draft_sent", False):
        return True
    if response.status_code == 204:
        return True
    if response.status_code not in (302, 303) or has_error(request):
        return False
    where = response.headers.get("Location", "").partition("?")[0]
    return where not in {reverse(name) for name in SENT_ELSEWHERE}


def has_error(request: HttpRequest) -> bool:
    """Return whether this request has left an error to be shown on the next page."""
    storage = messages.get_messages(request)
    return any(one.level >= messages.ERROR for one in getattr(storage, "_queued_messages", []))


def _keep_for_next_page(request: HttpRequest, response: HttpResponseBase) -> None:
    """Have the page that tells the error show what was typed, also without scripts."""
    where = urlsplit(response.headers["Location"])
    page = where.path + (f"?{where.query}" if where.query else "")
    if request.user.is_authenticated and resubmission.keep_form(
        request, user_id=request.user.pk, page=page
    ):
        request.session[resubmission.REFILL] = resubmission.AFTER_ERROR


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    author, action = author_of(request), request.get_full_path()
    if author is None or response.status_code >= 500 or not keeps_drafts(action):
        return
    taken = was_taken(request, response)
    for named in _named(request.POST[FIELD]):
        if named.field not in request.POST:
            continue
        text = request.POST.get(named.field + WHOLE) or request.POST.get(named.field, "")
        text = text.replace("\r\n", "\n")
        if taken:
            domain.settle_draft(
                author,
                action,
                named.field,
                base=named.base,
                text=text,
                confidential=is_confidential_path(action),
                writer=_writer(request, named),
            )
        elif response.status_code < 300 and text:
            _keep(request, action, named, text)


def _keep(request: HttpRequest, action: str, named: Named, text: str) -> None:
    """Keep a refused text as it was sent; where another one was kept elsewhere, the page finds out."""
    author = author_of(request)
    if author is None:
        return
    before = domain.read_draft(author, action, named.field)
    known = before.content if before else Content("", action, named.field, **_told(request, named))
    content = replace(known, text=text, action=action, field=named.field)
    try:
        domain.save_draft(
            author,
            content,
            base=named.base,
            confidential=is_confidential_path(action),
            writer=_writer(request, named),
            is_last=True,
        )
    except (DraftConflict, DraftRefused):
        return


def _told(request: HttpRequest, named: Named) -> dict[str, str]:
    """Return what the page said of a field of which nothing was kept yet: where it is and what it is called."""
    try:
        sent = json.loads(request.POST.get(TOLD, ""))
        page, labels = str(sent["page"]), sent["labels"]
        told = {"title": str(sent["title"]), "label": str(labels.get(named.field, ""))}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return told | {"page": page if is_local(page) else ""}


def _writer(request: HttpRequest, named: Named) -> str:
    """Return the name of the field on the page that sent the form; what it kept before is older."""
    try:
        return writer_of(json.loads(request.POST.get(TOLD, ""))["writers"].get(named.field))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _named(sent: str) -> list[Named]:
    found = []
    for line in sent.splitlines()[:100]:
        field, _sign, base = line.rpartition(":")
        if field and base.isascii() and base.isdigit() and len(base) < 9:
            found.append(Named(field, int(base)))
    return found
