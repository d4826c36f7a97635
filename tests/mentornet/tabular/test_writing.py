"""Files for spreadsheets: every text can be written, and none runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from mentornet.tabular.reading import read_cells
from mentornet.tabular.writing import (
    FORMULA_SIGNS,
    csv_response,
    safe_cell,
    tables_response,
    without_formula,
    workbook_bytes,
    writable,
)

SIGNS = "=+-@＝＋－＠"
# Any text, and often one that begins as formulas do.
TEXT = st.one_of(
    st.text(max_size=40),
    st.builds(
        str.__add__,
        st.text("\t\r\n\v \u00a0\u200b\ufeff=+-@＝＋－＠", max_size=4),
        st.text(max_size=10),
    ),
)
ROWS = st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5)


@pytest.mark.parametrize("sign", [*SIGNS, "\t", "\r", "\n", " =", "\n=", "\u200b=", "\u00a0＝"])
def test_text_that_would_run_gets_an_apostrophe(sign: str) -> None:
    assert without_formula(f"{sign}cmd") == f"'{sign}cmd"


@pytest.mark.parametrize("text", ["", "Ada Moreno", "a=b", "–", "'=1", " Ada", "3 - 2"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert without_formula(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-3, -3),
        (-0.5, -0.5),
        (None, ""),
        ("-3", "'-3"),
        (True, "True"),
        ("a\x0bb", "a\ufffdb"),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 9)),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), "2026-11-30 09:00:00+00:00"),
    ],
)
def test_a_number_stays_a_number_and_nothing_is_empty(value: object, cell: object) -> None:
    assert safe_cell(value) == cell


def test_every_sign_of_a_formula_is_listed() -> None:
    assert tuple(SIGNS) == FORMULA_SIGNS


@given(ROWS)
def test_any_text_is_written_as_csv_and_runs_nothing(rows: list[list[str]]) -> None:
    content = csv_response("people.csv", rows).content

    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [[without_formula(writable(cell)) for cell in row] for row in rows]
    for cell in (cell for row in read for cell in row):
        assert not re.match(rf"[\s\ufeff\u200b]*[{SIGNS[0]}{SIGNS[1]}\{SIGNS[2]}{SIGNS[3:]}]", cell)
        assert cell[:1] not in ("\t", "\r", "\n")


@given(ROWS)
def test_any_text_is_written_as_a_workbook_and_runs_nothing(rows: list[list[str]]) -> None:
    head = rows[0]

    book = load_workbook(io.BytesIO(workbook_bytes(head, [("People", rows)])))

    cells = [cell for row in book["People"].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert len(list(book["People"].iter_rows())) == len(rows) + 1


@given(st.lists(TEXT, max_size=4))
def test_any_title_names_a_sheet(titles: list[str]) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([], [(title, [["a"]]) for title in titles])))

    assert len(book.sheetnames) == max(1, len(titles))
    assert all(len(name) <= 31 for name in book.sheetnames)


@given(ROWS)
def test_what_is_written_as_csv_can_be_read_again(rows: list[list[str]]) -> None:
    content = csv_response("people.csv", rows).content

    assert list(read_cells(io.BytesIO(content), max_columns=10, delimiter_of=lambda text: ",")) == [
        [safe_cell(cell) for cell in row] for row in rows
    ]


def test_the_ending_of_the_name_says_which_file() -> None:
    tables = [("People", [["Name"], ["Ada"]]), ("Units", [["Name"], ["Surgery"]])]

    text = tables_response("people.csv", head=["Spring"], tables=tables)
    book = tables_response("people.xlsx", head=["Spring"], tables=tables)

    assert text.content.decode("utf-8-sig").split("\r\n") == [
        "Spring", "", "People", "Name", "Ada", "", "Units", "Name", "Surgery", "",
    ]  # fmt: skip
    assert text["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert load_workbook(io.BytesIO(book.content)).sheetnames == ["People", "Units"]
    with pytest.raises(Http404):
        tables_response("people.doc", head=[], tables=tables)
