"""How the days of a column are written: 3/4/2026 is March 4 for some and April 3 for others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST = 40
MONTHS = 12
_DAY = re.compile(
    r"^(\d{4})[-/.]\d{1,2}[-/.](\d{1,2})(?!\d)|^(\d{1,2})([-/.])(\d{1,2})\4(?:\d{4}|\d{2})(?!\d)"
)


class DayOrder(TextChoices):
    """What stands first where a column writes days in numbers."""

    YEAR_FIRST = "year_first", _("Year first")
    MONTH_FIRST = "month_first", _("Month first")
    DAY_FIRST = "day_first", _("Day first")
    AMBIGUOUS = "ambiguous", _("Month or day first")
    """Each day can be read both ways: ask."""
    MIXED = "mixed", _("Some with the month first, some with the day first")


@dataclass(frozen=True, slots=True)
class Example:
    """A day as it stands in the file."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Days:
    """How one column writes its days, and the cells that tell.

    `open` is the first that could be read both ways, whatever the others tell. `may_be_swapped` says that only days
    after the 12th are written with the day first, and only days before the 13th with the year first: so it looks where
    a spreadsheet took the day for the month wherever it could.
    """

    order: DayOrder
    cells: int
    month_first: Example | None = None
    day_first: Example | None = None
    open: Example | None = None
    may_be_swapped: bool = False


@dataclass(slots=True)
class DayCount:
    """What was seen so far of the days of one column."""

    cells: int = 0
    early: int = 0
    late: int = 0
    found: dict[DayOrder, Example] = field(default_factory=dict)

    def look(self, row: int, text: str) -> None:
        """Take in one cell, day or not."""
        match = _DAY.match(text)
        if match is None or len(text) > LONGEST:
            return
        self.cells += 1
        if match[1]:
            self.late += int(match[2]) > MONTHS
            self.early += int(match[2]) <= MONTHS
            return
        order = _order(int(match[3]), int(match[5]), match[4])
        if order and order not in self.found:
            self.found[order] = Example(row, text)

    def days(self) -> Days | None:
        """Return how the days are written; None if there are none."""
        if not self.cells:
            return None
        month, day = self.found.get(DayOrder.MONTH_FIRST), self.found.get(DayOrder.DAY_FIRST)
        both = self.found.get(DayOrder.AMBIGUOUS)
        if month and day:
            order = DayOrder.MIXED
        elif month or day:
            order = DayOrder.MONTH_FIRST if month else DayOrder.DAY_FIRST
        else:
            order = DayOrder.AMBIGUOUS if both else DayOrder.YEAR_FIRST
        swapped = bool(self.early and not self.late and day and not month and not both)
        return Days(DayOrder.MIXED if swapped else order, self.cells, month, day, both, swapped)


def _order(first: int, second: int, sign: str) -> DayOrder | None:
    if sign == ".":
        return DayOrder.DAY_FIRST if second <= MONTHS else DayOrder.MONTH_FIRST
    if first > MONTHS >= second:
        return DayOrder.DAY_FIRST
    if second > MONTHS >= first:
        return DayOrder.MONTH_FIRST
    return DayOrder.AMBIGUOUS if first != second and max(first, second) <= MONTHS else None
