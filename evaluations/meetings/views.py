"""Undoing what one has just done to a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings import undo as domain
from evaluations.models import Meeting
from profiles.views.access import MemberRequest, member_required

KEY = "meeting_act"


def offer_undo(request: MemberRequest, before: dict[str, Any], after: Sequence[Meeting]) -> None:
    """Let the next pages offer to undo what made *after* of *before* (see `snapshot`)."""
    act = domain.remember(before, after, by=request.membership)
    if act:
        request.session[KEY] = act


def undo_offered(request: HttpRequest) -> int:
    """For how many seconds pages may offer to undo the last act; 0 where there is none."""
    return domain.seconds_left(request.session.get(KEY) or {})


@member_required
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take the last act on meetings back."""
    # Taken out at the end: a view that lost a race is run again (mentornet/lost_races.py).
    act = request.session.get(KEY)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    try:
        left = domain.undo(act or {"rows": [], "at": 0}, by=request.membership)
    except EvaluationError as error:
        request.session.pop(KEY, None)
        messages.error(request, str(error.message))
        return redirect(back or "evaluations:groups")
    request.session.pop(KEY, None)
    messages.success(request, _("Undone. No email was sent."))
    if left is not None:
        return redirect("evaluations:meeting", pk=left.pk)
    return redirect(back or "evaluations:groups")
