"""Answers to check-ins by month: counted once, of many people, and never of a pair."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from evaluations.check_ins.domain.counts import AnsweredMonth, answered_by_month, freeze_check_ins
from evaluations.check_ins.models import CheckIn
from evaluations.privacy.models import FrozenFigures
from networks.models import Tie
from profiles.institution.domain.thresholds import change_threshold
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 1).date()


def asked(tie: Tie, *, answered: bool, on: str = "2026-03-10", said: str = "2026-03-12") -> None:
    CheckIn.objects.create(
        institution=tie.institution,
        tie=tie,
        member=tie.protege,
        due_on=on,
        due_at=f"{on}T12:00Z",
        asked_at=f"{on}T12:00Z",
        state="asked",
        answer="met" if answered else "",
        answered_at=f"{said}T12:00Z" if answered else None,
    )


def world(pairs: int, *, answered: int) -> Any:
    program, _client = running(pairs)
    for number, tie in enumerate(Tie.objects.order_by("pk")):
        asked(tie, answered=number < answered)
    return program.institution


def test_a_month_that_is_over_is_counted_once() -> None:
    here = world(12, answered=6)

    assert freeze_check_ins(here, now=APRIL) == 1
    assert answered_by_month(here) == [AnsweredMonth(MARCH, 12, 6)]

    CheckIn.objects.filter(answer="").update(answer="met", answered_at="2026-03-30T12:00Z")
    assert freeze_check_ins(here, now=APRIL) == 0
    assert answered_by_month(here) == [AnsweredMonth(MARCH, 12, 6)]


def test_the_month_that_goes_on_is_not_counted() -> None:
    here = world(12, answered=6)

    assert freeze_check_ins(here, now=datetime(2026, 3, 31, 12, tzinfo=UTC)) == 0
    assert answered_by_month(here) == []


@pytest.mark.parametrize("answered", [1, 4, 8, 11])
def test_few_who_answered_or_did_not_are_not_told(answered: int) -> None:
    here = world(12, answered=answered)

    freeze_check_ins(here, now=APRIL)

    assert answered_by_month(here) == [AnsweredMonth(MARCH, None, None)]
    assert FrozenFigures.objects.get().figures == {}


def test_an_answer_after_the_month_is_none_of_it_and_own_relationships_are_no_directors() -> None:
    here = world(12, answered=6)
    late = CheckIn.objects.filter(answer="met").first()
    CheckIn.objects.filter(pk=late.pk).update(answered_at="2026-04-01T12:00Z")
    own = TieFactory(protege=Tie.objects.first().protege)
    asked(own, answered=True, on="2026-03-11")
    asked(TieFactory(protege=MembershipFactory(institution=here)), answered=True)

    freeze_check_ins(here, now=APRIL)

    assert answered_by_month(here) == [AnsweredMonth(MARCH, 12, 5)]


def test_a_minimum_that_was_raised_since_hides_what_was_shown() -> None:
    here = world(12, answered=6)
    freeze_check_ins(here, now=APRIL)

    change_threshold(here, to=7, by=None)

    assert answered_by_month(here) == [AnsweredMonth(MARCH, None, None)]
