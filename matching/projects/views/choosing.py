"""Choosing among the projects of a program: look, rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.programs.access import enrollment_or_404
from matching.programs.enrollment.models import Enrollment
from matching.projects.domain import choices as domain
from matching.projects.domain.known import notes_for
from matching.projects.domain.projects import projects_of
from matching.projects.domain.run import first_of_round
from mentornet.keys import is_key
from profiles.access.members import MemberRequest, member_required


@member_required
def choices(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The list in one's own order, and the projects to choose from."""
    own = _choosing_or_404(request, pk)
    ranked = domain.chosen_by(own)
    rows = projects_of(own.program, offered=True)
    notes = notes_for(own, rows)
    context = {
        "program": own.program,
        "ranked": ranked,
        "ranked_keys": {one.pk for one in ranked},
        "rows": [(row, notes.get(row.project.pk, [])) for row in rows],
        "full": len(ranked) >= own.program.choices_asked,
        "matched": first_of_round(own.program),
        "counts": domain.counts_next(own),
    }
    return render(request, "matching/projects/choices.html", context)


@member_required
@require_POST
def order(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The whole list as it was dragged."""
    own = _choosing_or_404(request, pk)
    keys = [UUID(key) for key in request.POST.getlist("keys") if is_key(key)]
    try:
        domain.order_choices(own, keys=keys)
    except MatchingError as error:
        return HttpResponse(str(error.message), status=409, content_type="text/plain")
    return HttpResponse(_("Saved."), content_type="text/plain; charset=utf-8")


ACTS: dict[str, Callable[..., Any]] = {
    "add": domain.add_choice,
    "drop": domain.drop_choice,
    "up": lambda own, *, key: domain.move_choice(own, key=key, by=-1),
    "down": lambda own, *, key: domain.move_choice(own, key=key, by=1),
}


@member_required
@require_POST
def choose(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Change the list by one project."""
    own = _choosing_or_404(request, pk)
    key = request.POST.get("key", "")
    if act != "keep" and (act not in ACTS or not is_key(key)):
        raise Http404
    try:
        if act == "keep":
            domain.keep_choices(own)
            messages.success(request, _("Your list counts for the next match."))
        else:
            ACTS[act](own, key=UUID(key))
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:project_choices", pk=pk)


def _choosing_or_404(request: MemberRequest, pk: UUID) -> Enrollment:
    """The reader's own enrollment as a mentee where projects are chosen."""
    own = enrollment_or_404(request, pk, Enrollment.Side.PROTEGE.value)
    if not own.program.traits.by_projects:
        raise Http404
    return own
