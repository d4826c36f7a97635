"""Surveys as those who are asked see them: what waits, the questions, what one answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import EvaluationError
from evaluations.surveys.domain import responses as domain
from evaluations.surveys.domain.planning import is_open, surveys_of
from evaluations.surveys.forms import AnswerForm
from evaluations.surveys.models import Item, Response
from profiles.access.members import MemberRequest, member_required


@never_cache
@member_required
@require_safe
def surveys(request: MemberRequest) -> HttpResponse:
    """What one is asked now, and what one answered before."""
    rows = [(row, is_open(row.survey)) for row in surveys_of(request.membership)]
    return render(request, "evaluations/surveys/mine.html", {"rows": rows})


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The questions; kept as they are answered, sent by the button."""
    row = _response_or_404(request, pk)
    items = list(row.survey.instrument.items.all())
    answers = domain.answers_of(row)
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, items=items, answers=answers)
    if request.method == "POST":
        # Typed while it is not whole yet, what is right is kept all the same, and not sent.
        send = form.is_valid() and "send" in request.POST
        try:
            domain.keep_answers(row, given=form.given(), send=send)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        if request.htmx:
            return _kept(request, form)
        if form.is_valid():
            return _done(request, row)
    context = {
        "response": row,
        "survey": row.survey,
        "instrument": row.survey.instrument,
        "form": form,
        "open": is_open(row.survey),
        "answered": [
            (item, _answer_words(item, answers[item.pk])) for item in items if item.pk in answers
        ],
    }
    return render(request, "evaluations/surveys/survey.html", context)


def _answer_words(item: Item, value: int) -> str:
    return dict(item.options).get(value, str(value))


def _kept(request: MemberRequest, form: AnswerForm) -> HttpResponse:
    """What the form says beside itself after each answer."""
    problems = [str(one) for errors in form.errors.values() for one in errors]
    context = {"problem": " ".join(problems), "saved_at": timezone.localtime()}
    return render(request, "components/save_status.html", context)


def _done(request: MemberRequest, row: Response) -> HttpResponse:
    if "send" in request.POST:
        messages.success(
            request, _("Thank you. Your answers are sent. You can change them until the last day.")
        )
        return redirect("networks:home")
    messages.success(request, _("Saved for later. Nothing is sent yet."))
    return redirect("evaluations:surveys")


def _response_or_404(request: MemberRequest, pk: UUID) -> Response:
    own = Response.objects.visible_to(request.user).filter(member=request.membership)
    row: Response = get_object_or_404(
        own.select_related("survey__instrument", "survey__program", "survey__institution"), pk=pk
    )
    return row
