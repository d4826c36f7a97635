"""The directory of colleagues."""

import pytest

from mentornet.tenancy.scope import in_institution
from networks.suggestions.domain.people import room_left, search_people
from profiles.models import Membership
from tests.factories import MembershipFactory, MentorOfferFactory, TieFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    return MembershipFactory(family_name="Searcher")


def names(found) -> list[str]:
    return [one.family_name for one in found]


def test_words_find_names_of_ones_own_institution(member):
    MembershipFactory(institution=member.institution, family_name="Okafor")
    MembershipFactory(family_name="Okafor")

    with in_institution(member.institution_id):
        assert names(search_people(member, q="okaf")) == ["Okafor"]
        assert names(search_people(member, q="nobody-such")) == []
        assert names(search_people(member, q="!!!")) == []


def test_names_are_found_whatever_accents_are_typed_and_before_other_words(member):
    here = member.institution
    unit = UnitFactory(institution=here)
    named = MembershipFactory(institution=here, family_name="Öztürk", unit=unit)
    other = MembershipFactory(institution=here, family_name="Abe", expertise=["ozturk method"])

    with in_institution(member.institution_id):
        assert list(search_people(member, q="ozturk")) == [named, other]
        assert list(search_people(member, q="ozturk", units=[unit.pk])) == [named]


def test_filters_narrow_what_words_find(member):
    unit = UnitFactory(institution=member.institution)
    MembershipFactory(institution=member.institution, family_name="Okafor", unit=unit)
    MembershipFactory(institution=member.institution, family_name="Okafor")

    with in_institution(member.institution_id):
        assert len(search_people(member, q="okafor")) == 2
        assert len(search_people(member, q="okafor", units=[unit.pk])) == 1


def test_offers_are_found_by_role_unless_paused(member):
    open_one = MentorOfferFactory(
        member=MembershipFactory(institution=member.institution), roles=["coach"]
    )
    MentorOfferFactory(
        member=MembershipFactory(institution=member.institution), roles=["coach"], paused=True
    )

    assert list(search_people(member, role="coach")) == [open_one.member]
    assert list(search_people(member, role="sponsor")) == []


def test_full_mentors_have_no_room(member):
    full = MentorOfferFactory(
        member=MembershipFactory(institution=member.institution), capacity=1
    ).member
    free = MentorOfferFactory(
        member=MembershipFactory(institution=member.institution), capacity=2
    ).member
    for mentor in (full, free):
        TieFactory(mentor=mentor, protege=MembershipFactory(institution=member.institution))

    assert list(search_people(member, room=True)) == [free]
    people = list(Membership.objects.select_related("offer").filter(pk__in=[full.pk, free.pk]))
    assert room_left(people) == {full.pk: 0, free.pk: 1}
