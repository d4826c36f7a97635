"""Write tables as CSV and XLSX, for people who open them in a spreadsheet.

Text comes from people, so every cell passes two guards: characters that no workbook can hold are
replaced, and text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any, TextIO

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Line = Sequence[Any]
"""The cells of a row. Numbers, days, and moments without a zone stay what they are; all else is written as text."""
Table = tuple[str, Sequence[Line]]
"""A title, and rows of which the first is the heading."""

# A spreadsheet runs a cell that begins so, in some locales also with the full-width signs:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK = r"\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd"
_RUNS = re.compile(rf"[\t\r\n]|[{_BLANK}]*[{re.escape(''.join(FORMULA_SIGNS))}]")
# What XML 1.0 cannot hold: most control characters, halves of surrogate pairs, noncharacters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\t\r\n\ufffd]")
# Excel allows 31; the rest is for the number that tells two sheets with one title apart.
TITLE_LENGTH = 28

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def writable(text: str) -> str:
    """Return *text* with U+FFFD for each character that a workbook cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def without_formula(text: str) -> str:
    """Return *text* so that a spreadsheet shows it and runs nothing."""
    return f"'{text}" if _RUNS.match(text) else text


def safe_cell(value: Any) -> str | int | float | date:
    """Return *value* as a cell: a number or a day as it is, None as nothing, anything else as safe text.

    A moment with a zone is text: no workbook can hold it.
    """
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value if getattr(value, "tzinfo", None) is None else str(value)
    return "" if value is None else without_formula(writable(str(value)))


def write_csv(out: TextIO, lines: Iterable[Line]) -> None:
    """Write *lines* to *out*, opened with `newline=""`."""
    csv.writer(out).writerows([safe_cell(cell) for cell in line] for line in lines)


def csv_response(name: str, lines: Iterable[Line]) -> HttpResponse:
    """Return *lines* as a CSV file called *name*."""
    response = _file(name, CSV)
    response.write("\ufeff")  # so that spreadsheets read UTF-8
    csv.writer(response).writerows([safe_cell(cell) for cell in line] for line in lines)
    return response


def tables_response(name: str, *, head: Line, tables: Iterable[Table]) -> HttpResponse:
    """Return *tables* under *head* as a file called *name*, which ends in .csv or .xlsx.

    Raise Http404 for any other ending, so that a view may take it from the address.
    """
    if name.endswith(".csv"):
        return csv_response(name, stacked(head, tables))
    if name.endswith(".xlsx"):
        response = _file(name, XLSX)
        response.write(workbook_bytes(head, tables))
        return response
    raise Http404


def file_response(name: str, lines: Iterable[Line]) -> FileResponse:
    """Return *lines*, of which the first is the heading, as a file called *name*: .csv or .xlsx.

    They are written to the disk one by one, so that a long table takes no more memory than a short
    one. Raise Http404 for any other ending.
    """
    if not name.endswith((".csv", ".xlsx")):
        raise Http404
    out = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    if name.endswith(".csv"):
        text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
        write_csv(text, lines)
        text.flush()
        text.detach()
    else:
        _write_sheet(out, lines)
    out.seek(0)
    kind = CSV if name.endswith(".csv") else XLSX
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)


def _write_sheet(out: IO[bytes], lines: Iterable[Line]) -> None:
    """Write *lines* as a workbook whose heading stays in sight and filters."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    rows = iter(lines)
    head = [WriteOnlyCell(sheet, str(safe_cell(cell))) for cell in next(rows)]
    for number, cell in enumerate(head, 1):
        cell.font = Font(bold=True)
        # Wide enough for a day with its time, which spreadsheets show as ##### otherwise.
        sheet.column_dimensions[get_column_letter(number)].width = 34 if number == 1 else 22
    sheet.append(head)
    written = 1
    for line in rows:
        sheet.append([safe_cell(cell) for cell in line])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{written}"
    book.save(out)


def stacked(head: Line, tables: Iterable[Table]) -> Iterator[Line]:
    """Yield *head* and all tables below each other, with an empty row before each."""
    yield head
    for title, lines in tables:
        yield []
        yield [title]
        yield from lines


def workbook_bytes(head: Line, tables: Iterable[Table]) -> bytes:
    """Return an XLSX file: a sheet for each table, with headings that stay when one scrolls."""
    book = Workbook()
    first = book.worksheets[0]
    for title, lines in tables:
        sheet = book.create_sheet(_sheet_title(title))
        for line in (head, *lines):
            sheet.append([safe_cell(cell) for cell in line])
        for cell in (*sheet[1], *sheet[2]):
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B3"
        sheet.column_dimensions["A"].width = 34
    if len(book.sheetnames) > 1:
        book.remove(first)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _sheet_title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", writable(title))[:TITLE_LENGTH].strip("' ") or "Sheet"


def _file(name: str, kind: str) -> HttpResponse:
    header = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content_type=kind, headers={"Content-Disposition": header})
