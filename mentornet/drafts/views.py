"""The doors of drafts: each person's own, and no one else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from mentornet.drafts import domain
from mentornet.drafts.decorators import is_confidential_path, keeps_drafts
from mentornet.drafts.domain import Author, DraftConflict, DraftRefused, Saved
from mentornet.drafts.encryption import Content, device_keys, is_confidential, tag_of
from mentornet.pages.confirmation import ask_first
from profiles.access import devices
from profiles.access.members import MemberRequest, member_required
from profiles.access.resubmission import never_kept
from profiles.undo.views import removing

MOST_FIELDS = 100
Json = dict[str, Any]


def author_of(request: HttpRequest) -> Author | None:
    """Return who writes here, for which institution; None for who is in none."""
    membership = getattr(request, "membership", None)
    if not request.user.is_authenticated or membership is None:
        return None
    device = devices.device_of(request, request.user)
    return Author(user=request.user.pk, institution=membership.institution_id, device=device)


def writer_of(sent: object) -> str:
    """Return the name that a page gave one of its fields; "" where it gave none."""
    return sent if isinstance(sent, str) and len(sent) <= 16 and sent.isalnum() else ""


def delete_draft(request: HttpRequest, field: str) -> None:
    """Delete what is kept of one field of the form that *request* sends, whatever its page said of it."""
    if author := author_of(request):
        domain.discard_draft(author, request.get_full_path(), field)


def _answers_scripts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a script in JSON: 401 for who is not signed in, 400 for what cannot be read."""

    @never_kept
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "signed_out"}, status=401)
        author = author_of(request)
        if author is None:
            return JsonResponse({"code": "no_membership"}, status=403)
        if request.method != "POST":
            return view(request, author)
        try:
            sent = json.loads(request.body)
            if not isinstance(sent, dict):
                raise ValueError
            return view(request, author, sent)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return JsonResponse({"code": "unreadable"}, status=400)

    return wrapped


@require_GET
@_answers_scripts
def key(request: HttpRequest, author: Author) -> HttpResponse:
    """Give the signed-in person the keys for what they have on this device, and a form token.

    The keys are theirs and the device's; no one else who signs in here is given them.
    """
    known = author.device
    if not known:
        # A browser in which this person's sign-in was not noted: it is noted now.
        known = devices.number_of(request) or devices.new_device()
        request.signed_in_user = request.user  # type: ignore[attr-defined]
        request.new_device = known  # type: ignore[attr-defined]
    return JsonResponse(
        {
            "author": tag_of(author.user, ""),
            "tag": tag_of(author.user, known),
            "keys": device_keys(author.user, known),
            "token": get_token(request),
            "unsent": domain.count_drafts(author),
        }
    )


@require_POST
@sensitive_variables()
@_answers_scripts
def save(request: HttpRequest, author: Author, sent: Json) -> HttpResponse:
    """Keep one text. 409 with the other one where the author saved another text elsewhere."""
    content = Content(
        **{name: str(sent[name]).replace("\r\n", "\n") for name in ("text", "action", "field")},
        **{name: str(sent.get(name, "")) for name in ("label", "page", "title", "was")},
    )
    if not keeps_drafts(content.action) or not is_local(content.page):
        return JsonResponse({"code": "no_draft"}, status=404)
    confidential = is_confidential_path(content.action)
    try:
        saved = domain.save_draft(
            author,
            content,
            base=int(sent.get("base", 0)),
            confidential=confidential,
            writer=writer_of(sent.get("writer")),
        )
    except DraftConflict as conflict:
        return JsonResponse(_told(conflict.saved, author), status=409)
    except DraftRefused as refused:
        return JsonResponse({"code": refused.code, "message": refused.message}, status=413)
    return JsonResponse({"revision": saved.revision, "saved_at": _time_of(saved)})


@require_POST
@sensitive_variables()
@_answers_scripts
def read(request: HttpRequest, author: Author, sent: Json) -> HttpResponse:
    """Give the author the drafts of the fields that the page has, in the same order."""
    asked = [(str(one["action"]), str(one["field"])) for one in sent["fields"][:MOST_FIELDS]]
    found = domain.read_drafts(author, asked)
    return JsonResponse({"drafts": [_told(one, author) if one else None for one in found]})


@require_POST
@_answers_scripts
def discard(request: HttpRequest, author: Author, sent: Json) -> HttpResponse:
    """Delete one draft, unless it was changed elsewhere since."""
    try:
        domain.discard_draft(
            author, str(sent["action"]), str(sent["field"]), base=int(sent.get("base", 0))
        )
    except DraftConflict as conflict:
        return JsonResponse(_told(conflict.saved, author), status=409)
    return HttpResponse(status=204)


@never_cache
@require_GET
@member_required
def drafts(request: MemberRequest) -> HttpResponse:
    """List what the reader has typed and not sent, with the way back to each page."""
    author = author_of(request)
    rows = [(one, _time_of(one)) for one in domain.list_drafts(author)] if author else []
    return render(
        request, "mentornet/drafts/drafts.html", {"rows": rows, "days": domain.KEPT_FOR.days}
    )


@never_kept
@never_cache
@require_POST
@sensitive_post_parameters()
@member_required
def delete(request: MemberRequest) -> HttpResponse:
    """Delete one draft from that list, with an undo. Of a concern nothing is kept: that asks first."""
    author = author_of(request)
    place = (request.POST.get("draft_action", ""), request.POST.get("draft_field", ""))
    row = domain.find_draft(author, *place) if author else None
    if author is None or row is None:
        return redirect("drafts")
    if not is_confidential(row.sealed):
        with removing(request, row, said=_("Draft deleted."), back=reverse("drafts")):
            domain.discard_draft(author, *place)
        return redirect("drafts")
    asking = ask_first(
        request,
        title=_("Delete this draft?"),
        text=_("You can’t get its text back."),
        button=_("Delete draft"),
        back=reverse("drafts"),
    )
    if asking:
        return asking
    domain.discard_draft(author, *place)
    messages.success(request, _("Draft deleted."))
    return redirect("drafts")


def _told(saved: Saved, author: Author) -> Json:
    content = saved.content
    return {
        "text": content.text,
        "revision": saved.revision,
        "saved_at": _time_of(saved),
        "sent": saved.is_sent,
        "was": content.was,
        "here": bool(author.device) and content.device == author.device,
    }


def _time_of(saved: Saved) -> str | None:
    """When it was saved; None for a concern's, of which the day alone is kept."""
    if is_confidential_path(saved.content.action):
        return None
    return saved.saved_at.isoformat()


def is_local(page: str) -> bool:
    is_path = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page == "" or is_path
