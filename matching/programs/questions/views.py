"""What a program asks when people enroll, as its director writes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.programs.access import directed_or_404, director_required
from matching.programs.models import Program
from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest
from profiles.errors import DomainError
from profiles.questions import domain
from profiles.questions.forms import QuestionForm
from profiles.questions.models import Question


@director_required
def program_questions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The questions of a program, each with its use and its readers."""
    program = directed_or_404(request, pk)
    context = {"program": program, "rows": domain.questions_about(program)}
    return render(request, "matching/programs/questions/questions.html", context)


@director_required
def program_question_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write a question."""
    program = directed_or_404(request, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.ask(program, institution=program.institution, actor=request.user, **form.said())
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Added. We ask people when they enroll."))
            return redirect("matching:program_questions", pk=pk)
    return render(
        request, "matching/programs/questions/question.html", {"program": program, "form": form}
    )


@director_required
@one_at_a_time(Question, by="question")
def program_question(request: MemberRequest, pk: UUID, question: UUID) -> HttpResponse:
    """Change a question that no one has answered."""
    program = directed_or_404(request, pk)
    row = _question_or_404(program, question)
    form = QuestionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_question(row, actor=request.user, **form.said())
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("matching:program_questions", pk=pk)
    context = {"program": program, "form": form, "question": row}
    return render(request, "matching/programs/questions/question.html", context)


@director_required
@require_POST
def program_question_delete(request: MemberRequest, pk: UUID, question: UUID) -> HttpResponse:
    """Delete a question with its answers, after asking."""
    program = directed_or_404(request, pk)
    row = _question_or_404(program, question)
    asks = ask_first(
        request,
        title=_("Delete “%(text)s”?") % {"text": row.text},
        text=_("Answers to this question are deleted too."),
        button=_("Delete question"),
        back=reverse("matching:program_questions", args=[pk]),
    )
    if asks is not None:
        return asks
    domain.delete_question(row, actor=request.user)
    messages.success(request, _("Deleted."))
    return redirect("matching:program_questions", pk=pk)


def _question_or_404(program: Program, key: UUID) -> Question:
    row: Question = get_object_or_404(Question.objects.about(program), pk=key)
    return row
