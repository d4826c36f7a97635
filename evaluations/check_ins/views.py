"""Answering a check-in from a mail or a page.

A link in a mail changes nothing when it is fetched: mail scanners fetch them all. It shows one
button, which posts. The token in the address is what lets someone answer, so these pages ask
neither for a sign-in nor for a cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.check_ins.domain import answering as domain
from evaluations.check_ins.domain.asking import answer_path
from evaluations.check_ins.forms import DetailsForm, SnoozeForm
from evaluations.check_ins.models import CheckIn
from evaluations.meetings.errors import LinkOver
from mentornet.pages.by_link import opened_by_link
from profiles.access.members import MemberRequest, member_required

Answer = CheckIn.Answer
# What may be added to an answer, and what keeps it.
FORMS: dict[str, tuple[type[forms.Form], Callable[..., CheckIn]]] = {
    Answer.MET: (DetailsForm, domain.add_details),
    Answer.NOT_NOW: (SnoozeForm, domain.snooze),
}


@opened_by_link
def answer(request: HttpRequest, token: str, answer: str = "") -> HttpResponse:
    """One question, one answer, one button, by the link of a mail; it is not renewed by a visit."""
    try:
        row = domain.open_question(token)
    except LinkOver as error:
        return render(
            request, "evaluations/meetings/link_over.html", {"said": error.message}, status=404
        )
    return _ask(_Page(request, row, answer, lambda other: answer_path(token, other)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def own_answer(request: MemberRequest, pk: UUID, answer: str) -> HttpResponse:
    """The same for someone who is signed in, about a question of their own."""
    try:
        row = domain.question(pk, reader=request.membership)
    except LinkOver as error:
        return render(
            request, "evaluations/meetings/link_over.html", {"said": error.message}, status=404
        )
    return _ask(_Page(request, row, answer, lambda other: own_path(pk, other), signed_in=True))


def own_path(pk: UUID, answer: str) -> str:
    """The path that gives one answer to a question of one's own."""
    return reverse("evaluations:own_check_in", args=[pk, answer])


@dataclass(frozen=True)
class _Page:
    """A question with the answer that its address names, and the addresses of the others."""

    request: HttpRequest
    row: CheckIn
    answer: str
    path_of: Callable[[str], str]
    signed_in: bool = False


def _ask(page: _Page) -> HttpResponse:
    """Show one button; then what else there is to say."""
    request, row = page.request, page.row
    if page.answer not in Answer.values:
        raise Http404
    with timezone.override(row.member.zone):
        if request.method != "POST":
            if row.answer == page.answer:
                return _thanks(page)
            context = _context(page, row, page.answer) | {"chosen": Answer(page.answer).label}
            return render(request, "evaluations/check_ins/check_in.html", context)
        if "details" not in request.POST:
            domain.answer_check_in(row, answer=page.answer)
            return _thanks(page)
        if row.answer not in FORMS:
            return _thanks(page)
        kind, keep = FORMS[row.answer]
        form = kind(request.POST)
        if not form.is_valid():
            return _thanks(page, form=form)
        keep(row, **form.cleaned_data)
        return _thanks(page, kept=True)


def _context(page: _Page, row: CheckIn, chosen: str) -> dict[str, object]:
    others = [(label, page.path_of(value)) for value, label in Answer.choices if value != chosen]
    return {
        "row": row,
        "answer": chosen,
        "other": row.tie.partner_of(row.member),
        "institution": row.institution,
        "others": others,
        "signed_in": page.signed_in,
    }


def _thanks(page: _Page, *, form: forms.Form | None = None, kept: bool = False) -> HttpResponse:
    row = CheckIn.objects.select_related(
        "tie__protege", "tie__mentor", "tie__external", "member__user", "institution"
    ).get(pk=page.row.pk)
    initial = {
        "met_on": row.met_on or timezone.localdate(),
        "minutes": row.minutes,
        "not_before": row.not_before,
    }
    if form is None and row.answer in FORMS:
        form = FORMS[row.answer][0](initial=initial)
    context = _context(page, row, row.answer) | {"form": form, "kept": kept}
    return render(page.request, "evaluations/check_ins/thanks.html", context)
