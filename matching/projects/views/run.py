"""Matching mentees and projects: start, watch, look, change by hand, publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from matching.errors import MatchingError
from matching.pairs.domain.asked import made_by_hand
from matching.pairs.domain.publish import ask_pairs, preview_emails
from matching.pairs.forms import PublishForm
from matching.pairs.models import Proposal
from matching.programs.access import director_required
from matching.programs.runs.domain.publications import latest_of
from matching.programs.runs.models import MatchRun
from matching.programs.runs.views import SHOWN, progress_of
from matching.projects.domain.by_hand import place
from matching.projects.domain.results import mark_of, read_result, stability_in_words
from matching.projects.domain.run import start_run
from matching.projects.forms import MatchForm
from matching.projects.models import Project
from matching.projects.views.projects import by_projects_or_404
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required


@director_required
@require_POST
def start(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Match by one method; the same method again shows the same result."""
    program = by_projects_or_404(request, pk)
    form = MatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a method."))
        return redirect("matching:directing", pk=pk)
    try:
        row = start_run(program, method=form.cleaned_data["method"], actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
        return redirect("matching:directing", pk=pk)
    return redirect("matching:project_run", pk=row.pk)


@never_cache
@require_GET
@director_required
def run(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One run in whatever state; while it works, htmx asks again for the middle part."""
    row = project_run_or_404(request, pk)
    if request.htmx:
        return progress_of(request, row, "matching/pairs/_progress.html")
    publication = latest_of(row)
    context: dict[str, Any] = {"run": row, "program": row.program, "publication": publication}
    if row.state in SHOWN and not (publication and publication.is_working):
        result = read_result(row)
        context |= {"result": result, "stability": stability_in_words(row, result)}
    return render(request, "matching/projects/run.html", context)


@director_required
@require_POST
def put(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put one mentee of a run on another project, or on none."""
    row = _proposal_or_404(request, pk)
    target = request.POST.get("to", "")
    project = None
    if target != "nothing":
        project = _project_of(row, target)
    try:
        place(row, project=project, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        name = row.protege.member.name
        said = (
            _("%(name)s is on “%(title)s” now. We ask them before it begins.")
            % {"name": name, "title": project.title}
            if project
            else _("%(name)s is on no project now.") % {"name": name}
        )
        messages.success(request, said)
    return redirect("matching:project_run", pk=row.run_id)


@director_required
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, saying what will happen; then all relationships or none."""
    row = project_run_or_404(request, pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    mark = mark_of(row)
    if request.method == "POST" and request.POST.get("seen", mark) != mark:
        said = _("Someone was moved while this page was open. Check the result, then publish.")
        form.add_error(None, said)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            ask_pairs(row, actor=request.user, words=form.cleaned_data["words"])
        except MatchingError as error:
            messages.error(request, str(error.message))
        return redirect("matching:project_run", pk=row.pk)
    result = read_result(row)
    placed = [one for project in result.projects for one in project.people]
    own = made_by_hand(row.program, placed)
    context = {
        "run": row,
        "program": row.program,
        "result": result,
        "form": form,
        "mark": mark,
        "asked": len(own),
        **_preview(row, [one for one in placed if one.pk not in own], form),
    }
    return render(request, "matching/projects/publish.html", context)


def _preview(run: MatchRun, found: list[Proposal], form: PublishForm) -> dict[str, Any]:
    """Return the emails of the first placement, with the director's words."""
    if not found or (form.is_bound and not form.is_valid()):
        return {}
    words = form.cleaned_data["words"] if form.is_bound else ""
    return {"emails": preview_emails(run, found[0], words=words)}


@require_GET
@director_required
@fresh_authentication_required
def table(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who was placed on which project, as a spreadsheet."""
    row = project_run_or_404(request, pk)
    result = read_result(row)
    lines: list[list[str]] = [[_("project"), _("mentors"), _("mentee"), _("unit"), _("cause")]]
    for one in result.projects:
        names = ", ".join(mentor.member.name for mentor in one.mentors)
        for placed in one.people:
            member = placed.protege.member
            lines.append([one.row.project.title, names, member.name, str(member.unit or ""), ""])
    for placed, why in result.unmatched:
        member = placed.protege.member
        lines.append(["", "", member.name, str(member.unit or ""), why])
    return csv_response(f"projects-run-{row.number}.csv", lines)


def project_run_or_404(request: MemberRequest, pk: UUID) -> MatchRun:
    """A run of projects, of a program that the reader directs."""
    here = MatchRun.objects.visible_to(request.user).of_projects()
    rows = here.of(request.membership.institution).light()
    row: MatchRun = get_object_or_404(
        rows.select_related("program__institution", "institution", "started_by"), pk=pk
    )
    return row


def _proposal_or_404(request: MemberRequest, pk: UUID) -> Proposal:
    here = Proposal.objects.of(request.membership.institution).filter(leads=True)
    row: Proposal = get_object_or_404(here.select_related("protege__member"), pk=pk)
    row.run = project_run_or_404(request, row.run_id)
    return row


def _project_of(row: Proposal, key: str) -> Project:
    try:
        wanted = UUID(key)
    except ValueError as error:
        raise Http404 from error
    found: Project = get_object_or_404(
        Project.objects.filter(program=row.run.program_id), pk=wanted
    )
    return found
