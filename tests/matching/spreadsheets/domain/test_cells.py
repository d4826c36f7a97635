"""Cells as people fill them in, in many spellings."""

from __future__ import annotations

import pytest

from matching.spreadsheets.domain.cells import area_of, capacity_of, modes_of, parts_of, rank_of


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
