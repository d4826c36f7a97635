"""A table that was read, and what its parts are called."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mentornet.tabular.days import Days
from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.headers import HeaderWhy
from mentornet.tabular.kinds import Kind, Meaning
from mentornet.tabular.raw import Sheet


class Row(NamedTuple):
    """The cells of one row, as many as there are headers; `number` as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no data: why, and how it begins."""

    row: int
    why: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What can't be told of a cell, or of a whole row where *column* is None, and what to do.

    `message` names row and column, and `reason` does not. A row that is too wide is not among the rows of the table.
    """

    row: int
    column: int | None
    message: str
    excerpt: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A merged cell whose text now stands in each of its rows."""

    column: int
    first_row: int
    last_row: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table: its headings and rows, and what was understood of the file.

    Columns are counted from 0 throughout; `places` has the number of each in the file, from 1. `short_rows` are
    those of a text file with fewer cells than headings, filled up with empty ones.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    kind: Kind | None = None
    meanings: Mapping[int, Meaning] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    sheet: str | None = None
    header_row: int = 1
    header_why: HeaderWhy = HeaderWhy.FIRST
    places: tuple[int, ...] = ()
    days: Mapping[int, Days] = field(default_factory=dict)
    filled: tuple[Filled, ...] = ()
    short_rows: tuple[int, ...] = ()

    def column(self, at: int) -> list[str]:
        """Return the filled cells of one column."""
        return [row.cells[at] for row in self.rows if row.cells[at]]

    @property
    def signature(self) -> str:
        """The same for every table with these headings, whoever is in it."""
        return signature_of(self.headers)

    def refuse_problems(self) -> None:
        """Raise UnreadableFile with the first problem, for those who can use only a file without any."""
        if self.problems:
            raise UnreadableFile(self.problems[0].message)


def signature_of(headers: tuple[str, ...]) -> str:
    """Return what is the same for every table with these headings."""
    words = [re.sub(r"\W+", " ", header.casefold()).strip() for header in headers]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
