"""Looking a colleague up by name."""

import pytest

from networks.relationships.domain.queries.colleagues import SHOWN, colleagues, find_colleagues
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory(given_name="Me", family_name="Myself")


def test_every_word_must_begin_a_part_of_the_name(member):
    place = {"institution": member.institution}
    wanted = MembershipFactory(given_name="Maria", family_name="Garcia Lopez", **place)
    MembershipFactory(given_name="Maria", family_name="Stone", **place)
    MembershipFactory(given_name="Maria", family_name="Garcia Lopez")

    assert find_colleagues(member, words="maria lop") == [wanted]
    assert find_colleagues(member, words="  ") == []
    assert find_colleagues(member, words="aria") == []


def test_a_long_list_is_cut_and_leaves_oneself_out(member):
    MembershipFactory.create_batch(
        SHOWN + 1, institution=member.institution, given_name="Me", family_name="Other"
    )

    found = find_colleagues(member, words="me")

    assert len(found) == SHOWN
    assert member not in found


def test_colleagues_are_of_ones_own_institution(member):
    other = MembershipFactory(institution=member.institution)
    MembershipFactory()

    assert set(colleagues(member)) == {member, other}
