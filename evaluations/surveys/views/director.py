"""Surveys as a director runs them: plan, watch how many answer, read figures over many."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import EvaluationError
from evaluations.surveys.domain import planning as domain
from evaluations.surveys.domain.people import count_to_ask
from evaluations.surveys.domain.report import survey_reports
from evaluations.surveys.domain.report_files import head_of, tables_of
from evaluations.surveys.forms import DaysForm, SurveyForm
from evaluations.surveys.models import Survey
from matching.programs.access import director_required
from mentornet.pages.editing import one_at_a_time
from mentornet.tabular.writing import tables_response
from profiles.access.members import MemberRequest


@director_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Plan a survey; `program` and `instrument` in the address fill the form in."""
    institution = request.membership.institution
    initial = {name: request.GET[name] for name in ("program", "instrument") if name in request.GET}
    form = SurveyForm(
        request.POST or None, institution=institution, user=request.user, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        ask_with = given.pop("instrument")
        try:
            row = domain.plan_survey(institution, ask_with=ask_with, actor=request.user, **given)
        except EvaluationError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Survey planned. It opens by itself on the first day."))
            return redirect("evaluations:directing_survey", pk=row.pk)
    return render(request, "evaluations/surveys/new.html", {"form": form})


# Where the form says what the rules refuse.
FIELD_OF = {
    "no_such_instrument": "instrument",
    "survey_twice": "occasion",
    "nobody_to_ask": "program",
    "wrong_days": "opens_on",
}


@director_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Survey)
def survey(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One survey: its days while it can be moved, its figures once it is over."""
    row = _survey_or_404(request, pk)
    initial = {"opens_on": row.opens_on, "closes_on": row.closes_on}
    form = DaysForm(request.POST or None, initial=initial)
    if row.opened_at is not None:
        form.fields["opens_on"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_days(row, actor=request.user, **form.cleaned_data)
        except EvaluationError as error:
            field = "closes_on" if error.code == "wrong_days" else "opens_on"
            form.add_error(field if error.code != "survey_over" else None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("evaluations:directing_survey", pk=row.pk)
    institution = request.membership.institution
    asked, answered = domain.progress_of([row], institution=institution).get(row.pk, (0, 0))
    context = {
        "survey": row,
        "open": domain.is_open(row),
        "asked": asked,
        "answered": answered,
        "form": form,
        "can_remind": domain.can_be_reminded(row),
        "to_ask": count_to_ask(row) if row.opened_at is None else None,
        "report": next(iter(survey_reports([row], institution=institution)), None),
        "threshold": institution.suppression_threshold,
    }
    return render(request, "evaluations/surveys/director_survey.html", context)


@director_required
@require_POST
def act(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Close an open survey, asked once more; cancels one that no one knows of."""
    row = _survey_or_404(request, pk)
    if act not in ("close", "call-off"):
        raise Http404
    if act == "close" and "sure" not in request.POST:
        return render(request, "evaluations/surveys/close.html", {"survey": row})
    try:
        if act == "close":
            domain.close_survey(row, actor=request.user)
            messages.success(request, _("Survey closed. The results are in."))
        else:
            domain.cancel_survey(row, actor=request.user)
            messages.success(request, _("Survey canceled. No one was asked."))
            return redirect("evaluations:directing_surveys")
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect("evaluations:directing_survey", pk=row.pk)


@director_required
@require_safe
def survey_file(request: MemberRequest, pk: UUID, suffix: str) -> HttpResponse:
    """The figures as a file."""
    row = _survey_or_404(request, pk)
    reports = survey_reports([row], institution=request.membership.institution)
    if not reports:
        raise Http404
    name = f"survey-{row.closes_on}.{suffix}"
    return tables_response(name, head=head_of(reports[0]), tables=tables_of(reports[0]))


def _own(request: MemberRequest) -> Any:
    rows = Survey.objects.visible_to(request.user).of(request.membership.institution)
    return rows.select_related("instrument", "program", "institution")


def _survey_or_404(request: MemberRequest, pk: UUID) -> Survey:
    row: Survey = get_object_or_404(_own(request), pk=pk)
    return row
