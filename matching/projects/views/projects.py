"""The projects of a program as its director writes them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.errors import MatchingError
from matching.programs.access import directed_or_404, director_required
from matching.programs.models import Program
from matching.projects.domain import projects as domain
from matching.projects.forms import PasteForm, ProjectForm
from matching.projects.models import Project
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


@director_required
def project_list(request: MemberRequest, pk: UUID) -> HttpResponse:
    """All projects with their mentors and places."""
    program = by_projects_or_404(request, pk)
    context = {
        "program": program,
        "rows": domain.projects_of(program),
        "has_mentors": domain.mentors_of(program).exists(),
    }
    return render(request, "matching/projects/projects.html", context)


@director_required
def project_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a project."""
    program = by_projects_or_404(request, pk)
    form = ProjectForm(request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        try:
            domain.add_project(program, actor=request.user, **form.said())
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Added. Everyone who is enrolled sees it."))
            return redirect("matching:project_list", pk=pk)
    context = {"program": program, "form": form}
    return render(request, "matching/projects/project.html", context)


@director_required
@one_at_a_time(Project)
def project_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a project."""
    program, row = project_or_404(request, pk)
    given = request.POST if request.method == "POST" else None
    form = ProjectForm(given, program=program, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_project(row, actor=request.user, **form.said())
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("matching:project_list", pk=program.pk)
    context = {"program": program, "form": form, "project": row}
    return render(request, "matching/projects/project.html", context)


@director_required
def project_paste(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add many projects from the rows of a spreadsheet: all of them or none."""
    program = by_projects_or_404(request, pk)
    form = PasteForm(request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.add_projects(program, rows=form.cleaned_data["rows"], actor=request.user)
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            said = ngettext("%(count)d project added.", "%(count)d projects added.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("matching:project_list", pk=pk)
    return render(request, "matching/projects/paste.html", {"program": program, "form": form})


def by_projects_or_404(request: MemberRequest, pk: UUID) -> Program:
    """Return a program of projects that the reader directs. Raise Http404 for any other."""
    program = directed_or_404(request, pk)
    if not program.traits.by_projects:
        raise Http404
    return program


def project_or_404(request: MemberRequest, pk: UUID) -> tuple[Program, Project]:
    """Return a project with its program, of those that the reader directs. Raise Http404 for any other."""
    directed = Program.objects.directed_by(request.user)
    here = Project.objects.of(request.membership.institution).filter(program__in=directed)
    row: Project = get_object_or_404(here.select_related("program__institution"), pk=pk)
    return row.program, row
