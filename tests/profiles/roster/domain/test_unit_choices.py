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
        ("Cardiolgy", 1, "Medicine / Cardiology"),
        ("Medcine", 1, "Medicine"),
        ("Medicine / Cardilogy", 1, "Medicine / Cardiology"),
        ("Medicine / Surgery", 1, ""),
    ]


def offers(here, *units: str) -> dict[str, tuple[str, bool]]:
    plan = plan_import(rows(*units), institution=here)
    return {one.path[-1]: (one.like[-1], one.sure) for one in new_units(plan) if one.like}


def test_in_a_first_file_the_less_common_one_is_offered_as_the_more_common_one(here):
    cardiology = ["Medicine / Cardiolgy"] * 2 + ["Medicine / Cardiology"] * 3
    assert offers(here, *cardiology, "Psychiatry") == {"Cardiolgy": ("Cardiology", True)}


def test_of_two_as_common_the_shorter_one_is_offered_but_not_suggested(here):
    assert offers(here, "Cardiology", "Cardiolgy") == {"Cardiolgy": ("Cardiology", False)}


def test_two_letters_are_offered_but_not_suggested_even_of_one_that_is_there(here):
    UnitFactory(institution=here, name="Cardiology")
    assert offers(here, "Cardilgy") == {"Cardilgy": ("Cardiology", False)}
    assert offers(here, "Cardiolgy", "Cardiolgy") == {"Cardiolgy": ("Cardiology", True)}


def test_fields_of_medicine_are_never_each_other(here):
    UnitFactory(institution=here, name="Radiology")
    fields = ["Cardiology", "Nephrology", "Neurology", "Hematology", "Rheumatology", "Dermatology"]
    assert offers(here, *fields, *fields[2:]) == {}


def test_units_beside_very_many_are_not_compared(here, monkeypatch):
    monkeypatch.setattr("profiles.roster.domain.unit_choices.MOST_COMPARED", 2)
    names = ["Medicine / Surgery", "Medicine / Surgey", "Medicine / Surgery"]
    assert offers(here, *names) == {"Surgey": ("Surgery", True)}
    assert offers(here, *names, "Medicine / Renal") == {}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Women's Health", "Women’s  health", 0),
        ("OB/GYN", "Ob-Gyn", 0),
        ("Cardiology", "Cardoilogy", 1),
        ("Ward 1", "Ward 2", None),
        ("Ward A", "Ward B", None),
        ("Surgery II", "Surgery III", None),
        ("Pediatric Cardiology", "Pediatric Radiology", None),
        ("Pediatric Cardiolgy", "Pediatrc Cardiology", 2),
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


def test_choices_rest_on_each_other(here):
    choices = {
        "Medcine": "Medicine",
        "Medicine / Cardilgy": "Medicine / Cardiolgy",
        "Medicine / Cardiolgy": "Medicine / Cardiology",
    }
    chosen = with_choices(rows("Medcine / Cardilgy", "Medicine / Cardiolgy", "Renal"), choices)
    assert [row.cells["unit"] for row in chosen] == ["Medicine / Cardiology"] * 2 + ["Renal"]


def test_choices_in_a_circle_come_to_an_end(here):
    (chosen,) = with_choices(rows("Renal"), {"Renal": "Kidney", "Kidney": "Renal"})
    assert chosen.cells["unit"] in {"Renal", "Kidney"}
