"""Counts of what people answered at enrollment, for the directors of the program."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.privacy.domain.question_counts import counts_of
from matching.programs.access import directed_or_404, director_required
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest


@director_required
@require_safe
def question_counts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show how often each choice was given; where a count is hidden, the page says so."""
    program = directed_or_404(request, pk)
    context = {
        "program": program,
        "rows": counts_of(program),
        "least": program.institution.suppression_threshold,
    }
    return render(request, "evaluations/privacy/question_counts.html", context)


@director_required
@require_safe
def question_counts_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send the counts as a CSV file, without anyone's name."""
    program = directed_or_404(request, pk)
    lines: list[list[str]] = [[_("Question"), _("Answer"), _("People")]]
    for one in counts_of(program):
        if one.waits:
            lines.append([one.question.text, "", _("counted when enrollment closes")])
        for choice, number in one.counts:
            shown = _("hidden") if number is None else str(number)
            lines.append([one.question.text, choice, shown])
    return csv_response(f"{slugify(program.name) or 'program'}-answers.csv", lines)
