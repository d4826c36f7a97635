"""Counting a survey: once, after its last day or when it is closed early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluations.surveys.domain.planning import (
    close_survey,
    progress_of,
)
from evaluations.surveys.domain.running import advance_surveys
from evaluations.surveys.errors import SurveyOver
from tests.evaluations.surveys.builders import (
    _noon,
    actor,
    answer,
    asked,
    over,
    people_in,
    program_with,
)

pytestmark = pytest.mark.django_db


def test_it_is_counted_once_after_its_last_day_and_takes_no_answers_then():
    program = program_with(*["protege"] * 3)
    survey = asked(program)
    first, second, _third = people_in(program)
    answer(survey, first, [4])
    answer(survey, second, [4], send=False)

    advance_surveys(now=_noon(survey.closes_on))
    survey.refresh_from_db()
    assert survey.counted_at is None
    over(survey)
    counted = survey.counted_at
    assert (survey.asked, survey.answered) == (3, 1)
    with pytest.raises(SurveyOver):
        answer(survey, second, [4])
    over(survey)
    assert survey.counted_at == counted


def test_closing_early_counts_what_was_sent():
    program = program_with("protege")
    survey = asked(program)
    answer(survey, people_in(program)[0], [4])

    closed = close_survey(survey, actor=actor())

    assert closed.closes_on == program.institution.local_date()
    assert (closed.counted_at is not None, closed.answered) == (True, 1)
    with pytest.raises(SurveyOver):
        close_survey(survey, actor=actor())


def test_closing_what_the_clock_has_not_counted_yet_leaves_its_last_day():
    survey = asked(program_with("protege"))
    late = _noon(survey.closes_on + timedelta(days=2))

    assert close_survey(survey, actor=actor(), now=late).closes_on == survey.closes_on


def test_how_many_have_answered_moves_at_midnight_and_by_many():
    program = program_with(*["protege"] * 8)
    survey = asked(program)
    here = program.institution
    tomorrow = _noon(survey.opens_on + timedelta(days=1))
    for number, member in enumerate(people_in(program)):
        answer(survey, member, [4])
        assert progress_of([survey], institution=here) == {survey.pk: (8, 0)}
        told = 5 if number >= 4 else 0
        assert progress_of([survey], institution=here, now=tomorrow) == {survey.pk: (8, told)}

    assert progress_of([over(survey)], institution=here) == {survey.pk: (8, 8)}
