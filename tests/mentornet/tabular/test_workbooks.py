"""Workbooks as people have them: sheets, merged cells, dates, numbers, formulas, hidden rows."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from mentornet.tabular.tables import DayOrder, Filled, Sheet, Table, UnreadableFile, read_table
from tests.support.workbooks import sheet_xml, text_cell, workbook, zipped


def saved(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    return file


def table_of(rows: list[list[object]]) -> Table:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return read_table(saved(book))


def test_dates_numbers_and_leading_zeros_are_read_as_they_are_shown() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ID", "Seen", "Day", "Share", "Is in", "Long"])
    sheet.append([42, datetime(2026, 3, 2, 9, 0, 12), date(2026, 3, 4), 0.1, True, 1.5e17])
    sheet["A2"].number_format = "00000"

    table = read_table(saved(book))

    assert table.rows[0].cells == (
        "00042", "2026-03-02 09:00:12", "2026-03-04", "0.1", "True", "1.50000E+17",
    )  # fmt: skip
    assert table.days[2].order == DayOrder.YEAR_FIRST
    assert [one.column for one in table.problems] == [5]


def test_the_sheet_with_people_is_read_and_another_can_be_chosen() -> None:
    book = Workbook()
    book.active.title = "Read me"
    for at in range(20):
        book.active.append([f"Line {at}", "of instructions"])
    people = book.create_sheet("Mentors")
    people.append(["Name", "Email"])
    people.append(["Ann", "ann@x.example"])
    old = book.create_sheet("Old")
    old.append(["Name", "Email"])
    old.append(["Bo", "bo@x.example"])
    old.sheet_state = "hidden"

    table = read_table(saved(book))

    assert (table.sheet, table.rows[0].cells[0]) == ("Mentors", "Ann")
    assert table.sheets == (Sheet("Read me", 20), Sheet("Mentors", 2), Sheet("Old", 2, True))
    assert table.notes == ("We read the sheet “Mentors”, and not “Read me”, “Old” (hidden).",)
    assert read_table(saved(book), sheet="Old").column(0) == ["Bo"]
    with pytest.raises(UnreadableFile, match="has no sheet “New”"):
        read_table(saved(book), sheet="New")


def test_merged_cells_are_filled_down_and_titles_and_sections_left_out() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Faculty 2026"])
    sheet.append(["Person", None, "Work", None])
    sheet.append(["Name", "Email", "Unit", "Rank"])
    sheet.append(["School of Medicine"])
    sheet.append(["Ann", "ann@x.example", "Surgery", "Professor"])
    sheet.append(["Bo", "bo@x.example", None, "Instructor"])
    for area in ("A1:D1", "A2:B2", "C2:D2", "A4:D4", "C5:C6"):
        sheet.merge_cells(area)
    sheet.row_dimensions[6].hidden = True

    table = read_table(saved(book))

    assert table.header_row == 3
    assert table.column(2) == ["Surgery", "Surgery"]
    assert table.filled == (Filled(2, 5, 6, "Surgery"),)
    assert [(one.row, one.why) for one in table.left_out] == [
        (1, "It is above the header."),
        (2, "It is above the header."),
        (4, "It is the heading of a section."),
    ]
    assert table.notes == (
        "1 merged cell was filled down, such as “Surgery” in rows 5 to 6.",
        "1 hidden row was read too: row 6.",
    )


def test_days_that_the_spreadsheet_may_have_swapped_are_said() -> None:
    table = table_of(
        [["Name", "Start"], ["Ann", date(2026, 4, 3)], ["Bo", "13/04/2026"], ["Cy", "27/4/2026"]]
    )

    assert table.days[1].order == DayOrder.MIXED
    assert table.days[1].may_be_swapped
    assert "may have taken the day for the month" in table.notes[0]


def test_rows_keep_their_numbers_and_formulas_their_results() -> None:
    rows = (
        f'<row r="2">{text_cell("Name", "B2")}{text_cell("Email", "C2")}{text_cell("Places", "D2")}</row>'
        f'<row r="900">{text_cell("Ann_x000D_ Ash", "B900")}{text_cell("ann@x.example", "C900")}'
        f'<c r="D900"><f>1+1</f><v>2</v></c></row>'
        f'<row r="901">{text_cell("Bo", "B901")}{text_cell("bo@x.example", "C901")}'
        f'<c r="D901"><f>1+2</f></c></row>'
    )

    table = read_table(io.BytesIO(workbook(sheet_xml(rows))))

    assert [row.number for row in table.rows] == [900, 901]
    assert table.header_row == 2
    assert [row.cells[1:] for row in table.rows] == [
        ("Ann\nAsh", "ann@x.example", "2"),
        ("Bo", "bo@x.example", "=1+2"),
    ]


def test_workbooks_of_other_kinds_and_damaged_ones_say_what_to_do() -> None:
    for content, words in (
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "save it as .xlsx",
        ),
        (zipped({"xl/other.xml": b"<a/>"}), "damaged"),
        (workbook("<worksheet><sheetData><row>"), "damaged"),
        (workbook(sheet_xml('<row r="x"><c t="s"><v>7</v></c></row>')), "damaged"),
    ):
        with pytest.raises(UnreadableFile, match=words):
            read_table(io.BytesIO(content))
