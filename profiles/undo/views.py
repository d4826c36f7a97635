"""The undo that pages offer after a removal, and the one button behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.undo import domain
from profiles.undo.domain import Link, TooLateToUndo

KEY = "removal"
NEEDS = "needs"
PAGE = "page"
"""In what is kept: the address of the page that followed."""


@contextmanager
def removing(
    request: MemberRequest,
    row: Model,
    *,
    said: str,
    back: str,
    links: Sequence[Link] = (),
    needs: str = "",
) -> Iterator[None]:
    """Let the next page say *said* and offer to undo what is deleted inside; nothing if it raises.

    Whoever undoes it comes to the address *back*. *links* are fields that become empty with *row*, other than its
    foreign keys. *needs* is the permission without which, by then, nothing is undone.
    """
    removal = domain.remember(row, by=request.membership, links=links)
    yield
    request.session[KEY] = removal | {"said": said, "back": back, NEEDS: needs}


def removal_offered(request: HttpRequest) -> dict[str, object] | None:
    """Return what a page says of the last removal, and for how many seconds; None when that is over.

    It is offered on the page that follows the removal, also when that is loaded again, and on no other.
    """
    removal = request.session.get(KEY)
    if removal is None:
        return None
    seconds = domain.seconds_left(removal)
    if not seconds:
        del request.session[KEY]
        return None
    htmx: Any = getattr(request, "htmx", None)
    part_of_page = bool(htmx) and not htmx.boosted
    page = htmx.current_url_abs_path if part_of_page else request.get_full_path()
    if PAGE not in removal and (part_of_page or request.method == "GET"):
        removal = request.session[KEY] = removal | {PAGE: page}
    if removal.get(PAGE) != page:
        return None
    return {"said": removal["said"], "seconds": seconds, "undo": reverse("profiles:undo")}


def forget_removal(request: HttpRequest) -> None:
    """Offer no undo of the last removal any more, and keep nothing of what it took."""
    request.session.pop(KEY, None)


@member_required
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Bring back what was removed last."""
    removal = request.session.get(KEY) or {}
    needs = removal.get(NEEDS)
    try:
        if needs and not request.user.has_perm(needs):
            raise TooLateToUndo
        domain.undo(removal, by=request.membership)
    except TooLateToUndo as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone. Everything is back as it was."))
    # Taken out at the end: a view that lost a race is run again (mentornet/lost_races.py).
    request.session.pop(KEY, None)
    return redirect(removal.get("back") or "/")
