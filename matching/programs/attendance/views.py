"""The page on which a director sets a program's attendance rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.programs.access import director_required, grouping_or_404
from matching.programs.attendance.domain import (
    BEGUN,
    attendance_rules_of,
    change_attendance_rules,
    words_of,
)
from matching.programs.attendance.forms import AttendanceRulesForm
from matching.programs.models import Program
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


@director_required
@one_at_a_time(Program)
def attendance_rules(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Set the minimum, and what happens below it and at the second absence in a row."""
    program = grouping_or_404(request, pk)
    form = AttendanceRulesForm(request.POST or None, instance=attendance_rules_of(program))
    if request.method == "POST" and form.is_valid():
        try:
            change_attendance_rules(program, actor=request.user, **form.cleaned_data)
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Faculty see this on the program’s page."))
            return redirect("matching:directing", pk=pk)
    context = {
        "program": program,
        "form": form,
        "words": words_of(attendance_rules_of(program)),
        "has_begun": program.state in BEGUN,
    }
    return render(request, "matching/programs/attendance/rules.html", context)
