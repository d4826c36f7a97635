"""The page on which a program is told to welcome people who join."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.newcomers.domain.welcome import change_welcome, welcome_of
from matching.newcomers.forms import WelcomeForm
from matching.newcomers.models import Newcomer
from matching.programs.access import directed_or_404, director_required
from matching.programs.models import Program
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


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
