"""The columns of a publication: changes are taken where many enter together, and wait otherwise."""

from __future__ import annotations

from datetime import date

from evaluations.privacy.domain.publication.columns import Columns
from evaluations.privacy.domain.publication.measures import ALL_PEOPLE
from evaluations.privacy.domain.publication.states import Cell, Change, Known, Publication, Row
from evaluations.privacy.domain.publication.structure import WHOLE, Structure

BEFORE, TODAY = date(2027, 3, 1), date(2027, 3, 8)
GROUPS, COLUMN = (WHOLE,), "with_mentor|"


def columns(people: int = 40, *, had: int = 20) -> Columns:
    """A publication of an institution in which *had* of *people* had a mentor before."""
    cells = {ALL_PEOPLE: Cell(people, BEFORE, shown=True), COLUMN: Cell(had, BEFORE, shown=True)}
    previous = Publication(BEFORE, 5, {WHOLE: Row(open=True, since=BEFORE, cells=cells)})
    return Columns(previous, Structure({GROUPS: people}), frozenset(), TODAY, 5, {})


def changes(count: int) -> list[tuple[Change, int]]:
    known = Known(GROUPS, {})
    return [(Change(f"p{at}", known, GROUPS, {COLUMN: 1}), 1) for at in range(count)]


def test_many_changes_enter_together_and_move_the_figure_and_its_day() -> None:
    made = columns()

    taken = made.choose(COLUMN, {}, changes(5), {})

    assert sorted(one.person for one in taken) == ["p0", "p1", "p2", "p3", "p4"]
    assert made.publication().table[WHOLE].cell(COLUMN) == Cell(25, TODAY, shown=True)


def test_few_changes_wait_and_the_figure_keeps_its_day() -> None:
    made = columns()

    assert made.choose(COLUMN, {}, changes(4), {}) == []
    assert made.publication().table[WHOLE].cell(COLUMN) == Cell(20, BEFORE, shown=True)
