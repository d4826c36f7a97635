"""The end of a program as its director keeps it: set beforehand, the cohort in figures, alumni."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import EvaluationError
from evaluations.outcomes.closing.domain import cohort as figures
from evaluations.outcomes.closing.domain import ending as domain
from evaluations.outcomes.closing.forms import EndingForm
from evaluations.outcomes.closing.models import Completion, ProgramEnding
from evaluations.sessions.office.domain.overview import PUBLISHED_SHARE
from matching.models import Program
from matching.programs.access import directed_or_404, director_required
from mentornet.pages.editing import one_at_a_time
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest


@never_cache
@director_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Program)
def plan_ending(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what closing the program asks and says."""
    program = _groups_or_404(request, pk)
    row = ProgramEnding.objects.filter(program=program).first()
    initial = (
        {name: getattr(row, name) for name in ("ask_with", "thanks", "signed_by")} if row else {}
    )
    form = EndingForm(request.POST or None, institution=program.institution, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            domain.plan_ending(program, actor=request.user, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. It takes effect on the day you close the program."))
            return redirect("matching:directing", pk=program.pk)
    context = {"program": program, "form": form}
    return render(request, "evaluations/outcomes/closing/plan_ending.html", context)


@never_cache
@director_required
@require_safe
def cohort(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Attendance as it is; plans and papers as they were counted."""
    program = _groups_or_404(request, pk)
    row = ProgramEnding.objects.filter(program=program).select_related("institution").first()
    context = {
        "program": program,
        "attending": figures.attending(program),
        "counted": figures.counted(row),
        "ending": row,
        "published": PUBLISHED_SHARE,
        "threshold": program.institution.suppression_threshold,
    }
    return render(request, "evaluations/outcomes/closing/cohort.html", context)


@never_cache
@director_required
@require_safe
def alumni(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Those who said yes to being listed; with `?format=csv` as a file."""
    program = _groups_or_404(request, pk)
    rows = (
        Completion.objects.filter(program=program)
        .alumni()
        .select_related("member__user")
        .order_by("member__sort_key", "pk")
    )
    if request.GET.get("format") == "csv":
        lines = [[_("Name"), _("Email"), _("Program"), _("Closed on")]]
        lines += [
            [one.member.name, one.member.user.email, one.program_name, one.closed_on.isoformat()]
            for one in rows
        ]
        return csv_response("alumni.csv", lines)
    return render(
        request, "evaluations/outcomes/closing/alumni.html", {"program": program, "rows": rows}
    )


def _groups_or_404(request: MemberRequest, pk: UUID) -> Program:
    program = directed_or_404(request, pk)
    if not program.traits.makes_groups:
        raise Http404
    return program
