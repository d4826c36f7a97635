"""Counts of what people answered at enrollment: of few people none, nor what gives them away."""

from __future__ import annotations

from evaluations.privacy.domain.question_counts import shown_of
from profiles.models import Question
from profiles.questions.domain import Tally


def question(kind: str) -> Question:
    return Question(kind=kind)


def test_of_fewer_people_than_the_threshold_nothing_is_shown() -> None:
    shown = shown_of(question(Question.Kind.ONE), Tally(4, {"a": 3, "b": 1}), least=5)

    assert shown == {"people": None, "counts": {"a": None, "b": None}}


def test_a_small_count_hides_another_from_which_it_could_be_worked_out() -> None:
    counted = Tally(20, {"a": 2, "b": 8, "c": 10})

    shown = shown_of(question(Question.Kind.ONE), counted, least=5)

    assert shown == {"people": 20, "counts": {"a": None, "b": None, "c": 10}}


def test_counts_of_many_are_shown() -> None:
    counted = Tally(20, {"a": 9, "b": 11})

    shown = shown_of(question(Question.Kind.ONE), counted, least=5)

    assert shown == {"people": 20, "counts": {"a": 9, "b": 11}}
