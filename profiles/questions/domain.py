"""Questions about a subject: written, put in order, answered, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mentornet import moments
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User
from profiles.questions.errors import QuestionAnswered, QuestionReworded, TooManyQuestions
from profiles.questions.models import Question, QuestionAnswer, name_of
from profiles.questions.validation import Asked, checked

MOST_QUESTIONS = 20
YES, NO = "yes", "no"


def questions_about(subject: models.Model) -> list[Question]:
    """Return the questions about *subject* in their order. One query."""
    return list(Question.objects.about(subject))


def asked_of(question: Question) -> Asked:
    """Return *question* as it is put to someone."""
    return Asked(
        key=str(question.pk),
        kind=question.kind,
        text=question.text,
        purpose=question.purpose,
        readers=question.readers,
        choices=tuple((one, one) for one in question.choices),
        required=question.required,
    )


@transaction.atomic
def ask(subject: models.Model, *, institution: Institution, actor: User, **fields: Any) -> Question:
    """Add a question about *subject*, as the last one. Raise TooManyQuestions."""
    there = questions_about(subject)
    if len(there) >= MOST_QUESTIONS:
        raise TooManyQuestions
    row: Question = Question.objects.create(
        institution=institution,
        subject=name_of(subject),
        position=there[-1].position + 1 if there else 0,
        **fields,
    )
    record(Verb.QUESTION_ADDED, actor=actor, institution=institution, subject=row)
    return row


@transaction.atomic
def change_question(question: Question, *, actor: User, **fields: Any) -> Question:
    """Change a question that no one has answered. Raise QuestionAnswered.

    Who answered did so for the words, the use and the readers that stood there.
    """
    locked: Question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if locked.answers.exists():
        raise QuestionAnswered
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    record(Verb.QUESTION_CHANGED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def delete_question(question: Question, *, actor: User) -> None:
    """Delete a question with what was answered to it."""
    record(Verb.QUESTION_DELETED, actor=actor, institution=question.institution, subject=question)
    question.delete()


def copy_questions(source: models.Model, *, to: models.Model) -> None:
    """Ask the same about another subject; answers are not taken along."""
    rows = questions_about(source)
    for row in rows:
        row.pk, row.subject, row._state.adding = uuid4(), name_of(to), True
    Question.objects.bulk_create(rows)


def given_by(member: Membership, questions: Sequence[Question]) -> dict[str, Any]:
    """Return what *member* has answered, by the questions' keys. One query."""
    rows = QuestionAnswer.objects.filter(member=member, question__in=questions)
    return {str(pk): value for pk, value in rows.values_list("question", "value")}


@transaction.atomic
def answer(
    member: Membership, questions: Sequence[Question], *, answers: Mapping[str, Any]
) -> None:
    """Save what *member* answers, by the questions' keys; an empty answer deletes the one before.

    Raise AnswerInvalid for what does not fit its question, and QuestionReworded where one is not
    what it was when *questions* were read. What is not in *answers* stays.
    """
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    stored = {
        one.pk: asked_of(one)
        for one in rows.filter(pk__in=[one.pk for one in questions]).order_by("pk")
    }
    for question in questions:
        key = str(question.pk)
        if key not in answers:
            continue
        if stored.get(question.pk) != asked_of(question):
            raise QuestionReworded
        value = checked(asked_of(question), answers[key])
        if value is None:
            QuestionAnswer.objects.filter(question=question, member=member).delete()
        else:
            QuestionAnswer.objects.update_or_create(
                question=question,
                member=member,
                defaults={"institution": question.institution, "value": value},
            )


def in_words(question: Question, value: Any) -> str:
    """Return an answer as it is read."""
    match question.kind:
        case Question.Kind.YES_NO:
            return _("Yes") if value else _("No")
        case Question.Kind.SEVERAL:
            return ", ".join(value)
        case Question.Kind.DATE:
            day = parse_date(value)
            return moments.day(day) if day else str(value)
    return str(value)


@dataclass(frozen=True)
class Tally:
    """How often each choice of a question was given by `people` people."""

    people: int
    counts: dict[str, int]


def tally(question: Question, *, members: Sequence[UUID]) -> Tally:
    """Count the choices that *members* gave to a question with choices, or yes or no. One query."""
    rows = QuestionAnswer.objects.filter(question=question, member__in=members)
    values = list(rows.values_list("value", flat=True))
    found: Counter[str] = Counter()
    for value in values:
        if isinstance(value, list):
            found.update(value)
        elif isinstance(value, bool):
            found[YES if value else NO] += 1
        else:
            found[value] += 1
    keys = (YES, NO) if question.kind == Question.Kind.YES_NO else question.choices
    return Tally(len(values), {key: found[key] for key in keys})
