"""Ticking off what a session asks one to prepare."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.meetings.views.access import meeting_or_404
from evaluations.sessions.preparation.domain import tick
from profiles.access.members import MemberRequest, member_required


@require_POST
@member_required
def preparation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Tick one line, or take the tick back; for the reader alone."""
    row = meeting_or_404(request, pk)
    if row.group is None:
        raise Http404
    try:
        tick(
            row,
            by=request.membership,
            item=request.POST.get("item", ""),
            done=request.POST.get("done") == "1",
        )
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(reverse("evaluations:meeting", args=[row.pk]) + "#preparation")
