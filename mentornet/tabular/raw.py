"""What a file holds before anything is understood of it: rows of cells, and the sheets they are on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a table may hold, and how little: an email list needs one column, a table of people two."""

    rows: int = 20_000
    columns: int = 200
    least_columns: int = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, and how many rows of it have something in them."""

    name: str
    rows: int
    is_hidden: bool = False


class Merge(NamedTuple):
    """Cells that are one: rows and columns are counted from 1, and the last is part of it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


RawRow = tuple[int, list[str]]
"""The number of a row, as a spreadsheet shows it, and its cells."""


@dataclass(slots=True)
class RawTable:
    """The rows of a file or of one sheet; `hidden_rows` and `fills` grow as they are read."""

    rows: Iterator[RawRow]
    is_text: bool
    sheets: tuple[Sheet, ...] = ()
    sheet: str | None = None
    merges: tuple[Merge, ...] = ()
    notes: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    fills: list[tuple[Merge, str]] = field(default_factory=list)
