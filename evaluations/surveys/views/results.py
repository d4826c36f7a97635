"""What surveys that are over say, for those who read figures: no one's answers, and no list of people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.surveys.domain.report import SurveyReport, survey_reports
from evaluations.surveys.domain.report_files import head_of, tables_of
from evaluations.surveys.models import Survey
from mentornet.tabular.writing import tables_response
from profiles.access.members import MemberRequest, permission_required

RESULTS_A_PAGE = 50
figures_required = permission_required("profiles.view_figures")


@figures_required
@require_safe
def results(request: MemberRequest) -> HttpResponse:
    """List the surveys that were counted, the latest first."""
    own = _own(request).order_by("-opens_on", "pk")
    page = Paginator(own, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/surveys/results.html", {"page": page})


@figures_required
@require_safe
def result(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the figures of one survey; how many answered only where there is something to show."""
    report = _report_or_404(request, pk)
    context = {"survey": report.survey, "report": report}
    return render(request, "evaluations/surveys/result.html", context)


@figures_required
@require_safe
def result_file(request: MemberRequest, pk: UUID, suffix: str) -> HttpResponse:
    """Send the figures of one survey as a file."""
    report = _report_or_404(request, pk)
    if not report.is_shown:
        raise Http404
    name = f"survey-{report.survey.closes_on}.{suffix}"
    return tables_response(name, head=head_of(report), tables=tables_of(report))


def _own(request: MemberRequest) -> Any:
    rows = Survey.objects.read_by(request.user).of(request.membership.institution)
    return rows.select_related("instrument", "program", "institution")


def _report_or_404(request: MemberRequest, pk: UUID) -> SurveyReport:
    row = get_object_or_404(_own(request), pk=pk)
    [report] = survey_reports([row], institution=request.membership.institution)
    return report
