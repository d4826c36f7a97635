"""Cells as people fill them in, in many spellings."""

from __future__ import annotations

import pytest

from matching.spreadsheets.domain.cells import area_of, capacity_of, modes_of, parts_of, rank_of
from mentornet.tenancy.scope import in_institution
from profiles.vocabulary import StaffRoleKind
from profiles.words.domain.own import add_word, change_word
from tests.factories import MembershipFactory


@pytest.mark.django_db
def test_words_of_the_institution_are_read_as_what_they_mean():
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    here, by = director.institution, director.user
    add_word(here, kind="rank", label="House Officer", standard="trainee", by=by)
    given = {"standard": "growth", "place": 1, "is_active": True, "by": by}
    change_word(here, kind="area", key="growth", label="Flourishing", **given)

    assert (rank_of("house  officer"), area_of("flourishing")) == ("", [])
    with in_institution(here.pk):
        assert (rank_of("house  officer"), area_of("flourishing")) == ("trainee", ["growth"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 or 2", 1),
        ("2-3", 2),
        ("5+", 5),
        ("up to three", 3),
        ("Two mentees", 2),
        ("0", 0),
        ("none", 0),
        ("-1", None),
        ("2.5", None),
        ("many", None),
        ("", None),
    ],
)
def test_capacities_in_words(cell, expected) -> None:
    assert capacity_of(cell)[0] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Assistant Professor", "assistant"),
        ("Asst. Prof.", "assistant"),
        ("Assoc Professor", "associate"),
        ("Professor of Surgery", "full"),
        ("Professor emerita", "emeritus"),
        ("Clinical instructor", "instructor"),
        ("Chief resident", "trainee"),
        ("Assistant Dean and Professor of Surgery", "full"),
        ("Research Professor", "full"),
        ("Research fellow", "trainee"),
        ("Nurse", ""),
    ],
)
def test_ranks_in_titles(cell, expected) -> None:
    assert rank_of(cell) == expected


def test_choices_are_cut_and_understood() -> None:
    assert parts_of("Teaching; Grants, writing") == ["Teaching", "Grants, writing"]
    assert area_of("Work–life balance") == ["balance"]
    assert area_of("Grant writing") == ["research"]
    assert area_of("Falconry") == []
    assert modes_of("Coffee or Zoom") == ["in_person", "video"]
