"""Surveys by the clock: opened, told of, reminded of, counted; and who is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluations.models import Instrument, Survey
from evaluations.surveys.domain.planning import (
    cancel_survey,
    change_days,
    close_survey,
    plan_survey,
)
from evaluations.surveys.errors import (
    NobodyToAsk,
    NoSuchInstrument,
    SurveyBegun,
    SurveyOver,
    SurveyTwice,
    WrongDays,
)
from profiles.models import Institution
from tests.evaluations.surveys.builders import (
    actor,
    answer,
    asked,
    director_of,
    over,
    people_in,
    program_with,
)
from tests.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


def planned(program, *, first: int = 0, last: int = 14, **more) -> Survey:
    today = program.institution.local_date()
    given = {
        "ask_with": "mentoring",
        "program": program,
        "occasion": "start",
        "opens_on": today + timedelta(days=first),
        "closes_on": today + timedelta(days=last),
        "actor": actor(),
    }
    return plan_survey(program.institution, **given | more)


def test_what_is_planned_can_be_called_off_and_what_is_open_cannot():
    program = program_with("protege")
    ahead = planned(program, first=5)
    cancel_survey(ahead, actor=actor())
    assert Survey.objects.count() == 0

    with pytest.raises(SurveyBegun):
        cancel_survey(asked(program), actor=actor())
    with pytest.raises(SurveyOver):
        close_survey(planned(program, occasion="end", first=5), actor=actor())


def test_days_move_until_it_is_open_and_then_the_last_alone():
    program = program_with("protege")
    survey = planned(program, first=5)
    opens, closes = survey.opens_on + timedelta(days=1), survey.closes_on + timedelta(days=9)
    assert change_days(survey, opens_on=opens, closes_on=closes, actor=actor()).opens_on == opens

    survey = asked(program_with("protege"))
    later = survey.closes_on + timedelta(days=3)
    moved = change_days(survey, opens_on=survey.opens_on, closes_on=later, actor=actor())
    assert moved.closes_on == later
    with pytest.raises(SurveyBegun):
        change_days(survey, opens_on=opens + timedelta(days=1), closes_on=later, actor=actor())
    with pytest.raises(WrongDays):
        yesterday = survey.opens_on - timedelta(days=1)
        change_days(survey, opens_on=survey.opens_on, closes_on=yesterday, actor=actor())


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"first": -1}, WrongDays),
        ({"first": 8, "last": 7}, WrongDays),
        ({"last": 121}, WrongDays),
        ({"first": 1100, "last": 1110}, WrongDays),
        ({"ask_with": "nothing"}, NoSuchInstrument),
        ({"ask_with": "6b1f2a4c-0000-4000-8000-000000000000"}, NoSuchInstrument),
    ],
)
def test_refusals_leave_nothing_behind(more, error):
    with pytest.raises(error):
        planned(program_with("protege"), **more)
    assert (Survey.objects.count(), Instrument.objects.count()) == (0, 0)


def test_a_draft_has_nobody_and_an_occasion_comes_once():
    program = program_with("protege")
    planned(program)
    with pytest.raises(SurveyTwice):
        planned(program, first=1)
    program.state = "draft"
    with pytest.raises(NobodyToAsk):
        planned(program, occasion="end")


def test_director_who_is_asked_is_noted():
    program = program_with("protege", "protege")
    director = director_of(program.institution)
    EnrollmentFactory(program=program, member=director, side="mentor")
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, [3])

    # Whether they answered or not: else the number would say so of a colleague.
    assert over(survey).directing == 1
    assert Institution.objects.count() == 1
