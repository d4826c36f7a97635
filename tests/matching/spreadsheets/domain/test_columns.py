"""What columns mean: guessed, and checked."""

from __future__ import annotations

from matching.spreadsheets.domain.columns import Field, missing, parse_mapping, without


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


def test_nothing_important_is_left_out_in_silence() -> None:
    mapping = {0: Field.NAME, 1: Field.CHOICES}

    assert without(mapping, has_mentors=True) == [
        "No column for capacity: every mentor would take one mentee.",
        "No column for areas, expertise, or goals: only choices and ranks would count.",
        "No column for rank: it wouldn’t count how far ahead of a mentee a mentor is.",
        "No column for email: people are told apart by their names.",
    ]
    assert without(dict(enumerate([Field.EMAIL, Field.RANK, Field.TERMS])), has_mentors=False) == [
        "No column for names: you would see emails or IDs, and no one is found by name."
    ]
    whole = dict(enumerate([Field.GIVEN_NAME, Field.EMAIL, Field.RANK, Field.TERMS]))
    assert without(whole, has_mentors=False) == []
