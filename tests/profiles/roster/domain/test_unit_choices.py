"""Units that a file would add, and the misspelled ones among them."""

from __future__ import annotations

import pytest

from profiles.models import Institution, Unit
from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.unit_choices import letters_apart, new_units, with_choices
from tests.factories import InstitutionFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory()
    return found


def rows(*units: str) -> list[RawRow]:
    return [
        RawRow(
            number,
            {
                "external_id": f"F{number}",
                "email": f"f{number}@x.example",
                "given_name": "Ada",
                "family_name": "Ash",
                "rank": "full",
                "unit": unit,
            },
        )
        for number, unit in enumerate(units, start=2)
    ]


def found(here, *units: str) -> list[tuple[str, int, str]]:
    plan = plan_import(rows(*units), institution=here)
    return [
        (" / ".join(one.path), one.people, " / ".join(one.like or ())) for one in new_units(plan)
    ]


def test_units_that_are_there_are_not_new(here):
    UnitFactory(institution=here, name="Medicine")
    assert found(here, "Medicine", "medicine", "") == []


def test_new_ones_are_counted_with_those_below(here):
    assert found(here, "Medicine / Renal", "Medicine / Renal", "Medicine") == [
        ("Medicine", 3, ""),
        ("Medicine / Renal", 2, ""),
    ]


def test_misspelled_one_is_offered_as_the_one_that_is_there(here):
    medicine = UnitFactory(institution=here, name="Medicine")
    UnitFactory(institution=here, name="Cardiology", parent=medicine)
    assert found(here, "Medcine", "Medicine / Cardilogy", "Medicine / Surgery", "Cardiolgy") == [
        ("Cardiolgy", 1, ""),
        ("Medcine", 1, "Medicine"),
        ("Medicine / Cardilogy", 1, "Medicine / Cardiology"),
        ("Medicine / Surgery", 1, ""),
    ]


def test_in_a_first_file_the_rare_one_is_offered_as_the_common_one(here):
    assert found(here, "Pediatrics", "Pediatrics", "Pediatrics", "Paediatrics", "Psychiatry") == [
        ("Paediatrics", 1, "Pediatrics"),
        ("Pediatrics", 3, ""),
        ("Psychiatry", 1, ""),
    ]
    assert [like for _path, _people, like in found(here, "Pediatrics", "Paediatrics")] == ["", ""]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Women's Health", "Women’s  health", 0),
        ("OB/GYN", "Ob-Gyn", 0),
        ("Cardiology", "Cardoilogy", 1),
        ("Ward 1", "Ward 2", None),
        ("ICU", "ECU", None),
        ("Surgery", "Urology", None),
    ],
)
def test_names_that_are_alike(one, other, apart):
    assert letters_apart(one, other) == letters_apart(other, one) == apart


def test_chosen_units_stand_in_for_those_of_the_file_with_all_below(here):
    UnitFactory(institution=here, name="Medicine")
    chosen = with_choices(rows("medcine", "Medcine / Renal", "Surgery"), {"Medcine": "Medicine"})
    assert [row.cells["unit"] for row in chosen] == ["Medicine", "Medicine / Renal", "Surgery"]
    plan = plan_import(chosen, institution=here)
    assert ["/".join(one.path) for one in new_units(plan)] == ["Medicine/Renal", "Surgery"]
    assert Unit.objects.count() == 1
