"""The rows of an XLSX workbook, as a spreadsheet shows them, in bounded memory.

A sheet is gone through twice. First its bytes are counted: how many rows have something in them, which cells are
merged (which stands after the rows), and whether there is more than a list of people ever has. Then its rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from mentornet.tabular.archives import Archive
from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.headers import LOOKED_AT, holds_person
from mentornet.tabular.raw import Limits, Merge, RawRow, RawTable, Sheet
from mentornet.tabular.workbook_parts import (
    Part,
    Workbook,
    drop_before,
    open_parts,
    parser,
    text_of,
)

MOST_ROWS = 1_048_576
MOST_ROW_BYTES = 8 * 1024 * 1024
MOST_TAGS = 40_000_000
MOST_EMPTY = 4_000_000
MOST_MERGES = 100_000
_ROOT = re.compile(rb"<([\w.-]+:)?worksheet\b")
_MERGE = re.compile(
    rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']"
)
_LONGEST_MERGE = 400
_DIGITS = "0123456789"
_LOST_DIGITS = 10**15
EPOCHS = {False: CALENDAR_WINDOWS_1900, True: CALENDAR_MAC_1904}


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn whatever the parsers raise into the one error that callers know."""
    try:
        yield
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(
            _(
                "We can’t read this workbook. It is damaged, or not an .xlsx file (%(error)s). "
                "Open it, and save it again as .xlsx or CSV UTF-8."
            )
            % {"error": type(error).__name__}
        ) from error


def open_workbook(
    file: BinaryIO,
    *,
    limits: Limits,
    sheet: str | None,
    known_heading: Callable[[str], bool] | None,
) -> RawTable:
    """Return the rows of one sheet: the one asked for, or the one that has people; raise UnreadableFile."""
    with _damage_refused():
        book = open_parts(Archive(file))
        scans = [_scan(book.archive, part) for part in book.parts]
        texts = book.texts()
        at, note = _choose(book, scans, texts, sheet, known_heading)
    sheets = tuple(
        Sheet(part.name, scan.rows, part.is_hidden)
        for part, scan in zip(book.parts, scans, strict=True)
    )
    table = RawTable(
        iter(()), is_text=False, sheets=sheets, sheet=sheets[at].name, merges=scans[at].merges
    )
    table.notes += [note] if note else []
    table.rows = _rows(book, book.parts[at], texts, limits.columns, table.hidden_rows)
    return table


# Which sheet --------------------------------------------------------------------------------


def _choose(
    book: Workbook,
    scans: list[Scan],
    texts: list[str],
    asked: str | None,
    known_heading: Callable[[str], bool] | None,
) -> tuple[int, str]:
    """Return the place of the sheet to be read, and a note where that is a choice."""
    names = [part.name for part in book.parts]
    if asked is not None:
        if asked not in names:
            raise UnreadableFile(
                _("The workbook has no sheet “%(name)s”. Its sheets: %(names)s.")
                % {"name": asked, "names": ", ".join(names)}
            )
        return names.index(asked), ""
    filled = [at for at, scan in enumerate(scans) if scan.rows]
    shown = [at for at in filled if not book.parts[at].is_hidden] or filled
    if len(shown) == 1 and len(filled) == 1:
        return shown[0], ""
    if not shown:
        return 0, ""
    best = max(
        shown, key=lambda at: (_people_on(book, at, texts, known_heading), scans[at].rows, -at)
    )
    others = ", ".join(
        (_("“%(name)s” (hidden)") if book.parts[at].is_hidden else "“%(name)s”")
        % {"name": names[at]}
        for at in filled
        if at != best
    )
    words = {"name": names[best], "others": others}
    return best, _("We read the sheet “%(name)s”, and not %(others)s.") % words if others else ""


def _people_on(
    book: Workbook, at: int, texts: list[str], known_heading: Callable[[str], bool] | None
) -> tuple[int, int]:
    """Return how much a sheet looks like people: headings that are known, rows with an email address."""
    lines = [
        [cell.strip() for cell in cells]
        for _number, cells in islice(_rows(book, book.parts[at], texts, 300, []), LOOKED_AT)
    ]
    known = 0
    if known_heading is not None:
        known = max((sum(map(known_heading, filter(None, cells))) for cells in lines), default=0)
    return (known if known > 1 else 0), sum(map(holds_person, lines))


# First: what is there -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a sheet tell: how many rows have something in them, and which cells are merged."""

    rows: int
    merges: tuple[Merge, ...]


def _scan(archive: Archive, part: Part) -> Scan:
    """Count a sheet; raise UnreadableFile where it has more than a list of people ever has."""
    rows = elements = tags = empty = 0
    merges: list[Merge] = []
    left, prefix, is_below = b"", None, False
    for piece in archive.pieces(part.path):
        tags += piece.count(b"<")
        left += piece
        if prefix is None:
            root = _ROOT.search(left)
            prefix = (root[1] or b"") if root else b""
            row, end = b"<" + prefix + b"row", b"</" + prefix + b"row>"
            cell, values = (
                b"<" + prefix + b"c ",
                (b"<" + prefix + b"v", b"<" + prefix + b"is", b"<" + prefix + b"f"),
            )
        if not is_below:
            elements += piece.count(row)
            *whole, left = left.split(end)
            for one in whole:
                has = any(value in one for value in values)
                rows += has
                empty += one.count(cell) - one.count(values[0])
            is_below = b"</" + prefix + b"sheetData>" in left
            if not is_below and len(left) > MOST_ROW_BYTES:
                left = left[max(left.rfind(row), 0) :]
        if (
            elements > MOST_ROWS
            or tags > MOST_TAGS
            or empty > MOST_EMPTY
            or len(left) > MOST_ROW_BYTES + len(piece)
        ):
            raise _too_many_cells(part.name)
        if is_below:
            for found in _MERGE.finditer(left):
                merges.append(_merge(found[1].decode()))
                if len(merges) > MOST_MERGES:
                    raise _too_many_cells(part.name)
            left = left[left.rfind(b">") + 1 :][-_LONGEST_MERGE:]
    return Scan(rows, tuple(merges))


def _merge(area: str) -> Merge:
    first, last = area.split(":")
    return Merge(*coordinate_to_tuple(first), *coordinate_to_tuple(last))


def _too_many_cells(name: str) -> UnreadableFile:
    return UnreadableFile(
        _(
            "The sheet “%(name)s” has millions of cells, most of them empty. Copy the part with people to a new "
            "sheet, or save it as CSV UTF-8."
        )
        % {"name": name}
    )


# Then: its rows -----------------------------------------------------------------------------


def _rows(
    book: Workbook, part: Part, texts: list[str], max_columns: int, hidden: list[int]
) -> Iterator[RawRow]:
    """Yield the rows that have something in them; the numbers of those that are hidden go to *hidden*."""
    with _damage_refused():
        read = _Cells(book, texts, max_columns)
        feed, before, pending = parser(tag="{*}row"), 0, 0
        for piece in book.archive.pieces(part.path):
            feed.feed(piece)
            pending += len(piece)
            row = None
            for _event, row in feed.read_events():
                pending = 0
                number = int(row.get("r") or before + 1)
                before = number = max(number, before + 1)
                cells = read.of(row)
                if any(cells):
                    if row.get("hidden") in {"1", "true"}:
                        hidden.append(number)
                    yield number, cells
            drop_before(row)
            if pending > MOST_ROW_BYTES + len(piece) or before > MOST_ROWS:
                raise _too_many_cells(part.name)
        feed.close()


class _Cells:
    """Turns the cells of rows into text."""

    def __init__(self, book: Workbook, texts: list[str], max_columns: int) -> None:
        self._texts, self._max = texts, max_columns
        self._dates, self._padded = book.styles.dates, book.styles.padded
        self._epoch = EPOCHS[book.is_1904]
        self._days: dict[str, str] = {}

    def of(self, row: Any) -> list[str]:
        """Return the cells of *row*, of which the last may stand for what is too far to the right."""
        cells: list[str] = []
        for cell in row:
            text = self._text(cell) if len(cell) else ""
            name = cell.get("r")
            at = _place(name.rstrip(_DIGITS)) if name else len(cells)
            if not text:
                if not name:
                    cells.append("")
                continue
            at = min(at, self._max)
            while len(cells) < at:
                cells.append("")
            if len(cells) == at:
                cells.append(text)
            elif at < self._max:
                cells[at] = text
        return cells

    def _text(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        value = cell[-1]
        if kind == "inlineStr":
            return text_of(value)
        tag = value.tag
        if not tag.endswith("}v"):
            value = next((one for one in cell if one.tag.endswith("}v")), None)
            if value is None:
                # A formula that was never calculated is shown as it stands, and refused like one in a CSV.
                formula = next((one.text for one in cell if one.tag.endswith("}f")), None)
                return f"={formula}" if formula else ""
        text = value.text or ""
        if kind == "s":
            return self._texts[int(text)] if text else ""
        if kind == "n":
            return self._number(text, cell.get("s", ""))
        if kind == "b":
            return "True" if text == "1" else "False"
        return text.removesuffix("T00:00:00") if kind == "d" else text

    def _number(self, text: str, style: str) -> str:
        if style in self._dates:
            if text not in self._days:
                self._days[text] = self._day(text)
            return self._days[text]
        if not (text.isdigit() and len(text) <= 15):
            text = plain_number(text)
        return text.zfill(self._padded[style]) if style in self._padded else text

    def _day(self, text: str) -> str:
        try:
            value = from_excel(float(text), self._epoch)
        except (ValueError, OverflowError):
            return plain_number(text)
        if isinstance(value, datetime):
            # Moments are fractions of days, and those of seconds come out a little more or less.
            value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            is_day = value.time() == datetime.min.time()
            return value.date().isoformat() if is_day else str(value)
        return value.isoformat() if isinstance(value, date) else str(value)


def plain_number(text: str) -> str:
    """Return a number as a spreadsheet shows it; in exponent form, as it does, where digits were lost."""
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer():
        return str(int(value)) if abs(value) < _LOST_DIGITS else f"{value:.5E}"
    return repr(value)


@lru_cache(maxsize=20_000)
def _place(letters: str) -> int:
    """Return the place of a column by its letters, from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
