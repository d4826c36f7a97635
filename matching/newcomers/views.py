"""Pages on which a program is told to welcome people who join, and chiefs suggest mentors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.newcomers.domain.suggesting import suggest_mentor
from matching.newcomers.domain.welcome import change_welcome, welcome_of
from matching.newcomers.forms import SuggestionForm, WelcomeForm
from matching.newcomers.models import MentorSuggestion, Newcomer
from matching.programs.access import directed_or_404, director_required
from matching.programs.models import Program
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, member_required


@director_required
@one_at_a_time(Program)
def welcome(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Turn the welcome of newcomers on or off, and say from which day."""
    program = directed_or_404(request, pk)
    if not program.traits.makes_pairs:
        raise Http404
    row = welcome_of(program)
    form = WelcomeForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_welcome(program, actor=request.user, **form.cleaned_data)
        except MatchingError as error:
            form.add_error("is_on", str(error.message))
        else:
            messages.success(
                request,
                _("Saved. People who join appear under Newcomers.") if saved.is_on else _("Saved."),
            )
            return redirect("matching:newcomer_welcome", pk=pk)
    waiting = Newcomer.objects.visible_to(request.user).waiting().filter(program=program)
    context = {
        "program": program,
        "form": form,
        "is_on": welcome_of(program).is_on,
        "waiting": waiting.count(),
    }
    return render(request, "matching/newcomers/welcome.html", context)


@member_required
def led(request: MemberRequest) -> HttpResponse:
    """The newcomers for whom the reader, their chief, is asked to suggest a mentor."""
    rows = Newcomer.objects.led_by(request.membership).select_related("member__unit", "program")
    own = MentorSuggestion.objects.filter(by=request.membership).select_related("mentor")
    rows = rows.prefetch_related(Prefetch("suggestions", queryset=own, to_attr="own"))
    return render(
        request, "matching/newcomers/led.html", {"rows": rows.order_by("joined_on", "pk")}
    )


@member_required
def suggest(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Suggest an onboarding mentor for someone whom the reader leads."""
    chief = request.membership
    rows = Newcomer.objects.led_by(chief).select_related("member", "program")
    row = get_object_or_404(rows, pk=pk)
    form = SuggestionForm(request.POST or None, chief=chief)
    if request.method == "POST" and form.is_valid():
        try:
            suggest_mentor(row, by=chief, mentor=form.cleaned_data["mentor"])
        except MatchingError as error:
            form.add_error("mentor", str(error.message))
        else:
            messages.success(request, _("Thank you. Those who run the program see it and decide."))
            return redirect("matching:newcomers_led")
    return render(request, "matching/newcomers/suggest.html", {"row": row, "form": form})
