"""Whether a file writes the month or the day first, where its days are numbers. Pure.

3/4/2026 is March 4 in the US and April 3 elsewhere. A cell by itself is read with the month first; the other days of
its file tell whether that is so, or else a director does, once for all of them (`read_days`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet import moments
from mentornet.tabular.days import DayOrder
from profiles.roster.domain.cells import excerpt, slashed_day
from profiles.roster.domain.rows import RawRow, RowError

COLUMNS = ("start_date", "end_date")
MONTHS = 12
_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})"
)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?$")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_DAY_0 = date(1899, 12, 30)
# Days of 1950 to 2100 as a spreadsheet counts them.
_SERIALS = range(18264, 73415)
YEARS_AHEAD = 10
"""A year of two digits that lies further ahead is one of the century before."""


ORDERS = (DayOrder.MONTH_FIRST, DayOrder.DAY_FIRST)


@dataclass(frozen=True, slots=True)
class ReadDays:
    """How the days of a file were read.

    `order` is None where both are in it and no one has said which counts. `is_open`: the days don't tell, so
    it is asked; `is_chosen`: it was answered. `example` could be both, `month_first` and `day_first` can be only one.
    """

    order: DayOrder | None
    is_open: bool = False
    is_chosen: bool = False
    example: str = ""
    month_first: str = ""
    day_first: str = ""
    serials: int = 0


def read_days(raws: Sequence[RawRow], *, chosen: str = "") -> tuple[list[RawRow], ReadDays | None]:
    """Return *raws* with the year first in each day, and how they were read; None where no day is in numbers."""
    seen: dict[str, str] = {}
    serials = 0
    for raw in raws:
        for column in COLUMNS:
            cell = raw.cells.get(column, "").strip()
            if _is_serial(cell):
                serials += 1
            elif found := _NUMBERS.fullmatch(_TIME.sub("", cell)):
                seen.setdefault(_tells(found), cell)
    if not seen and not serials:
        return list(raws), None
    order, is_open = _order_of(seen, chosen)
    read = ReadDays(
        order,
        is_open,
        chosen in ORDERS,
        seen.get("open", ""),
        seen.get(DayOrder.MONTH_FIRST, ""),
        seen.get(DayOrder.DAY_FIRST, ""),
        serials,
    )
    return [_with_days(raw, order) for raw in raws], read


def _tells(found: re.Match[str]) -> str:
    """Return which order the numbers of a day tell: "open" where both can be, "same" where it makes no difference."""
    first, second = int(found["first"]), int(found["second"])
    if first > MONTHS >= second or (found["sign"] == "." and second <= MONTHS):
        return DayOrder.DAY_FIRST
    if second > MONTHS >= first:
        return DayOrder.MONTH_FIRST
    return "open" if first != second else "same"


def _order_of(seen: dict[str, str], chosen: str) -> tuple[DayOrder | None, bool]:
    told = [order for order in ORDERS if order in seen]
    is_open = len(told) == 2 or (not told and "open" in seen)
    if chosen in ORDERS:
        return DayOrder(chosen), is_open
    if len(told) == 2:
        return None, is_open
    return (told[0] if told else DayOrder.MONTH_FIRST), is_open


def _with_days(raw: RawRow, order: DayOrder | None) -> RawRow:
    cells, asked = {}, dict(raw.asked)
    for column in COLUMNS:
        cell = raw.cells.get(column, "").strip()
        if not cell:
            continue
        if day := day_in_numbers(cell, order):
            cells[column] = day.isoformat()
        elif order is None and _NUMBERS.fullmatch(_TIME.sub("", cell)):
            asked[column] = _("This can be two days. Answer above how dates are written.")
    if not cells and len(asked) == len(raw.asked):
        return raw
    return replace(raw, cells={**raw.cells, **cells}, asked=asked)


def day_in_numbers(cell: str, order: DayOrder | None) -> date | None:
    """Return the day that *cell* names in numbers; None where that can't be told, or there is no such day.

    >>> day_in_numbers("3.4.26", DayOrder.DAY_FIRST), day_in_numbers("46115", None)
    (datetime.date(2026, 4, 3), datetime.date(2026, 4, 3))
    """
    if _is_serial(cell):
        return _DAY_0 + timedelta(days=int(cell.partition(".")[0]))
    found = _NUMBERS.fullmatch(_TIME.sub("", cell))
    if found is None:
        return None
    first, second = int(found["first"]), int(found["second"])
    if order is None:
        # Where the file has both orders, only what can be read in one way is.
        told = _tells(found)
        if told == "open":
            return None
        order = DayOrder.DAY_FIRST if told == DayOrder.DAY_FIRST else DayOrder.MONTH_FIRST
    month, day = (first, second) if order == DayOrder.MONTH_FIRST else (second, first)
    try:
        return date(_year(found["year"]), month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year - 100 if year > timezone.now().year + YEARS_AHEAD else year


def _is_serial(cell: str) -> bool:
    found = _SERIAL.fullmatch(cell)
    return found is not None and int(found[1]) in _SERIALS


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
