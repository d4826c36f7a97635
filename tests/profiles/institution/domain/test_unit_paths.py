"""Units as paths from the top down."""

from __future__ import annotations

import pytest

from profiles.institution.domain.unit_paths import DEEPEST, paths_of, unit_paths
from profiles.models import Unit
from tests.factories import InstitutionFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_paths_name_what_is_above_and_nothing_of_another_institution():
    here = InstitutionFactory()
    school = UnitFactory(institution=here, name="School")
    clinic = UnitFactory(institution=here, name="Clinic", parent=school)
    elsewhere = UnitFactory()

    assert unit_paths(here) == {school.pk: ("School",), clinic.pk: ("School", "Clinic")}
    assert paths_of(here, [clinic.pk, elsewhere.pk]) == {clinic.pk: ("School", "Clinic")}


@pytest.mark.parametrize("count", [1, 3])
def test_paths_cost_one_query_for_any_number(count, django_assert_num_queries):
    here = InstitutionFactory()
    units = UnitFactory.create_batch(count, institution=here)
    with django_assert_num_queries(1):
        found = unit_paths(here)
    with django_assert_num_queries(1):
        assert paths_of(here, [one.pk for one in units]) == found


def test_circle_made_by_hand_comes_to_an_end():
    here = InstitutionFactory()
    one = UnitFactory(institution=here, name="One")
    two = UnitFactory(institution=here, name="Two", parent=one)
    Unit.objects.filter(pk=one.pk).update(parent=two)

    assert unit_paths(here)[one.pk][-2:] == ("Two", "One")
    assert len(paths_of(here, [one.pk])[one.pk]) == DEEPEST + 1
