"""Reading a roster file: bytes in, rows out. Whatever the bytes are, the only error is `UnreadableFile`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        raise UnreadableFile(_("The first line has over 20,000 characters, so it is not a header."))
    known = {sign: _known(header, sign) for sign in (*DELIMITERS, *OTHER_DELIMITERS)}
    best = max(known, key=lambda sign: known[sign])
    if best in OTHER_DELIMITERS and known[best] > 1:
        raise UnreadableFile(
            _(
                "The cells are separated by “%(sign)s”. Separate them with commas, semicolons, or "
                "tabs."
            )
            % {"sign": best}
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
            raise UnreadableFile(_("The file is almost all blank lines. Save the sheet again."))
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, notes = _header(cells)
            continue
        rows.append(_row(number, cells, columns))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(
                _("The file has over %(most)s rows. Split it, for example by school.")
                % {"most": f"{MAX_ROWS:,}"}
            )
    if columns is None:
        raise UnreadableFile(_("The file has only blank lines."))
    if not rows:
        raise UnreadableFile(_("The file has a header, but no people below it."))
    return RosterSheet(tuple(name for name in columns if name), rows, notes)


def _header(cells: list[str]) -> tuple[list[str | None], list[str]]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile(_("The header has over %(most)d columns.") % {"most": MAX_COLUMNS})
    columns = [column_of(cell) for cell in cells]
    _refuse_twice(cells, columns)
    missing = [name for name in REQUIRED if name not in columns]
    if missing == list(REQUIRED):
        raise UnreadableFile(
            _(
                "The first row has no roster columns. It must be the header, with the columns "
                "%(required)s, separated by commas, semicolons, or tabs. It starts with "
                "“%(start)s”."
            )
            % {"required": ", ".join(REQUIRED), "start": excerpt(cells[0])}
        )
    if missing:
        said = [
            ngettext(
                "This column is missing: %(names)s.",
                "These columns are missing: %(names)s.",
                len(missing),
            )
            % {"names": ", ".join(missing)}
        ]
        unknown = [excerpt(c) for c, name in zip(cells, columns, strict=True) if not name]
        if unknown:
            said.append(
                _("We don’t know these columns: %(names)s.") % {"names": ", ".join(unknown)}
            )
        raise UnreadableFile(" ".join([*said, _("Put the column names in row 1.")]))
    notes = []
    for cell, name in zip(cells, columns, strict=True):
        if name is None and cell.strip():
            near = nearest_heading(cell)
            words = {"name": excerpt(cell), "near": near}
            notes.append(
                _("We don’t use the column “%(name)s”. Did you mean %(near)s?") % words
                if near
                else _("We don’t use the column “%(name)s”.") % words
            )
    return columns, notes


def _refuse_twice(cells: list[str], columns: list[str | None]) -> None:
    first: dict[str, str] = {}
    for cell, name in zip(cells, columns, strict=True):
        if name is None:
            continue
        if name in first:
            raise UnreadableFile(
                _("Two columns are %(name)s: “%(first)s” and “%(second)s”. Delete one.")
                % {"name": name, "first": excerpt(first[name]), "second": excerpt(cell)}
            )
        first[name] = cell


def _row(number: int, cells: list[str], columns: list[str | None]) -> RawRow:
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    if surplus:
        problem = _(
            "This row has %(cells)d cells, but the header has %(columns)d. Put quotation marks "
            "around cells that contain the separator."
        ) % {"cells": len(cells), "columns": len(columns)}
        return RawRow(number, {}, problem)
    if len(cells) < len(columns):
        problem = _(
            "This row has %(cells)d cells, but the header has %(columns)d. The row is cut off, "
            "or a separator is missing."
        ) % {"cells": len(cells), "columns": len(columns)}
        return RawRow(number, {}, problem)
    return RawRow(
        number,
        {name: cell for name, cell in zip(columns, cells, strict=False) if name is not None},
    )
