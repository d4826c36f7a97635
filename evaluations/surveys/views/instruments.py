"""Instruments as a director keeps them: read, load, retire; all that was asked with one, side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import EvaluationError
from evaluations.surveys.domain import instruments as domain
from evaluations.surveys.domain.instrument_texts import BUILT_IN
from evaluations.surveys.domain.report import compare, survey_reports
from evaluations.surveys.errors import BadInstrument
from evaluations.surveys.forms import InstrumentForm
from evaluations.surveys.models import Instrument, Survey
from matching.programs.access import institution_director_required
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest

EXAMPLE = (
    ("question", "part", "answers", "lowest", "highest", "turned"),
    ("I look forward to our meetings.", "Meetings", "No|Rather not|Rather|Yes", "1", "", ""),
    (
        "Our meetings cost more than they give.",
        "Meetings",
        "No|Rather not|Rather|Yes",
        "1",
        "",
        "yes",
    ),
    ("How many meetings did you have?", "", "", "0", "50", ""),
)


@institution_director_required
@require_safe
def instruments(request: MemberRequest) -> HttpResponse:
    """The institution's instruments, and those that come with the product."""
    rows = list(_own(request).annotate(questions=Count("items")).order_by("name", "pk"))
    taken = {row.built_in: row for row in rows if row.retired_at is None}
    built_in = [(one, taken.get(one.key)) for one in BUILT_IN.values()]
    context = {"rows": [row for row in rows if not row.built_in], "built_in": built_in}
    return render(request, "evaluations/surveys/instruments.html", context)


@institution_director_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Load one from a file."""
    form = InstrumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = form.cleaned_data["draft"]
        try:
            row = domain.load_instrument(
                request.membership.institution, draft=draft, actor=request.user
            )
        except BadInstrument as error:
            form.say(error.faults, form.cleaned_data["file"].rows)
        else:
            messages.success(
                request, _("Questionnaire added. Read it through once as participants will see it.")
            )
            return redirect("evaluations:instrument", pk=row.pk)
    return render(request, "evaluations/surveys/instrument_new.html", {"form": form})


@institution_director_required
@require_safe
def example(request: MemberRequest) -> HttpResponse:
    """A file to begin with."""
    return csv_response("instrument.csv", EXAMPLE)


@institution_director_required
@require_safe
def built_in(request: MemberRequest, key: str) -> HttpResponse:
    """One that comes with the product, to read."""
    if key not in BUILT_IN:
        raise Http404
    context = {"instrument": domain.drafted(BUILT_IN[key]), "key": key}
    return render(request, "evaluations/surveys/instrument_built_in.html", context)


@institution_director_required
@require_safe
def instrument(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Its questions, and what was asked with it: pairs and groups on the same measures."""
    row = _instrument_or_404(request, pk)
    surveys = list(_surveys(request, row))
    reports = survey_reports(surveys, institution=request.membership.institution)
    context = {
        "instrument": row,
        "items": row.items.all(),
        "comparison": compare(reports),
        "ahead": [one for one in surveys if one.counted_at is None],
        "threshold": request.membership.institution.suppression_threshold,
    }
    return render(request, "evaluations/surveys/instrument.html", context)


@institution_director_required
@require_POST
def retire(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Offer it for new surveys no more."""
    row = _instrument_or_404(request, pk)
    try:
        domain.retire_instrument(row, actor=request.user)
    except EvaluationError as error:
        messages.error(request, str(error.message))
        return redirect("evaluations:instrument", pk=row.pk)
    messages.success(request, _("Questionnaire retired. Past surveys and their results stay."))
    return redirect("evaluations:instruments")


def _own(request: MemberRequest) -> Any:
    return Instrument.objects.visible_to(request.user).of(request.membership.institution)


def _surveys(request: MemberRequest, row: Instrument) -> Any:
    own = Survey.objects.visible_to(request.user).filter(instrument=row)
    return own.select_related("instrument", "program", "institution")


def _instrument_or_404(request: MemberRequest, pk: UUID) -> Instrument:
    row: Instrument = get_object_or_404(_own(request).select_related("institution"), pk=pk)
    return row
