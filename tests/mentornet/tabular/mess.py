"""Ways in which tables of people are dirty: each a function that dirties a clean one.

A way changes the rows, or how they are written: `Mess` is written at the end, so that ways can be combined.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook

HEADER = ["ID", "Full name", "Email", "Unit", "Areas", "Places", "Start date"]
PEOPLE = [
    ["00123", "Zoë Müller", "zoe@x.example", "Surgery", "Grant writing, teaching", "2", "2026-03-02"],
    ["00124", "José Ibáñez", "jose@x.example", "Surgery", "Teaching", "1", "2026-03-14"],
    ["00125", "Seán O’Brien", "sean@x.example", "Pediatrics", "Grant writing", "3", "2025-11-30"],
    ["20126", "Ann Total", "ann@x.example", "Pediatrics", "", "1", "2024-07-01"],
    ["20127", "Bo Page", "bo@x.example", "Medicine", "Teaching; leadership", "", "2023-01-09"],
]  # fmt: skip
COMPARED = HEADER[:-1]
ID, NAME, EMAIL, UNIT, AREAS, PLACES, START = range(len(HEADER))


@dataclass
class Mess:
    """A table and how it is written. `above` and the rows are lines of cells; the header is among the rows."""

    rows: list[list[Any]] = field(
        default_factory=lambda: [[*HEADER], *(list(one) for one in PEOPLE)]
    )
    above: list[list[Any]] = field(default_factory=list)
    below: list[list[Any]] = field(default_factory=list)
    delimiter: str = ","
    line_end: str = "\r\n"
    quoting: int = csv.QUOTE_MINIMAL
    encoding: str = "utf-8"
    first_line: str = ""
    is_book: bool = False
    on_text: list[Callable[[str], str]] = field(default_factory=list)
    on_bytes: list[Callable[[bytes], bytes]] = field(default_factory=list)
    on_book: list[Callable[[Workbook, int], None]] = field(default_factory=list)

    def written(self) -> bytes:
        lines = [*self.above, *self.rows, *self.below]
        return self._book(lines) if self.is_book else self._text(lines)

    def _book(self, lines: list[list[Any]]) -> bytes:
        book = Workbook()
        for line in lines:
            book.active.append(
                [cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in line]
            )
        for edit in self.on_book:
            edit(book, len(self.above) + 1)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def _text(self, lines: list[list[Any]]) -> bytes:
        out = io.StringIO()
        csv.writer(
            out, delimiter=self.delimiter, lineterminator=self.line_end, quoting=self.quoting
        ).writerows(lines)
        text = self.first_line + out.getvalue()
        for edit in self.on_text:
            text = edit(text)
        try:
            content = text.encode(self.encoding)
        except UnicodeEncodeError:
            content = text.encode()
        for change in self.on_bytes:
            content = change(content)
        return content


def each_cell(mess: Mess, at: int, change: Callable[[Any], Any]) -> None:
    for row in mess.rows[1:]:
        if at < len(row):
            row[at] = change(row[at])


# Rows that are no data ----------------------------------------------------------------------


def title_rows_above(mess: Mess) -> None:
    mess.above += [["Faculty roster"], ["As of 2026-03-01"], []]


def blank_rows_above(mess: Mess) -> None:
    mess.above[:0] = [[], [""] * len(HEADER), []]


def blank_rows_between(mess: Mess) -> None:
    mess.rows[2:2] = [[], [" "] * len(HEADER)]


def total_below(mess: Mess) -> None:
    mess.below += [["Total", "", "", "", "", "7", ""]]


def count_below(mess: Mess) -> None:
    mess.below += [[], ["Grand Total: 5"]]


def confidential_below(mess: Mess) -> None:
    mess.below += [["Confidential – do not distribute"], ["Page 1 of 1"]]


def run_date_below(mess: Mess) -> None:
    mess.below += [[], ["Run date:", "2026-03-01"]]


def header_again(mess: Mess) -> None:
    mess.rows.insert(3, list(mess.rows[0]))


def line_below_the_header(mess: Mess) -> None:
    mess.rows.insert(1, ["-----"] * len(HEADER))


# Columns ------------------------------------------------------------------------------------


def blank_column_left(mess: Mess) -> None:
    for row in mess.rows:
        row.insert(0, "")


def blank_columns_right(mess: Mess) -> None:
    for row in mess.rows:
        row += ["", "", ""]


def unnamed_column_of_numbers(mess: Mess) -> None:
    for at, row in enumerate(mess.rows):
        row += [""] * (len(HEADER) - len(row))
        row.append(str(at) if at else "")


def surplus_cell(mess: Mess) -> None:
    mess.rows[-1] += ["", "", "", "", "surplus"]


def short_rows(mess: Mess) -> None:
    for row in mess.rows[1:]:
        while row and row[-1] in {"", row[START] if len(row) > START else ""}:
            row.pop()


def header_missing(mess: Mess) -> None:
    del mess.rows[0]
    mess.above.clear()


def headings_in_capitals(mess: Mess) -> None:
    mess.rows[0] = [cell.upper() for cell in mess.rows[0]]


def headings_with_line_breaks(mess: Mess) -> None:
    mess.rows[0] = [cell.replace(" ", "\n") for cell in mess.rows[0]]


# Cells --------------------------------------------------------------------------------------


def hard_blanks(mess: Mess) -> None:
    each_cell(mess, NAME, lambda cell: str(cell).replace(" ", "\u00a0"))
    each_cell(mess, EMAIL, lambda cell: f"{cell}\u00a0")


def characters_without_width(mess: Mess) -> None:
    each_cell(mess, EMAIL, lambda cell: f"\u200b{cell}\ufeff")
    each_cell(mess, NAME, lambda cell: f"\u202a{cell}\u202c")


def blanks_around_cells(mess: Mess) -> None:
    for row in mess.rows:
        row[:] = [f"  {cell} " if isinstance(cell, str) else cell for cell in row]


def doubled_blanks(mess: Mess) -> None:
    each_cell(mess, NAME, lambda cell: str(cell).replace(" ", "   "))


def line_feed_behind_cells(mess: Mess) -> None:
    each_cell(mess, UNIT, lambda cell: f"{cell}\n")


def ids_in_exponent_form(mess: Mess) -> None:
    each_cell(mess, ID, lambda cell: "1.2E+05")


def lost_letters(mess: Mess) -> None:
    each_cell(mess, NAME, lambda cell: str(cell).replace("ü", "\ufffd"))


def nul_characters(mess: Mess) -> None:
    mess.is_book = False
    each_cell(mess, NAME, lambda cell: f"{cell}\x00")


def days_with_the_day_first(mess: Mess) -> None:
    mess.rows[1:] = [row for row in mess.rows[1:] if "-----" not in row]
    each_cell(mess, START, lambda cell: "/".join(str(cell).strip().split("-")[::-1]))


# Text files ---------------------------------------------------------------------------------


def semicolons(mess: Mess) -> None:
    mess.delimiter = ";"


def tabs(mess: Mess) -> None:
    mess.delimiter = "\t"


def bars(mess: Mess) -> None:
    mess.delimiter = "|"


def separator_line(mess: Mess) -> None:
    mess.delimiter, mess.first_line = ";", "sep=;\r\n"


def line_ends_of_old_macs(mess: Mess) -> None:
    mess.line_end = "\r"


def line_ends_of_unix(mess: Mess) -> None:
    mess.line_end = "\n"


def quotes_around_all_cells(mess: Mess) -> None:
    mess.quoting = csv.QUOTE_ALL


def quotes_around_whole_rows(mess: Mess) -> None:
    def wrap(text: str) -> str:
        lines = text.split(mess.line_end)
        return mess.line_end.join('"' + line.replace('"', '""') + '"' for line in lines if line)

    mess.on_text.append(wrap)


def quote_not_closed(mess: Mess) -> None:
    mess.is_book = False
    mess.on_text.append(lambda text: text.replace("José", '"José'))


def in_utf8_with_mark(mess: Mess) -> None:
    mess.encoding = "utf-8-sig"


def in_utf16(mess: Mess) -> None:
    mess.encoding = "utf-16"


def in_utf16_without_mark(mess: Mess) -> None:
    mess.encoding = "utf-16-le"


def in_windows_1252(mess: Mess) -> None:
    mess.encoding = "cp1252"


def in_mac_roman(mess: Mess) -> None:
    mess.encoding = "mac_roman"


def in_two_encodings(mess: Mess) -> None:
    mess.is_book, mess.encoding = False, "utf-8"
    mess.on_bytes.append(lambda content: content.replace("José".encode(), "José".encode("cp1252")))


# Workbooks ----------------------------------------------------------------------------------


def in_a_workbook(mess: Mess) -> None:
    mess.is_book = True


def instructions_on_the_first_sheet(mess: Mess) -> None:
    def add(book: Workbook, header: int) -> None:
        sheet = book.create_sheet("Instructions", 0)
        for at in range(12):
            sheet.append([f"Step {at}", "Fill in the next sheet, one row a person."])

    mess.is_book = True
    mess.on_book.append(add)


def old_people_on_a_hidden_sheet(mess: Mess) -> None:
    def add(book: Workbook, header: int) -> None:
        sheet = book.create_sheet("Old", 0)
        sheet.append(HEADER)
        for at in range(9):
            sheet.append([f"9{at}", "Old", f"old{at}@x.example", "", "", "", ""])
        sheet.sheet_state = "hidden"

    mess.is_book = True
    mess.on_book.append(add)


def merged_title(mess: Mess) -> None:
    mess.above.insert(0, ["People of 2026"])
    mess.is_book = True
    mess.on_book.append(lambda book, header: book.worksheets[-1].merge_cells("A1:G1"))


def merged_units(mess: Mess) -> None:
    """The first two people are of one unit: its cell spans both."""

    def merge(book: Workbook, header: int) -> None:
        sheet = book.worksheets[-1]
        rows = [cell.row for cell in sheet[_letter(sheet, header)] if cell.value == "Surgery"]
        if len(rows) == 2 and rows[1] == rows[0] + 1:
            sheet.merge_cells(
                f"{_letter(sheet, header)}{rows[0]}:{_letter(sheet, header)}{rows[1]}"
            )

    def _letter(sheet: Any, header: int) -> str:
        names = [str(cell.value or "").strip().upper() for cell in sheet[header]]
        return sheet.cell(header, names.index("UNIT") + 1).column_letter if "UNIT" in names else "D"

    mess.is_book = True
    mess.on_book.append(merge)


def sections_across(mess: Mess) -> None:
    def add(book: Workbook, header: int) -> None:
        sheet = book.worksheets[-1]
        sheet.append(["Emeriti"])
        sheet.merge_cells(f"A{sheet.max_row}:G{sheet.max_row}")

    mess.is_book = True
    mess.on_book.append(add)


def hidden_rows(mess: Mess) -> None:
    def hide(book: Workbook, header: int) -> None:
        book.worksheets[-1].row_dimensions[header + 2].hidden = True

    mess.is_book = True
    mess.on_book.append(hide)


def ids_as_numbers(mess: Mess) -> None:
    def change(book: Workbook, header: int) -> None:
        for row in book.worksheets[-1].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.isdigit() and len(cell.value) == 5:
                    cell.value, cell.number_format = int(cell.value), "00000"

    mess.is_book = True
    mess.on_book.append(change)


def places_as_fractions(mess: Mess) -> None:
    mess.is_book = True
    each_cell(mess, PLACES, lambda cell: float(cell) if str(cell).strip().isdigit() else cell)


def days_as_dates(mess: Mess) -> None:
    mess.is_book = True
    each_cell(
        mess,
        START,
        lambda cell: date.fromisoformat(cell.strip()) if str(cell).count("-") == 2 else cell,
    )


def formats_far_below(mess: Mess) -> None:
    def add(book: Workbook, header: int) -> None:
        book.worksheets[-1].cell(2_000, 40).number_format = "0.00"

    mess.is_book = True
    mess.on_book.append(add)


READ = (
    title_rows_above, blank_rows_above, blank_rows_between, total_below, count_below, confidential_below,
    run_date_below, header_again, line_below_the_header, blank_column_left, blank_columns_right, short_rows,
    headings_in_capitals, headings_with_line_breaks, hard_blanks, characters_without_width, blanks_around_cells,
    doubled_blanks, line_feed_behind_cells, days_with_the_day_first, semicolons, tabs, bars, separator_line,
    line_ends_of_old_macs, line_ends_of_unix, quotes_around_all_cells, quotes_around_whole_rows, in_utf8_with_mark,
    in_utf16, in_utf16_without_mark, in_windows_1252, in_mac_roman, in_a_workbook, instructions_on_the_first_sheet,
    old_people_on_a_hidden_sheet, merged_title, merged_units, sections_across, hidden_rows, ids_as_numbers,
    places_as_fractions, days_as_dates, formats_far_below,
)  # fmt: skip
REFUSED = (
    surplus_cell, unnamed_column_of_numbers, header_missing, ids_in_exponent_form, lost_letters, nul_characters,
    quote_not_closed, in_two_encodings,
)  # fmt: skip
