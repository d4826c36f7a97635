import pytest

from profiles.assessment.domain.next_part import ADDS, ORDER, next_part
from profiles.assessment.domain.parts import PARTS, TEXT_FIELDS
from tests.factories import (
    GoalFactory,
    MembershipFactory,
    NeedFactory,
    SelfAssessmentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


def slug_of(member) -> str:
    found = next_part(member)
    return found.part.slug if found else ""


def test_every_part_has_its_turn_and_its_sentence():
    assert sorted(ORDER) == sorted(ADDS) == [part.number for part in PARTS]


def test_the_needs_come_first_then_goals_then_strengths(member):
    assert slug_of(member) == "needs"
    NeedFactory(member=member)
    assert slug_of(member) == "professional-goals"
    GoalFactory(member=member, horizon="long")
    assert slug_of(member) == "strengths"
    SelfAssessmentFactory(member=member, drained_by="Forms")
    assert slug_of(member) == "framework"


def test_a_personal_goal_fills_the_personal_part_alone(member):
    NeedFactory(member=member)
    GoalFactory(member=member, horizon="personal")
    assert slug_of(member) == "professional-goals"


def test_where_all_is_written_there_is_none(member):
    NeedFactory(member=member)
    GoalFactory(member=member, horizon="short")
    SelfAssessmentFactory(member=member, **dict.fromkeys(TEXT_FIELDS, "Some words"))
    assert next_part(member) is None


def test_one_query_says_it(member, django_assert_num_queries):
    with django_assert_num_queries(1):
        next_part(member)
