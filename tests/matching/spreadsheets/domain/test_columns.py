"""What columns mean: guessed, and checked."""

from __future__ import annotations

from matching.spreadsheets.domain.columns import Field, guess, missing, parse_mapping


def test_columns_of_a_form_export_are_guessed(export) -> None:
    assert list(guess(export).values()) == [
        Field.IGNORE,
        Field.EMAIL,
        Field.NAME,
        Field.SIDE,
        Field.RANK,
        Field.UNIT,
        Field.AREAS,
        Field.GOALS,
        Field.CHOICES,
        Field.AREAS,
        Field.CAPACITY,
        Field.IGNORE,
        Field.MODES,
        Field.NOT_WITH,
        Field.IGNORE,
    ]


def test_mapping_says_what_it_lacks() -> None:
    mapping = parse_mapping({"0": "goals", "1": "nonsense"}, 2)

    assert mapping == {0: Field.GOALS, 1: Field.IGNORE}
    assert missing(mapping, both_sides=True) == [
        "Choose the column with names or email addresses.",
        "Choose the column that says who is a mentor and who is a mentee.",
    ]
    assert missing({0: Field.NAME}, both_sides=False) == [
        "Choose at least one column to match by: areas, expertise, goals, or choices."
    ]
