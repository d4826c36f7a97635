"""What enrollment asks beside the application, as forms, and how they are saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from matching.programs.application import domain as application
from matching.programs.dates.domain.confirmation import proposed_chief
from matching.programs.dates.domain.schedule import clock_words, dates_of
from matching.programs.dates.forms import ChiefForm
from matching.programs.dates.models import ProgramDate, TimeConfirmation
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from profiles.models import Membership
from profiles.questions.domain import questions_about
from profiles.questions.forms import AnswersForm
from profiles.questions.models import Question

DATE_PREFIX = "date_"


@dataclass
class AdditionalForms:
    """The forms that a program adds to an application; None for what it does not ask."""

    dates: AnswersForm | None
    answers: AnswersForm | None
    chief: ChiefForm | None
    questions: list[Question]
    rows: list[ProgramDate]
    locked: bool
    clock: str

    @property
    def forms(self) -> list[forms.Form]:
        return [one for one in (self.dates, self.answers, self.chief) if one is not None]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # all are looked at, so that all is said
        return all(valid)

    @transaction.atomic
    def save(self, enrollment: Enrollment, *, is_new: bool) -> None:
        """Save all of it. Raise AnswerInvalid, TooManyChiefs."""
        chief = self.chief.cleaned_data if self.chief else None
        application.keep_application(
            enrollment,
            dates=self.dates.answers() if self.dates else {},
            questions=self.questions,
            answers=self.answers.answers() if self.answers else {},
            chief=application.Chief(chief["chief_name"], chief["chief_email"]) if chief else None,
            is_new=is_new,
        )


def additional_forms(
    program: Program,
    member: Membership,
    own: Enrollment | None,
    given: Any = None,
    *,
    asks_dates: bool,
) -> AdditionalForms:
    """Return what *program* asks of *member* beside the application. Five queries at most.

    *asks_dates*: whether they are asked if they can come on its dates.
    """
    rows = dates_of(program)
    asked = rows if asks_dates else []
    questions = questions_about(program)
    said = application.given_answers(member, questions) if questions else {}
    locked = application.locked_answers(program, said)
    return AdditionalForms(
        dates=AnswersForm(
            given,
            asked=application.asked_dates(asked),
            given=application.given_dates(own),
            prefix=DATE_PREFIX,
        )
        if asked
        else None,
        answers=AnswersForm(
            given, asked=application.asked_questions(questions), given=said, locked=locked
        )
        if questions
        else None,
        chief=ChiefForm(given, initial=_chief(own, member), member=member)
        if program.asks_chief and rows
        else None,
        questions=questions,
        rows=rows,
        locked=bool(locked),
        clock=clock_words(program),
    )


def _chief(own: Enrollment | None, member: Membership) -> dict[str, str]:
    row = TimeConfirmation.objects.filter(enrollment=own).first() if own else None
    name, email = (row.name, row.email) if row else proposed_chief(member)
    return {"chief_name": name, "chief_email": email}
