"""The institution's tree of units."""

import pytest

from networks.suggestions.domain.units import unit_tree
from tests.factories import InstitutionFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory()


def test_path_leads_from_the_root_and_within_holds_what_lies_below(here):
    medicine = UnitFactory(institution=here, name="Medicine")
    renal = UnitFactory(institution=here, name="Renal", parent=medicine)
    surgery = UnitFactory(institution=here, name="Surgery")

    tree = unit_tree(here)

    assert tree.path(renal.pk) == (str(medicine.pk), str(renal.pk))
    assert tree.path(None) == ()
    assert set(tree.within(medicine.pk)) == {medicine.pk, renal.pk}
    assert tree.within(surgery.pk) == [surgery.pk]


def test_each_unit_has_its_names_from_the_top_down(here):
    medicine = UnitFactory(institution=here, name="Medicine")
    renal = UnitFactory(institution=here, name="Renal", parent=medicine)
    UnitFactory(name="Elsewhere")

    assert unit_tree(here).paths() == {
        medicine.pk: ("Medicine",),
        renal.pk: ("Medicine", "Renal"),
    }


@pytest.mark.parametrize("size", [1, 3])
def test_tree_takes_one_query(here, size, django_assert_num_queries):
    UnitFactory.create_batch(size, institution=here)

    with django_assert_num_queries(1):
        assert len(unit_tree(here).names) == size
