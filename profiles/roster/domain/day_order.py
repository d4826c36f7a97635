"""Whether a file writes the month or the day first, where its days have slashes. Pure.

3/4/2026 is March 4 in the US and April 3 elsewhere. A cell by itself is read with the month first; the other days of
its file tell whether that is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from mentornet import moments
from profiles.roster.domain.cells import excerpt, slashed_day
from profiles.roster.domain.rows import RawRow, RowError

COLUMNS = ("start_date", "end_date")
MONTHS = 12


def mixed_days(raws: Iterable[RawRow]) -> list[RowError]:
    """Return an error for each day that could be read both ways, in a file where some have the day first.

    Those with the day first are refused one by one; without this, the rest of them would be read wrong.
    """
    rows = list(_slashed(raws))
    told = next((one for one in rows if one[2] > MONTHS >= one[3]), None)
    if told is None:
        return []
    words = {"row": told[0].number, "day": excerpt(told[0].cells[told[1]])}
    message = _(
        "This can be two days: row %(row)s has the day first (%(day)s). Write it like 2026-07-01."
    )
    return [
        RowError(raw.number, column, message % words, excerpt(raw.cells[column]), "day_order")
        for raw, column, first, second, _year in rows
        if first <= MONTHS and second <= MONTHS and first != second
    ]


def read_month_first(raws: Sequence[RawRow]) -> list[str]:
    """Return a note where no day of the file tells which comes first, with one as an example."""
    rows = list(_slashed(raws))
    if any(first > MONTHS or second > MONTHS for _raw, _column, first, second, _year in rows):
        return []
    example = next((one for one in rows if one[2] != one[3] and all(one[2:])), None)
    if example is None:
        return []
    raw, column, month, day, year = example
    words = {"cell": raw.cells[column].strip(), "day": moments.day(date(year, month, day))}
    return [_("Days have the month first here: %(cell)s was read as %(day)s.") % words]


def _slashed(raws: Iterable[RawRow]) -> Iterator[tuple[RawRow, str, int, int, int]]:
    for raw in raws:
        for column in COLUMNS:
            if found := slashed_day(raw.cells.get(column, "")):
                yield (raw, column, *found)
