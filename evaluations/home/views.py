"""The list of a person's groups: those they are in, and what came of earlier ones."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from evaluations.outcomes.closing.models import Completion
from evaluations.sessions.groups.domain.queries import groups_of, past_groups_of
from evaluations.sessions.guests.domain.invitations import invitations_of
from matching.groups.membership.domain.departures import waiting_in
from profiles.access.members import MemberRequest, member_required


@member_required
def groups(request: MemberRequest) -> HttpResponse:
    """The groups that the reader is in, and those that were closed with them in it."""
    rows = list(groups_of(request.membership))
    context = {
        "rows": rows,
        "waits_for": None if rows else waiting_in(request.membership),
        "past": past_groups_of(request.membership),
        "invited": invitations_of(request.membership),
        "completions": Completion.objects.filter(member=request.membership).order_by("-closed_on"),
    }
    return render(request, "evaluations/home/groups.html", context)
