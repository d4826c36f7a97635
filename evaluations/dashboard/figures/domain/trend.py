"""A figure over time: its columns, and a value for each month or program. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django_stubs_ext import StrOrPromise

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """A month up to its last day, or up to today."""

    first: date
    last: date


@dataclass(frozen=True)
class Value:
    """One value: what a chart draws, and what the table says where that is more. None: not shown."""

    drawn: int | None
    told: str = ""


@dataclass(frozen=True)
class Line:
    """The values of one month or program, one for each column."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Trend:
    """One figure as a page, a chart and a file show it.

    `about` says what is counted. `as_of`: the day of the publication of a confidential figure, which is
    read from there and from nothing else. `hides`: some of it may not be shown.
    """

    key: str
    title: StrOrPromise
    about: StrOrPromise
    columns: tuple[StrOrPromise, ...]
    lines: Sequence[Line]
    is_confidential: bool = False
    as_of: date | None = None
    is_bars: bool = False
    percent: bool = False

    @property
    def hides(self) -> bool:
        """Whether a value may not be shown."""
        return any(one.drawn is None for line in self.lines for one in line.values)

    @property
    def latest_label(self) -> str:
        """What the last line stands for: the month of `latest`."""
        return str(self.lines[-1].label) if self.lines else ""

    @property
    def latest(self) -> list[tuple[StrOrPromise, Value]]:
        """Each column with its last value; none where there is no line."""
        if not self.lines:
            return []
        return list(zip(self.columns, self.lines[-1].values, strict=True))


def last_months(today: date, count: int = MONTHS) -> list[Month]:
    """Return the last *count* months, the oldest first; the last one ends today.

    >>> [str(one.last) for one in last_months(date(2026, 3, 10), 2)]
    ['2026-02-28', '2026-03-10']
    """
    found = [Month(today.replace(day=1), today)]
    for _back in range(count - 1):
        year, month = found[0].first.year, found[0].first.month - 1
        if month == 0:
            year, month = year - 1, 12
        last = date(year, month, calendar.monthrange(year, month)[1])
        found.insert(0, Month(last.replace(day=1), last))
    return found
