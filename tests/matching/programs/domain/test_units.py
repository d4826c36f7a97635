"""A program stays for the people of a unit that is merged into another one."""

import pytest

from profiles.institution.domain.merging import is_empty, merge_units, plan_merger
from tests.factories import InstitutionFactory, ProgramFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_program_names_the_unit_that_stays_once():
    here = InstitutionFactory()
    medicine, wrong, other = (
        UnitFactory(institution=here, name=name) for name in ("Medicine", "Medcine", "Surgery")
    )
    both = ProgramFactory(institution=here, eligible_units=[wrong.pk, other.pk, medicine.pk])
    one = ProgramFactory(institution=here, eligible_units=[wrong.pk])
    ProgramFactory(institution=here, eligible_units=[other.pk])

    assert not is_empty(wrong)
    assert [(use.model.__name__, use.count) for use in plan_merger(wrong, into=medicine).uses] == [
        ("Program", 2)
    ]
    merge_units(wrong, into=medicine, actor=None)

    both.refresh_from_db()
    one.refresh_from_db()
    assert (both.eligible_units, one.eligible_units) == ([medicine.pk, other.pk], [medicine.pk])
