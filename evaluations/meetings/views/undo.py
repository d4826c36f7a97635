"""Undoing what one has just done to a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.domain import undo as domain
from evaluations.meetings.models import Meeting
from mentornet.drafts import domain as drafts
from mentornet.drafts.domain import DraftConflict, DraftRefused
from mentornet.drafts.encryption import Content
from mentornet.drafts.views import author_of
from profiles.access.members import MemberRequest, member_required

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
    act = request.session.get(KEY) or {"rows": [], "at": 0}
    planned = domain.made_by(act)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    try:
        left = domain.undo(act, by=request.membership)
    except EvaluationError as error:
        request.session.pop(KEY, None)
        messages.error(request, str(error.message))
        return redirect(back or "evaluations:groups")
    request.session.pop(KEY, None)
    if planned is not None and planned.agenda and _keep_agenda(request, planned):
        messages.success(request, _("Undone. No email was sent. Your agenda is back as a draft."))
        return redirect(_planned_at(planned))
    messages.success(request, _("Undone. No email was sent."))
    if left is not None:
        return redirect("evaluations:meeting", pk=left.pk)
    return redirect(back or "evaluations:groups")


def _planned_at(meeting: Meeting) -> str:
    """The page on which such a meeting is planned."""
    if meeting.group_id is not None:
        return reverse("evaluations:plan_sessions", args=[meeting.group_id])
    return reverse("evaluations:plan", args=[meeting.tie_id])


def _keep_agenda(request: MemberRequest, meeting: Meeting) -> bool:
    """Make what was typed for a meeting that is not there any more a draft again."""
    author = author_of(request)
    page = _planned_at(meeting)
    if author is None:
        return False
    before = drafts.read_draft(author, page, "agenda")
    if before is not None and not before.is_sent:
        return False
    content = Content(
        text=meeting.agenda,
        action=page,
        field="agenda",
        label=_("Agenda"),
        page=page,
        title=_("Schedule a meeting"),
    )
    try:
        drafts.save_draft(author, content, base=before.revision if before else 0)
    except (DraftConflict, DraftRefused):
        return False
    return True
