"""Names that lost letters when the file was saved."""

import pytest

from profiles.roster.domain.lost_letters import lost_letters
from profiles.roster.domain.rows import RawRow


def rows(*names):
    return [
        RawRow(number, {"given_name": given, "family_name": family})
        for number, (given, family) in enumerate(names, start=2)
    ]


@pytest.mark.parametrize("given", ["E??bieta", "Andr?", "?ric", "??", "Jos\ufffd", "Fran?ois-Rene"])
def test_question_mark_in_place_of_a_letter_is_noted(given):
    (note,) = lost_letters(rows(("Ada", "Ash"), (given, "Nowak")))
    assert note == (
        f"Some letters of the name in row 3 ({given} Nowak) were lost when the file was saved. Save "
        "it as CSV UTF-8 or XLSX and upload it again."
    )


def test_rows_are_counted_and_the_first_ones_named():
    (note,) = lost_letters(rows(*[("Van", f"Nguy?n {letter}") for letter in "abcde"]))
    assert "the names in 5 rows were lost" in note
    assert "such as rows 2 (Van Nguy?n a), 3 (Van Nguy?n b), 4 (Van Nguy?n c). Save" in note


@pytest.mark.parametrize("given", ["Ada", "Ada (?)", "Kim ?", "Élodie", "Nguyễn", ""])
def test_other_names_are_none_of_it(given):
    assert lost_letters(rows((given, "Ash"))) == []


def test_rows_that_could_not_be_read_are_passed_over():
    assert lost_letters([RawRow(2, {}, "This row has 3 cells")]) == []
