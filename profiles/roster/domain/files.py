"""Reading a roster file: bytes in, rows out. Never more than a known amount of memory.

Whatever the bytes are, the only thing that comes out besides rows is `UnreadableFile`.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import load_workbook

from profiles.errors import DomainError
from profiles.roster.domain.columns import REQUIRED, RawRow, column_of, excerpt, nearest_heading

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_LINES = 2_000_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
# What an XLSX may unpack to. A real one of 100,000 people takes about 100 MB.
MAX_UNPACKED = 300 * 1024 * 1024
MAX_UNPACK_RATIO = 200
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
OTHER_DELIMITERS = {"|": "|", ":": ":", "~": "~"}


class UnreadableFile(DomainError):
    """The file as a whole can't be used; the message says why and what to do."""

    code = "unreadable_file"


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
    return _sheet(read_cells(file, delimiter_of=_delimiter))


def read_cells(file: BinaryIO, *, delimiter_of: Callable[[str], str]) -> Iterator[list[str]]:
    """Yield the lines of any CSV or XLSX *file* as cells; raise UnreadableFile.

    *delimiter_of* tells from a whole text what separates its cells.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnreadableFile("The file is empty.")
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"The file has {size / 1024**2:,.0f} MB; at most {MAX_BYTES // 1024**2} MB are read. "
            "Is it the right one? Split it if it is."
        )
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return _workbook_rows(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "This is an old .xls file, or one with a password. Save it as .xlsx or as CSV UTF-8."
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("This text is in UTF-16. Save it as CSV UTF-8.")
    text = _decode(file.read())
    return _text_rows(text, delimiter_of(text))


# Text ---------------------------------------------------------------------------------------


def _decode(content: bytes) -> str:
    """UTF-8 if it is; else Windows-1252; never a mixture of the two."""
    head = content[:4096]
    if head.count(0) > len(head) // 10:
        raise UnreadableFile("This is not a text file. Save the sheet as CSV UTF-8 or .xlsx.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    as_utf8: list[int] = []
    not_utf8: list[int] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8-sig")
            as_utf8.append(number)
        except UnicodeDecodeError:
            not_utf8.append(number)
    if as_utf8:
        raise UnreadableFile(
            f"Two encodings are mixed: line {as_utf8[0]} is UTF-8, "
            f"and {_lines(not_utf8)} not. Save the whole file anew as CSV UTF-8."
        )
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"Line {number} is neither UTF-8 nor Windows-1252. Save the file as CSV UTF-8."
        ) from None


def _lines(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]} is"
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"lines {shown}{' and more' if len(numbers) > 5 else ''} are"


def _text_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield cells
    except csv.Error as error:
        raise UnreadableFile(
            f"Near line {reader.line_num} (row {number + 1}) a quotation mark is opened and not "
            f"closed, or stands inside a cell without being doubled ({error}). Mend that line."
        ) from None


def _delimiter(text: str) -> str:
    """The delimiter under which the most headings are known."""
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


# Workbooks ----------------------------------------------------------------------------------


def _workbook_rows(file: BinaryIO) -> Iterator[list[str]]:
    _refuse_bomb(file)
    try:
        # Formulas are read as they stand, so that they are refused like those in a CSV.
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        # What the file says of its own size may be wrong.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield [_cell_text(value) for value in row]
    except UnreadableFile:
        raise
    except Exception as error:
        # openpyxl raises whatever its many parsers raise: KeyError, ValueError, zlib.error, ...
        raise UnreadableFile(
            "The workbook can't be read: it is damaged, or not an .xlsx file "
            f"({type(error).__name__}). Open it, and save it anew as .xlsx or CSV UTF-8."
        ) from error


def _refuse_bomb(file: BinaryIO) -> None:
    """Refuse an archive that unpacks to far more than it weighs, before anything is unpacked.

    A false size in the directory is no way round: zipfile reads no further than that size.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(
            "The file begins like an .xlsx workbook but is damaged. Save it anew."
        ) from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or unpacked > 1024**2 + packed * MAX_UNPACK_RATIO:
        raise UnreadableFile(
            f"The workbook unpacks to {unpacked / 1024**2:,.0f} MB, too much for a list of people. "
            "Save the sheet as CSV UTF-8."
        )
    file.seek(0)


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


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
