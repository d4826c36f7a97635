"""The gap report: where mentoring is missing, for directors, in figures that give no one away."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations.gaps.domain.readers import groups_read_by, may_read, reads_whole
from evaluations.gaps.domain.report import Report, build_report
from evaluations.gaps.domain.report_files import head_of, tables_of
from evaluations.gaps.domain.requests import OPEN_STATES, ask_for_report, cancel_report
from evaluations.gaps.labels import DIMENSIONS, FIGURES
from evaluations.gaps.models import GapReport
from matching.programs.access import institution_director_required
from mentornet.pages.download import PDF, download
from mentornet.pages.polling import answer_poll
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from mentornet.tabular.writing import tables_response
from profiles.access.members import MemberRequest, permission_required
from profiles.institution.domain.paper import paper_of

figures_required = permission_required("profiles.view_figures")


@figures_required
@require_safe
def gaps(request: MemberRequest, dimension: str = "institution", key: str = "") -> HttpResponse:
    """Show the report of the institution, or of one unit, rank, track or program.

    Who has a role for a part gets the list of their reports instead of the institution's.
    """
    whole = reads_whole(request.membership)
    if not whole and dimension == "institution":
        own = [
            (name, reverse("evaluations:gaps_group", args=group))
            for group, name in groups_read_by(request.membership).items()
        ]
        return render(request, "evaluations/gaps/own.html", {"own": own})
    report = _report_or_404(request, dimension, key)
    figures, groups = (report.figures, report.groups) if report else ({}, {})
    context = {
        "report": report,
        "lines": [(FIGURES[name], share) for name, share in figures.items()],
        "groups": [(name, DIMENSIONS[name], rows) for name, rows in groups.items() if rows],
        "asked": GapReport.objects.visible_to(request.user).of(request.membership.institution)[:5],
        "whole": whole,
        "files": _files_of(report) if report else [],
        # Who looks at an earlier day stays there.
        "on_day": f"?day={report.day}" if report and "day" in request.GET else "",
    }
    return render(request, "evaluations/gaps/gaps.html", context)


@figures_required
@require_safe
def gaps_file(
    request: MemberRequest, suffix: str, dimension: str = "institution", key: str = ""
) -> HttpResponse:
    """Send the report as a CSV, XLSX or PDF file."""
    report = _report_or_404(request, dimension, key)
    if report is None:
        raise Http404
    name = f"mentoring-gaps-{report.day}.{suffix}"
    if suffix != "pdf":
        return tables_response(name, head=head_of(report), tables=tables_of(report))
    try:
        context = {
            "report": report,
            "tables": list(tables_of(report)),
            "institution": request.membership.institution,
        }
        written = pdf_of(
            "evaluations/gaps/pdf.html",
            context,
            paper=paper_of(request.membership.institution),
        )
    except PdfUnavailable:
        messages.error(request, _("PDF files are not available here. Print the page instead."))
        return redirect("evaluations:gaps")
    return download(written, name, PDF)


@institution_director_required
@require_POST
def gaps_ask(request: MemberRequest) -> HttpResponse:
    """Ask for the latest figures: those published last, or new ones where these are due."""
    ask_for_report(request.membership.institution, by=request.membership)
    return redirect("evaluations:gaps")


@institution_director_required
@require_safe
def gaps_progress(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show how far a request has come; the page asks every two seconds, and reloads at the end."""
    own = GapReport.objects.visible_to(request.user).of(request.membership.institution)
    row = get_object_or_404(own, pk=pk)
    working = row.state in OPEN_STATES
    return answer_poll(request, "evaluations/gaps/_progress.html", {"row": row}, working=working)


@institution_director_required
@require_POST
def gaps_cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Cancel a request that is not answered yet."""
    own = GapReport.objects.visible_to(request.user).of(request.membership.institution)
    cancel_report(get_object_or_404(own, pk=pk), by=request.membership)
    return redirect("evaluations:gaps")


def _files_of(report: Report) -> list[tuple[str, str]]:
    """Return the address and the name of each file in which a report is offered."""
    suffixes = ["csv", "xlsx", "pdf"] if can_make_pdf() else ["csv", "xlsx"]
    if report.dimension == "institution":
        return [(reverse("evaluations:gaps_file", args=[one]), one.upper()) for one in suffixes]
    group = [report.dimension, report.key]
    return [
        (reverse("evaluations:gaps_group_file", args=[*group, one]), one.upper())
        for one in suffixes
    ]


def _report_or_404(request: MemberRequest, dimension: str, key: str) -> Report | None:
    if not may_read(request.membership, (dimension, key)):
        raise Http404
    try:
        asked = request.GET.get("day")
        day = date.fromisoformat(asked) if asked else None
        report = build_report(request.membership.institution, dimension=dimension, key=key, day=day)
    except (KeyError, ValueError):
        raise Http404 from None
    if report is None and day is not None:
        raise Http404
    return report
