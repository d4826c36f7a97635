"""Questions about any row: asked in order, answered as asked, counted."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.models import Institution, Question, QuestionAnswer
from profiles.questions.domain import (
    MOST_QUESTIONS,
    Tally,
    answer,
    ask,
    change_question,
    copy_questions,
    delete_question,
    given_by,
    in_words,
    questions_about,
    tally,
)
from profiles.questions.errors import QuestionAnswered, QuestionReworded, TooManyQuestions
from profiles.questions.validation import AnswerInvalid
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
PLANNING: dict[str, Any] = {"text": "When do you start?", "purpose": "Planning", "kind": "one"}


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def asked(subject: Any, **fields: Any) -> Question:
    given = PLANNING | {"choices": ["Spring", "Fall"]} | fields
    return ask(subject, institution=subject.institution, actor=UserFactory(), **given)


def test_questions_keep_their_order_and_are_those_of_one_subject(here):
    unit, other = UnitFactory.create_batch(2, institution=here)
    rows = [asked(unit, text="First?"), asked(unit, text="Second?")]
    asked(other)
    assert questions_about(unit) == rows


def test_no_more_questions_are_asked_than_anyone_answers(here):
    unit = UnitFactory(institution=here)
    for _number in range(MOST_QUESTIONS):
        asked(unit)
    with pytest.raises(TooManyQuestions):
        asked(unit)
    assert len(questions_about(unit)) == MOST_QUESTIONS


def test_question_that_was_answered_keeps_its_words(here):
    unit, member = UnitFactory(institution=here), MembershipFactory(institution=here)
    question = asked(unit)
    change_question(question, actor=UserFactory(), text="When will you start?")
    (question,) = questions_about(unit)
    answer(member, [question], answers={str(question.pk): "Fall"})
    with pytest.raises(QuestionAnswered):
        change_question(question, actor=UserFactory(), text="Why?")

    question.refresh_from_db()
    assert question.text == "When will you start?"
    delete_question(question, actor=UserFactory())
    assert not QuestionAnswer.objects.exists()


def test_answers_are_saved_changed_and_taken_back(here):
    unit, member = UnitFactory(institution=here), MembershipFactory(institution=here)
    first, second = asked(unit), asked(unit)
    answer(member, [first, second], answers={str(first.pk): "Spring", str(second.pk): "Fall"})
    answer(member, [first, second], answers={str(first.pk): "Fall"})
    assert given_by(member, [first, second]) == {str(first.pk): "Fall", str(second.pk): "Fall"}

    answer(member, [first], answers={str(first.pk): ""})
    assert given_by(member, [first, second]) == {str(second.pk): "Fall"}


def test_answer_that_does_not_fit_or_to_other_words_is_refused(here):
    unit, member = UnitFactory(institution=here), MembershipFactory(institution=here)
    question = asked(unit)
    with pytest.raises(AnswerInvalid):
        answer(member, [question], answers={str(question.pk): "Winter"})
    change_question(question, actor=UserFactory(), purpose="Something else")
    with pytest.raises(QuestionReworded):
        answer(member, [question], answers={str(question.pk): "Fall"})
    assert given_by(member, [question]) == {}


def test_copied_questions_have_no_answers(here):
    unit, next_unit = UnitFactory.create_batch(2, institution=here)
    member, question = MembershipFactory(institution=here), asked(unit)
    answer(member, [question], answers={str(question.pk): "Fall"})
    copy_questions(unit, to=next_unit)

    (copied,) = questions_about(next_unit)
    assert (copied.text, copied.choices) == (question.text, question.choices)
    assert given_by(member, [copied]) == {}
    assert questions_about(unit) == [question]


def test_choices_are_counted_among_the_people_named(here):
    unit = UnitFactory(institution=here)
    one = asked(unit)
    several = asked(unit, kind="several")
    consent = asked(unit, kind="yes_no", choices=[])
    ada, bo, eve = MembershipFactory.create_batch(3, institution=here)
    for member, said in ((ada, "Spring"), (bo, "Fall"), (eve, "Fall")):
        given = {str(one.pk): said, str(several.pk): ["Spring", said], str(consent.pk): True}
        answer(member, [one, several, consent], answers=given)

    assert tally(one, members=[ada.pk, bo.pk]) == Tally(2, {"Spring": 1, "Fall": 1})
    assert tally(several, members=[bo.pk, eve.pk]) == Tally(2, {"Spring": 2, "Fall": 2})
    assert tally(consent, members=[ada.pk, bo.pk, eve.pk]) == Tally(3, {"yes": 3, "no": 0})


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("yes_no", True, "Yes"),
        ("yes_no", False, "No"),
        ("several", ["Spring", "Fall"], "Spring, Fall"),
        ("number", 3, "3"),
        ("text", "Soon", "Soon"),
    ],
)
def test_answer_is_read_as_it_was_given(kind, value, words):
    assert in_words(Question(kind=kind), value) == words
