"""The first page of the dashboard: what needs attention, and how things stand."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluations.dashboard.attention.views import queue_context
from matching.programs.placing import places_of
from mentornet.pages.dashboard import FIGURES, USE, may_use, reads_figures
from profiles.access.members import MemberRequest, member_required, permission_required


@require_safe
@member_required
def dashboard(request: MemberRequest) -> HttpResponseBase:
    """Lead to the overview those who run programs, and to their figures those who read these alone."""
    if not may_use(request) and reads_figures(request):
        return redirect(FIGURES.url())
    return _overview(request)


@permission_required(USE)
def _overview(request: MemberRequest) -> HttpResponse:
    """What needs attention first, then what the rest of the dashboard puts here."""
    context = queue_context(request, request.GET, place="dashboard")
    context["may_start_program"] = bool(places_of(request))
    return render(request, "evaluations/dashboard/desk/overview.html", context)
