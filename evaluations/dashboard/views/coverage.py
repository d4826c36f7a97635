"""A mosaic program for its director: no one is assigned, only the coverage is watched."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.gaps.domain.report import TREND_MEASURES, build_report
from evaluations.gaps.labels import FIGURES
from matching.models import Program
from matching.programs.access import directed_or_404, director_required
from profiles.access.members import MemberRequest


@director_required
@require_safe
def program_coverage(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what the networks of those who take part cover, in counts that give no one away."""
    program = directed_or_404(request, pk)
    if not program.traits.makes_nothing:
        raise Http404
    # Reports know no drafts: no one takes part in them.
    report = None
    if program.state != Program.State.DRAFT:
        report = build_report(program.institution, dimension="program", key=str(program.pk))
    first = program.created_at.date().replace(day=1)
    missing = [row for row in report.needs if row.unmet] if report else []
    context = {
        "program": program,
        "report": report,
        "counted": report is not None and report.figures["with_mentor"].of != 0,
        "lines": [(FIGURES[name], report.figures[name]) for name in TREND_MEASURES]
        if report
        else [],
        "missing": sorted(missing, key=lambda row: -(row.unmet or 0)),
        "trend": [row for row in report.trend if row[0] >= first] if report else [],
    }
    return render(request, "evaluations/dashboard/coverage.html", context)
