"""The first page of the dashboard: what needs attention, and how things stand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.dashboard.attention.views import queue_context
from mentornet.pages.dashboard import USE
from profiles.access.members import MemberRequest, permission_required


@permission_required(USE)
@require_safe
def dashboard(request: MemberRequest) -> HttpResponse:
    """What needs attention first, then what the rest of the dashboard puts here."""
    context = queue_context(request, request.GET, place="dashboard")
    return render(request, "evaluations/dashboard/desk/overview.html", context)
