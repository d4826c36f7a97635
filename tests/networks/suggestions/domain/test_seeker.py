"""Who looks for someone, as suggestions see them."""

from datetime import UTC, datetime

import pytest

from networks.suggestions.domain.seeker import seeker_of, utc_offset
from networks.suggestions.domain.units import unit_tree
from tests.factories import (
    GoalFactory,
    MembershipFactory,
    NeedFactory,
    TieFactory,
    UnitFactory,
)


@pytest.mark.django_db
def test_seeker_has_needs_place_and_filled_roles():
    unit = UnitFactory()
    member = MembershipFactory(institution=unit.institution, unit=unit, specialty="Nephrology")
    NeedFactory(member=member, area="research", role="coach", priority=1)
    GoalFactory(member=member, text="Submit a career development award")
    TieFactory(protege=member, roles=["sponsor"])

    seeker, words = seeker_of(member, units=unit_tree(member.institution))

    assert [(want.area, want.role, want.priority) for want in seeker.wants] == [
        ("research", "coach", 1)
    ]
    assert seeker.filled_roles == frozenset({"sponsor"})
    assert seeker.unit_path == (str(unit.pk),)
    assert words.terms == '"Nephrology"'
    assert words.goals == "submit or career or development or award"


@pytest.mark.django_db
def test_person_without_words_looks_for_none():
    member = MembershipFactory(specialty="")

    _seeker, words = seeker_of(member, units=unit_tree(member.institution))

    assert (words.terms, words.term_count, words.goals, words.goal_count) == ("", 0, "", 0)


@pytest.mark.parametrize(
    ("zone", "hours"), [("America/New_York", -4.0), ("Asia/Kolkata", 5.5), ("UTC", 0.0)]
)
def test_offset_is_that_of_the_day(zone, hours):
    assert utc_offset(zone, at=datetime(2026, 7, 1, 12, tzinfo=UTC)) == hours
