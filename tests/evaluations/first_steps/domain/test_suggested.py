import pytest

from evaluations.first_steps.domain.suggested import suggested_people
from networks.map.domain.coverage import assess
from networks.map.domain.reading import load_network
from tests.factories import MembershipFactory, MentorOfferFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory(rank="assistant")


def offering(member, *areas, roles=("coach",), **more):
    mentor = MembershipFactory(institution=member.institution, rank="associate")
    return MentorOfferFactory(
        member=mentor,
        institution=member.institution,
        roles=list(roles),
        areas=list(areas),
        **more,
    ).member


def suggested(member):
    return suggested_people(member, assess(load_network(member)))


def test_each_gap_has_someone_before_one_has_two(member):
    NeedFactory(member=member, area="research", role="", priority=1)
    NeedFactory(member=member, area="teaching", role="", priority=2)
    for _one in range(3):
        offering(member, "research")
    teaching = offering(member, "teaching")
    found = suggested(member)
    assert [one.value for one in found] == ["research", "teaching", "research"]
    assert found[1].person == teaching
    assert found[0].reasons


def test_the_same_person_is_shown_once(member):
    NeedFactory(member=member, area="research", role="", priority=1)
    NeedFactory(member=member, area="teaching", role="", priority=2)
    mentor = offering(member, "research", "teaching")
    assert [one.person for one in suggested(member)] == [mentor]


def test_without_needs_the_empty_roles_are_looked_at(member):
    mentor = offering(member, "research", roles=["teacher"])
    [found] = suggested(member)
    assert (found.person, found.kind, found.value) == (mentor, "role", "teacher")


def test_no_one_is_shown_who_is_full_or_not_accepting(member):
    NeedFactory(member=member, area="research", role="", priority=1)
    offering(member, "research", paused=True)
    offering(member, "research", capacity=0)
    assert suggested(member) == []


def test_the_number_of_queries_depends_on_the_gaps_alone(member, django_assert_num_queries):
    NeedFactory(member=member, area="research", role="", priority=1)
    coverage = assess(load_network(member))
    for _round in range(2):
        offering(member, "research")
        with django_assert_num_queries(7):
            suggested_people(member, coverage)
