"""What was noticed of people."""

from __future__ import annotations

from matching.spreadsheets.domain.parts import Problem, SheetPeople


def test_errors_are_the_problems_that_must_be_mended() -> None:
    note, error = Problem(2, "", "x", "A note."), Problem(3, "", "y", "Mend it.", is_error=True)

    assert SheetPeople(problems=(note, error)).errors == [error]
