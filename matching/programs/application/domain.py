"""What people say beside their application: which dates they can come, and what directors ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.dates.domain.confirmation import ask_chief
from matching.programs.dates.domain.schedule import clock_words, line_for, lines_for
from matching.programs.dates.models import DateAnswer, ProgramDate
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from profiles.models import Membership
from profiles.questions.domain import answer, asked_of, given_by, in_words, questions_about
from profiles.questions.models import Question, QuestionAnswer
from profiles.questions.validation import ONE, Asked

TOO_MANY_NO = 4
"""Who cannot come on more than one date in so many is named to the director."""


def asked_dates(dates: Sequence[ProgramDate]) -> list[Asked]:
    """Return the question that is asked for each date."""
    choices = tuple((str(key), str(label)) for key, label in DateAnswer.Answer.choices)
    return [Asked(str(row.pk), ONE, line_for(row), choices=choices, required=True) for row in dates]


def given_dates(enrollment: Enrollment | None) -> dict[str, str]:
    """Return what was said of the dates before, by their keys."""
    if enrollment is None:
        return {}
    rows = DateAnswer.objects.filter(enrollment=enrollment).values_list("date", "answer")
    return {str(pk): said for pk, said in rows}


def given_answers(member: Membership, questions: Sequence[Question]) -> dict[str, Any]:
    """Return what was answered before, by the questions' keys."""
    return given_by(member, questions)


def asked_questions(questions: Sequence[Question]) -> list[Asked]:
    return [asked_of(one) for one in questions]


def locked_answers(program: Program, given: Mapping[str, Any]) -> frozenset[str]:
    """Return the questions whose answers stay as they are: those given, once enrollment is over."""
    if program.state in (Program.State.DRAFT, Program.State.ENROLLING):
        return frozenset()
    return frozenset(given)


@dataclass(frozen=True)
class Chief:
    """Who is to confirm that the dates are kept free."""

    name: str
    email: str


@transaction.atomic
def keep_application(
    enrollment: Enrollment,
    *,
    dates: Mapping[str, str],
    questions: Sequence[Question],
    answers: Mapping[str, Any],
    chief: Chief | None,
    is_new: bool,
) -> None:
    """Save what someone said beside their application; called with the enrollment it belongs to.

    *dates*: answers by the keys of dates; *answers*: by the keys of *questions*. The *chief* is
    mailed once, and again where the name or email is another. Who is new gets the dates by email.
    """
    known = set(ProgramDate.objects.filter(program=enrollment.program_id))
    for row in known:
        if said := dates.get(str(row.pk)):
            DateAnswer.objects.update_or_create(
                enrollment=enrollment,
                date=row,
                defaults={
                    "institution": enrollment.institution,
                    "answer": DateAnswer.Answer(said),
                },
            )
    answer(enrollment.member, questions, answers=answers)
    if chief is not None:
        ask_chief(enrollment, name=chief.name, email=chief.email)
    if is_new and known:
        _welcome(enrollment, chief)


@read_by("enrollment.member")
def _welcome(enrollment: Enrollment, chief: Chief | None) -> None:
    """Mail someone who has just enrolled the dates to keep free."""
    program, member = enrollment.program, enrollment.member
    queue_message(
        # Who withdraws and comes back another day is told again.
        key=f"enrolled-{enrollment.pk}-{timezone.now():%Y%m%d}",
        to=member.user.email,
        subject=_("%(program)s: you are enrolled") % {"program": program.name},
        template="enrolled",
        context={
            "program": program,
            "institution": program.institution,
            "name": member.short_name,
            "dates": lines_for(program),
            "zone": clock_words(program),
            "chief": chief,
            "calendar": settings.SITE_URL + reverse("matching:program_calendar", args=[program.pk]),
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution=program.institution,
    )


# What the director reads -------------------------------------------------------------------------


@dataclass(frozen=True)
class DateCount:
    """How many can come on one date, of those who take part."""

    row: ProgramDate
    yes: int
    no: int
    not_sure: int
    open: int


@dataclass(frozen=True)
class Absentee:
    """Someone who said no to so many of the dates."""

    enrollment: Enrollment
    no: int
    of: int


def date_counts(program: Program) -> tuple[list[DateCount], list[Absentee]]:
    """Return how many can come on each date, and who cannot come on many. Three queries."""
    dates = list(ProgramDate.objects.filter(program=program))
    people = list(
        Enrollment.objects.active()
        .filter(program=program)
        .select_related("member")
        .order_by("member__sort_key", "pk")
    )
    said: dict[Any, dict[Any, str]] = {}
    rows = DateAnswer.objects.filter(date__program=program, enrollment__in=people)
    for date, enrollment, given in rows.values_list("date", "enrollment", "answer"):
        said.setdefault(date, {})[enrollment] = given
    counts, noes = [], dict.fromkeys((one.pk for one in people), 0)
    for row in dates:
        given = said.get(row.pk, {})
        values = list(given.values())
        for enrollment, value in given.items():
            noes[enrollment] += value == DateAnswer.Answer.NO
        counts.append(
            DateCount(
                row,
                values.count(DateAnswer.Answer.YES),
                values.count(DateAnswer.Answer.NO),
                values.count(DateAnswer.Answer.NOT_SURE),
                len(people) - len(values),
            )
        )
    many = [
        Absentee(one, noes[one.pk], len(dates))
        for one in people
        if noes[one.pk] * TOO_MANY_NO > len(dates)
    ]
    return counts, many


def absentees_of(program: Program) -> list[Absentee]:
    """Return who cannot come on many of the dates. One query where there are none, else four."""
    return date_counts(program)[1] if program.dates.exists() else []


@dataclass(frozen=True)
class QuestionAnswered:
    """A question with who answered what, where its readers are the directors."""

    question: Question
    answers: list[tuple[str, str]]


def answers_for_directors(program: Program) -> list[QuestionAnswered]:
    """Return the questions whose answers directors read, with names. Three queries at most.

    Of those that are counted only, nothing is here.
    """
    readable = [
        one for one in questions_about(program) if one.audience == Question.Audience.DIRECTORS
    ]
    members = Enrollment.objects.active().filter(program=program).values("member")
    rows = (
        QuestionAnswer.objects.filter(question__in=readable, member__in=members)
        .select_related("member")
        .order_by("member__sort_key", "pk")
    )
    found: dict[Any, list[tuple[str, str]]] = {one.pk: [] for one in readable}
    by_key = {one.pk: one for one in readable}
    for row in rows:
        found[row.question_id].append(
            (row.member.name, in_words(by_key[row.question_id], row.value))
        )
    return [QuestionAnswered(one, found[one.pk]) for one in readable]
