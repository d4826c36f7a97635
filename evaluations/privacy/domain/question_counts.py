"""Counts of what people answered at enrollment: of few people none, and once for what is confidential.

Answers whose readers are the directors are counted as they are now. Those that are *counted only* are
counted once, when enrollment first closes: a count that moved with one person's answer would tell it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.privacy.domain.suppression import Figure, hidden_figures
from evaluations.privacy.models import FrozenFigures
from matching.models import Enrollment, Program
from profiles.institution.domain.thresholds import thresholds_of
from profiles.models import Membership, Question, QuestionAnswer
from profiles.questions.domain import NO, YES, Tally, questions_about, tally
from profiles.vocabulary import READS_FIGURES

COUNTS = Question.Audience.COUNTS


@dataclass(frozen=True)
class Counted:
    """A question with its counts; None for a count of too few people.

    `waits`: it is counted when enrollment closes. `withheld`: some counts, or all, are of too few.
    """

    question: Question
    people: int | None
    counts: list[tuple[str, int | None]]
    waits: bool = False

    @property
    def withheld(self) -> bool:
        none = any(number is None for _choice, number in self.counts)
        return not self.waits and (self.people is None or none)


def freeze_counts(program: Program, *, now: datetime | None = None) -> int:
    """Count the questions of *program* that are counted only, once each; return how many were counted."""
    questions = [one for one in questions_about(program) if one.audience == COUNTS]
    known = set(
        FrozenFigures.objects.filter(
            institution=program.institution_id, subject__in=[one.pk for one in questions]
        ).values_list("subject", flat=True)
    )
    members = _counted_members(program)
    since = thresholds_of(program.institution)
    rows = []
    for question in questions:
        if question.pk in known:
            continue
        # A reader of figures who answered knows their own answer.
        least = since(question.created_at) + _directing(question, members)
        rows.append(
            FrozenFigures(
                institution=program.institution,
                subject=question.pk,
                begins=program.institution.local_date(now=now or timezone.now()),
                threshold=least,
                figures=shown_of(question, tally(question, members=members), least=least),
            )
        )
    return len(FrozenFigures.objects.bulk_create(rows, ignore_conflicts=True))


def shown_of(question: Question, counted: Tally, *, least: int) -> dict[str, Any]:
    """Return what may be shown of *counted*: nothing of fewer than *least* people.

    Nor what would give such a count away by subtraction.
    """
    if counted.people < least:
        return {"people": None, "counts": dict.fromkeys(counted.counts)}
    several = question.kind == Question.Kind.SEVERAL
    parts = [
        Figure(key, None, count, counted.people) if several else Figure(key, "all", count, count)
        for key, count in counted.counts.items()
    ]
    if several:
        suppressed = hidden_figures(parts, threshold=least)
    else:
        whole = Figure("all", None, counted.people, counted.people)
        suppressed = hidden_figures([whole, *parts], threshold=least, sizes=True)
    counts = {key: None if key in suppressed else count for key, count in counted.counts.items()}
    return {"people": counted.people, "counts": counts}


def counts_of(program: Program) -> list[Counted]:
    """Return the questions of *program* that can be counted, with what may be shown of each."""
    questions = [one for one in questions_about(program) if one.kind in Question.COUNTED]
    frozen = {
        row.subject: row.figures
        for row in FrozenFigures.objects.filter(
            institution=program.institution_id, subject__in=[one.pk for one in questions]
        )
    }
    members = _taking_part(program)
    found = []
    for one in questions:
        if one.audience == COUNTS:
            said = frozen.get(one.pk)
            found.append(_counted(one, said) if said else Counted(one, None, [], waits=True))
        else:
            live = tally(one, members=members)
            found.append(_counted(one, {"people": live.people, "counts": live.counts}))
    return found


def _counted(question: Question, said: dict[str, Any]) -> Counted:
    words = {YES: _("Yes"), NO: _("No")} if question.kind == Question.Kind.YES_NO else {}
    counts = [(str(words.get(key, key)), number) for key, number in said["counts"].items()]
    return Counted(question, said["people"], counts)


def _taking_part(program: Program) -> list[UUID]:
    rows = Enrollment.objects.active().filter(program=program).values_list("member", flat=True)
    return list(rows.distinct().order_by("member"))


def _counted_members(program: Program) -> list[UUID]:
    """Return whom confidential counts are of: not whom a director invited from outside.

    Else a director's own guests could be all the others.
    """
    rows = Membership.objects.filter(pk__in=_taking_part(program))
    return list(rows.exclude(source=Membership.Source.INVITED).values_list("pk", flat=True))


def _directing(question: Question, members: Sequence[UUID]) -> int:
    answered = QuestionAnswer.objects.filter(question=question, member__in=members)
    return int(
        Membership.objects.filter(
            pk__in=answered.values("member"), offices__overlap=READS_FIGURES
        ).count()
    )
