"""Programs as faculty meet them: what there is, what it asks, who may take part."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from matching.groups.membership.domain.departures import asking_for_places
from matching.programs.access import program_or_404
from matching.programs.attendance.domain import attendance_rules_of, words_of
from matching.programs.dates.domain.confirmation import confirmations_of
from matching.programs.dates.domain.schedule import clock_words, dates_shown
from matching.programs.domain.queries import programs_for
from matching.programs.pages.domain import sides_of
from matching.teams.domain.queries import teams_of
from networks.map.domain.coverage import assess
from networks.map.domain.reading import read_network
from networks.map.views.network import next_steps
from profiles.access.members import MemberRequest, member_required

STEPS_SHOWN = 5


@member_required
def programs(request: MemberRequest) -> HttpResponse:
    """What one can enroll in, and what one takes part in."""
    rows = programs_for(request.membership)
    context = {"rows": rows, "teams": teams_of(request.membership)}
    return render(request, "matching/programs/list.html", context)


@member_required
def program(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One program: what it is, and both of its sides for the reader."""
    row = program_or_404(request, pk)
    sides = sides_of(row, request.membership)
    context: dict[str, Any] = {
        "program": row,
        "sides": sides,
        "dates": dates_shown(row),
        "clock": clock_words(row),
        "confirmations": confirmations_of(row, request.membership),
    }
    if row.traits.makes_groups:
        asking = asking_for_places(row).filter(member=request.membership)
        context["place_asked"] = asking.first()
    if row.traits.makes_nothing and any(side.is_enrolled for side in sides):
        reading = read_network(request.membership)
        coverage = assess(reading.network)
        context |= {"coverage": coverage, "steps": next_steps(coverage, reading)[:STEPS_SHOWN]}
    if row.traits.makes_groups:
        context["attendance"] = words_of(attendance_rules_of(row))
    return render(request, "matching/programs/program.html", context)
