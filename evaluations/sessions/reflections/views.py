"""The two questions after a session, and what is released of the anonymous answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import EvaluationError
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.access import meeting_or_404
from evaluations.meetings.views.pages import base_of
from evaluations.sessions.reflections.domain.answers import (
    audiences_of,
    close_questions,
    delete_reflection,
    give_reflection,
    is_asked,
)
from evaluations.sessions.reflections.domain.queries import desk_of
from evaluations.sessions.reflections.domain.release import programs_read_by, waits_for
from evaluations.sessions.reflections.forms import ReflectionForm
from evaluations.sessions.reflections.models import AnonymousReflection
from mentornet.pages.confirmation import ask_first
from networks.models import PeerGroup
from profiles.access.members import MemberRequest, member_required

ANSWERS_A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def reflection(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What helped and what did not; who reads it is said and chosen first."""
    row, group = _asked_or_404(request, pk)
    desk = desk_of(row, reader=request.membership)
    audiences = audiences_of(group)
    form = ReflectionForm(request.POST or None, audiences=audiences)
    if request.method == "POST" and form.is_valid():
        try:
            give_reflection(row, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
            return redirect("evaluations:reflection", pk=row.pk)
    context = base_of(request, group) | {
        "meeting": row,
        "desk": desk,
        "form": form,
        "chosen": form["audience"].value(),
        "audiences": [one.value for one in audiences],
        "least": waits_for(row),
    }
    return render(request, "evaluations/sessions/reflections/reflection.html", context)


@require_POST
@member_required
def reflection_close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Not to be asked about this session."""
    row, _group = _asked_or_404(request, pk)
    close_questions(row, by=request.membership)
    messages.success(request, _("Skipped. We will not ask about this session again."))
    return redirect("evaluations:meeting", pk=row.pk)


@require_POST
@member_required
def reflection_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete what one wrote, while it can be."""
    row, _group = _asked_or_404(request, pk)
    asking = ask_first(
        request,
        title=_("Delete your answer?"),
        text=_("You can’t get its text back. You can write another answer while there is time."),
        button=_("Delete my answer"),
        back=reverse("evaluations:reflection", args=[row.pk]),
    )
    if asking:
        return asking
    try:
        delete_reflection(row, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Your answer is deleted."))
    return redirect("evaluations:reflection", pk=row.pk)


@never_cache
@require_safe
@member_required
def program_reflections(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What was released of a program: for its directors, and those who facilitate its groups."""
    program = get_object_or_404(programs_read_by(request.membership), pk=pk)
    rows = AnonymousReflection.objects.visible_to(request.user).filter(program=program)
    kinds = AnonymousReflection.Question
    context = {
        "program": program,
        "questions": [
            (
                label,
                Paginator(rows.filter(question=value), ANSWERS_A_PAGE).get_page(
                    request.GET.get(value)
                ),
                value,
            )
            for value, label in kinds.choices
        ],
    }
    return render(request, "evaluations/sessions/reflections/program.html", context)


def _asked_or_404(request: MemberRequest, pk: UUID) -> tuple[Meeting, PeerGroup]:
    """A session at which the reader took part as a member, with its group."""
    row = meeting_or_404(request, pk)
    if row.group is None or not is_asked(row, request.membership):
        raise Http404
    return row, row.group
