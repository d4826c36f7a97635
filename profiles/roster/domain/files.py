"""Reading a roster file: bytes in, rows out. Whatever the bytes are, the only error is `UnreadableFile`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from mentornet.tabular.reading import UnreadableFile, read_cells
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.columns import (
    REQUIRED,
    column_of,
    nearest_heading,
)
from profiles.roster.domain.rows import RawRow

MAX_ROWS = 200_000
MAX_LINES = 2_000_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
OTHER_DELIMITERS = {"|": "|", ":": ":", "~": "~"}


@dataclass(frozen=True)
class RosterSheet:
    """A file's rows, with what was noticed on the way."""

    columns: tuple[str, ...]
    rows: list[RawRow]
    notes: list[str] = field(default_factory=list)


def read_roster(file: BinaryIO) -> RosterSheet:
    """Return the rows of a CSV or XLSX *file*; raise UnreadableFile.

    The kind is told by the content, not by the name. Row numbers are those that a spreadsheet
    shows: the header is row 1.
    """
    return _sheet(read_cells(file, max_columns=MAX_COLUMNS, delimiter_of=_delimiter))


def _delimiter(text: str) -> str:
    """Return the delimiter under which the most headings are known."""
    header = text.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0]
    if len(header) > MAX_CELL:
        raise UnreadableFile("The first line is no header: it has over 20,000 characters.")
    known = {sign: _known(header, sign) for sign in (*DELIMITERS, *OTHER_DELIMITERS)}
    best = max(known, key=lambda sign: known[sign])
    if best in OTHER_DELIMITERS and known[best] > 1:
        raise UnreadableFile(
            f"The cells are separated by “{best}”. Separate them by comma, semicolon or tab."
        )
    return best


def _known(header: str, delimiter: str) -> int:
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(column_of(cell) is not None for cell in cells)


# Header and rows ----------------------------------------------------------------------------


def _sheet(lines: Iterable[list[str]]) -> RosterSheet:
    columns: list[str | None] | None = None
    notes: list[str] = []
    rows: list[RawRow] = []
    for number, cells in enumerate(lines, start=1):
        if number > MAX_LINES:
            raise UnreadableFile("The file is almost all blank lines. Save the sheet anew.")
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, notes = _header(cells)
            continue
        rows.append(_row(number, cells, columns))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(
                f"The file has over {MAX_ROWS:,} rows. Split it, by school for example."
            )
    if columns is None:
        raise UnreadableFile("The file holds nothing but blank lines.")
    if not rows:
        raise UnreadableFile("The file has a header and nobody below it.")
    return RosterSheet(tuple(name for name in columns if name), rows, notes)


def _header(cells: list[str]) -> tuple[list[str | None], list[str]]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile(f"The header has over {MAX_COLUMNS} columns.")
    columns = [column_of(cell) for cell in cells]
    _refuse_twice(cells, columns)
    missing = [name for name in REQUIRED if name not in columns]
    if missing == list(REQUIRED):
        raise UnreadableFile(
            "The first row names no column of a roster. It must be the header, with "
            f"{', '.join(REQUIRED)}; the cells separated by comma, semicolon or tab. "
            f"It begins “{excerpt(cells[0])}”."
        )
    if missing:
        alone = (
            f"Missing columns: {', '.join(missing)}."
            if missing[1:]
            else (f"The column {missing[0]} is missing.")
        )
        unknown = [excerpt(c) for c, name in zip(cells, columns, strict=True) if not name]
        tail = f" Not understood: {', '.join(unknown)}." if unknown else ""
        raise UnreadableFile(f"{alone}{tail} Columns are named in row 1.")
    notes = []
    for cell, name in zip(cells, columns, strict=True):
        if name is None and cell.strip():
            near = nearest_heading(cell)
            hint = f" Did you mean {near}?" if near else ""
            notes.append(f"The column “{excerpt(cell)}” is not used.{hint}")
    return columns, notes


def _refuse_twice(cells: list[str], columns: list[str | None]) -> None:
    first: dict[str, str] = {}
    for cell, name in zip(cells, columns, strict=True):
        if name is None:
            continue
        if name in first:
            raise UnreadableFile(
                f"Two columns hold {name}: “{excerpt(first[name])}” and “{excerpt(cell)}”. "
                "Delete one."
            )
        first[name] = cell


def _row(number: int, cells: list[str], columns: list[str | None]) -> RawRow:
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    if surplus:
        problem = (
            f"{len(cells)} cells, where the header has {len(columns)}: put quotation marks around "
            "a cell that holds the separator."
        )
        return RawRow(number, {}, problem)
    if len(cells) < len(columns):
        problem = (
            f"{len(cells)} cells, where the header has {len(columns)}: the row is cut off, or a "
            "separator is missing."
        )
        return RawRow(number, {}, problem)
    return RawRow(
        number,
        {name: cell for name, cell in zip(columns, cells, strict=False) if name is not None},
    )
