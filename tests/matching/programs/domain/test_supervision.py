"""The whole line of supervision, the nearest first."""

import pytest

from matching.programs.domain.supervision import lines_of
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_line_goes_all_the_way_up() -> None:
    institution = InstitutionFactory()
    dean = MembershipFactory(institution=institution)
    chair = MembershipFactory(institution=institution, supervisor=dean)
    fellow = MembershipFactory(institution=institution, supervisor=chair)
    assert lines_of([fellow.pk, chair.pk, dean.pk]) == {
        fellow.pk: (str(chair.pk), str(dean.pk)),
        chair.pk: (str(dean.pk),),
    }


def test_circle_in_the_roster_ends_where_it_closes() -> None:
    institution = InstitutionFactory()
    one = MembershipFactory(institution=institution)
    other = MembershipFactory(institution=institution, supervisor=one)
    one.supervisor = other
    one.save()
    assert lines_of([one.pk]) == {one.pk: (str(other.pk), str(one.pk))}


@pytest.mark.parametrize("people", [1, 3])
def test_lines_are_read_in_one_query(people, django_assert_num_queries) -> None:
    institution = InstitutionFactory()
    chair = MembershipFactory(institution=institution)
    members = MembershipFactory.create_batch(people, institution=institution, supervisor=chair)
    with django_assert_num_queries(1):
        assert len(lines_of([one.pk for one in members])) == people
