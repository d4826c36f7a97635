"""The halfway review of a group, at the session in its middle or another that was chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.access import led_session_or_404
from evaluations.sessions.halfway.domain import (
    QUESTIONS,
    HalfwayEditedMeanwhile,
    choose_halfway,
    halfway_of,
    has_opened,
    is_halfway,
    save_halfway,
)
from evaluations.sessions.halfway.forms import HalfwayForm
from evaluations.sessions.halfway.models import HalfwayReview
from profiles.access.members import MemberRequest, member_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def halfway(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The three questions, answered by the group together."""
    row = meeting_or_404(request, pk)
    if row.group is None or not row.group.is_active:
        raise Http404
    there = halfway_of(row.group, reader=request.membership)
    if not is_halfway(row, there.review) or not has_opened(row) or not there.reads_all:
        raise Http404
    form = HalfwayForm(request.POST or None, initial=_initial(there.review))
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            save_halfway(row, by=request.membership, **form.cleaned_data)
        except HalfwayEditedMeanwhile as error:
            form, theirs = _again(request, error)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved with your group agreement."))
            return redirect("evaluations:meeting", pk=row.pk)
    context = base_of(request, row.group) | {"meeting": row, "form": form, "theirs": theirs}
    return render(request, "evaluations/sessions/halfway/halfway.html", context)


def _initial(review: HalfwayReview | None) -> dict[str, Any]:
    if review is None:
        return {"revision": 0}
    return {name: getattr(review, name) for name in (*QUESTIONS, "revision")}


def _again(
    request: MemberRequest, error: HalfwayEditedMeanwhile
) -> tuple[HalfwayForm, list[tuple[str, str]]]:
    """The form as it was typed; saved again, it knows of what the others wrote, which stands below."""
    form = HalfwayForm(request.POST.dict() | {"revision": error.theirs.revision})
    form.add_error(None, str(error.message))
    labels = HalfwayForm.base_fields
    return form, [(str(labels[one].label), getattr(error.theirs, one)) for one in QUESTIONS]


@require_POST
@member_required
def halfway_here(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let this be the session of the halfway review; for who leads."""
    row = led_session_or_404(request, pk)
    try:
        choose_halfway(row, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The halfway review will take place at this session."))
    return redirect("evaluations:meeting", pk=row.pk)
