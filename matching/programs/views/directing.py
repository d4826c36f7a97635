"""Programs as their director runs them: write, open, close, look at who takes part."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.programs.access import (
    directed_by_reader,
    directed_or_404,
    director_required,
)
from matching.programs.domain import lifecycle as domain
from matching.programs.enrollment.domain import leave_out
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ProgramNameTaken
from matching.programs.forms import ProgramForm
from matching.programs.kinds import TRAITS
from matching.programs.models import Program
from matching.programs.placing import places_of
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


@director_required
def kinds(request: MemberRequest) -> HttpResponse:
    """Which kind of program is it to be: what each is, and what is known of it."""
    if not places_of(request):
        raise PermissionDenied
    return render(request, "matching/programs/directing/kinds.html", {"kinds": TRAITS.values()})


@director_required
def new(request: MemberRequest, kind: str) -> HttpResponse:
    """Write a program of this kind down; no one else sees it before enrollment opens."""
    if kind not in TRAITS:
        raise Http404
    if not (places := places_of(request)):
        raise PermissionDenied
    form = ProgramForm(
        request.POST or None, kind=kind, institution=places.institution, places=places
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.create_program(
                request.membership.institution, actor=request.user, kind=kind, **form.said()
            )
        except ProgramNameTaken as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("Draft saved. Participants don’t see it yet."))
            return redirect("matching:directing", pk=row.pk)
    return render(request, "matching/programs/directing/form.html", {"form": form})


@director_required
@one_at_a_time(Program)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = directed_or_404(request, pk)
    places = places_of(request)
    form = ProgramForm(
        request.POST or None,
        kind=row.kind,
        institution=row.institution,
        # Moving a program from unit to unit is for those who run the institution.
        places=places if places.whole else None,
        instance=row,
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_program(row, actor=request.user, **form.said())
        except ProgramNameTaken as error:
            form.add_error("name", str(error.message))
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("matching:directing", pk=row.pk)
    return render(request, "matching/programs/directing/form.html", {"form": form, "program": row})


@director_required
@require_POST
def left_out(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Leave someone out of the runs to come, or take them in again."""
    here = Enrollment.objects.filter(program__in=directed_by_reader(request))
    row: Enrollment = get_object_or_404(here.select_related("institution"), pk=pk)
    out = request.POST.get("out") == "1"
    try:
        leave_out(row, left_out=out, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        said = _("Left out of future runs.") if out else _("Included in the next run again.")
        messages.success(request, said)
    return redirect("matching:directing_people", pk=row.program_id)
