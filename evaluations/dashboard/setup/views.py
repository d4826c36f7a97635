"""From nothing to the first match: a checklist that can be left and resumed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluations.dashboard.setup.domain.progress import State, Step, progress_of, skip_step
from evaluations.dashboard.setup.steps import WORDS, rows_of
from profiles.access.members import MemberRequest, permission_required

director_required = permission_required("profiles.direct_institution")
BACK = "back_to_setup"
"""In the session of someone who has gone from the checklist to the page of a step: the way back."""


@never_cache
@require_safe
@director_required
def setup(request: MemberRequest) -> HttpResponse:
    """Show each step with what is there and what is missing."""
    request.session.pop(BACK, None)
    progress = progress_of(request.membership.institution)
    states = list(progress.states.values())
    context = {
        "rows": rows_of(progress),
        "finished": progress.is_finished,
        "done": len(states) - states.count(State.OPEN),
        "total": len(states),
    }
    return render(request, "evaluations/dashboard/setup/setup.html", context)


@never_cache
@require_safe
@director_required
def setup_step(request: MemberRequest, step: str) -> HttpResponse:
    """Go to the page of a step, from which a link leads back."""
    request.session[BACK] = reverse("evaluations:setup")
    return redirect(WORDS[_step(step)].url_name)


@require_POST
@director_required
def setup_skip(request: MemberRequest, step: str) -> HttpResponse:
    """Leave a step out, or take it up again."""
    skip = "resume" not in request.POST
    skip_step(request.membership.institution, _step(step), skip=skip, by=request.user)
    return redirect("evaluations:setup")


def _step(step: str) -> Step:
    try:
        return Step(step)
    except ValueError as error:
        raise Http404 from error
