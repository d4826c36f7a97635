"""Reading a spreadsheet of people: bytes in, a header and rows out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from mentornet.tabular.reading import UnreadableFile, read_cells

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_HEADER = 2_000
MAX_CELL = 20_000


@dataclass(frozen=True)
class Table:
    """A sheet: its headings, and its rows with the numbers that a spreadsheet shows them under."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = field(default=())

    def column(self, at: int) -> list[str]:
        """Return the filled cells of one column."""
        return [cells[at] for _, cells in self.rows if cells[at]]

    @property
    def signature(self) -> str:
        """The same for every sheet with these headings, whoever is in it."""
        plain = [re.sub(r"\W+", " ", header.casefold()).strip() for header in self.headers]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def read_table(file: BinaryIO) -> Table:
    """Return the sheet in a CSV or XLSX *file*: blank rows and columns are passed over.

    A second header row, as some survey tools write it, is passed over too. Raise UnreadableFile.
    """
    header: list[str] | None = None
    rows: list[tuple[int, tuple[str, ...]]] = []
    notes: list[str] = []
    for number, line in enumerate(read_cells(file, max_columns=MAX_COLUMNS), start=1):
        cells = [_clean(cell) for cell in line]
        if not any(cells):
            continue
        if header is None:
            header = _header(cells)
            continue
        if not rows and _is_second_header(cells, header):
            notes.append(_("Row %(row)d repeats the header, so we skip it.") % {"row": number})
            continue
        if any(cells[len(header) :]):
            raise UnreadableFile(
                _(
                    "Row %(row)d has more cells than the header. Put quotation marks around cells "
                    "that contain the separator."
                )
                % {"row": number}
            )
        padded = (cells + [""] * len(header))[: len(header)]
        rows.append((number, tuple(cell[:MAX_CELL] for cell in padded)))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(
                _("The file has more than %(most)d rows. Split it into smaller files.")
                % {"most": MAX_ROWS}
            )
    if header is None:
        raise UnreadableFile(_("The file is empty."))
    if not rows:
        raise UnreadableFile(_("The file has a header but no rows below it."))
    return Table(tuple(header), tuple(rows), tuple(notes))


def _clean(cell: str) -> str:
    return re.sub(r"[^\S\n]+", " ", cell.replace("\x00", "").replace("\xa0", " ")).strip()


def _header(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile(
            _("The header has more than %(most)d columns. Delete those you don’t need.")
            % {"most": MAX_COLUMNS}
        )
    if len(cells) < 2:
        raise UnreadableFile(
            _("The first row has only one cell. It must be the header with all column names.")
        )
    return [
        cell[:MAX_HEADER] or _("Column %(number)d") % {"number": at}
        for at, cell in enumerate(cells, start=1)
    ]


def _is_second_header(cells: list[str], header: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if all(cell.startswith('{"ImportId"') for cell in filled):
        return True
    same = sum(cell == title for cell, title in zip(cells, header, strict=False) if cell)
    return len(filled) > 2 and same > len(filled) / 2
