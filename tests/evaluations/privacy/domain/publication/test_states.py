"""What is published and what is so: someone new was in no group, an empty column is 0."""

from __future__ import annotations

from datetime import date

from evaluations.privacy.domain.publication.states import Cell, Change, Known, Row

DAY = date(2027, 3, 1)


def test_who_is_new_was_in_no_group() -> None:
    known = Known(("institution:", "rank:a"), {})

    assert Change("ann", None, known.groups, {}).was == ()
    assert Change("ann", known, (), {}).was == ("institution:", "rank:a")


def test_a_column_in_which_nobody_has_anything_is_0_as_of_the_first_day() -> None:
    cell = Cell(12, date(2027, 4, 1), shown=False)
    row = Row(open=True, since=DAY, cells={"with_mentor|": cell})

    assert row.cell("with_mentor|") == cell
    assert row.cell("offering|") == Cell(0, DAY, shown=True)
    assert Row(open=False, since=DAY).cell("offering|") == Cell(0, DAY, shown=False)
