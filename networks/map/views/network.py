from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.map.domain.coverage import assess
from networks.map.domain.network import Action, Cell, Coverage, Finding
from networks.map.domain.reading import (
    NetworkReading,
    first_day,
    open_requests,
    read_network,
)
from networks.map.views.drawing import assessment_url, draw, gap_url
from networks.phrases import COVERAGE_MEANING
from profiles.access.members import MemberRequest, member_required
from profiles.vocabulary import ROLE_MEANING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@member_required
def network(request: MemberRequest) -> HttpResponse:
    """The map, the same in a table, and what it covers and lacks."""
    today = request.membership.institution.local_date()
    first = first_day(request.membership) or today
    on = _past_day(request.GET.get("on", ""), first=first, today=today)
    reading = read_network(request.membership, on=on)
    coverage = assess(reading.network)
    context = {
        "on": on,
        "today": today,
        "first": first,
        "months": (today.year - first.year) * 12 + today.month - first.month,
        "month": ((on or today).year - first.year) * 12 + (on or today).month - first.month,
        "years": range(first.year, today.year + 1),
        "coverage": coverage,
        "needs": [_covered(cell) for cell in coverage.needs],
        "roles": [_covered(cell) for cell in coverage.roles],
        "findings": next_steps(coverage, reading),
        "unconfirmed": reading.unconfirmed,
        **draw(reading, coverage, asked=[] if on else open_requests(request.membership)),
    }
    return render(request, "networks/map/network.html", context)


def next_steps(coverage: Coverage, reading: NetworkReading) -> list[tuple[Finding, str, str]]:
    """What is worth a look, the most pressing first: each with where it leads and the link's words."""
    return [(one, *_step(one.action, reading)) for one in coverage.findings]


def _past_day(text: str, *, first: date, today: date) -> date | None:
    """The day in the past that the address asks for; None for today, or for nonsense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return max(day, first) if day < today else None


def _covered(cell: Cell) -> tuple[Cell, str, StrOrPromise, StrOrPromise]:
    """A need or a role, where to find people for it, how well it is covered, what the role means."""
    covered, _meaning = COVERAGE_MEANING[cell.state]
    meaning = ROLE_MEANING[cell.role] if cell.role and cell.subject == "role" else ""
    return cell, gap_url(cell.role, cell.area), covered, meaning


def _step(action: Action, reading: NetworkReading) -> tuple[str, str]:
    """Where a finding leads, and the words on the link."""
    if action.verb == "suggest" and (action.role or action.area):
        return gap_url(action.role, action.area), _("See who could help")
    if action.verb == "review_tie" and action.tie_id in {one.member.pk for one in reading.peers}:
        return reverse("networks:group_peer", args=[action.tie_id]), _("Open")
    if action.verb == "review_tie" and action.tie_id:
        return reverse("networks:tie", args=[action.tie_id]), _("Open relationship")
    if action.verb == "record_tie":
        return reverse("networks:tie_new"), _("Add someone you work with")
    if action.verb == "state_needs":
        return assessment_url(), _("Say what you need")
    return reverse("networks:people"), _("Search people")
