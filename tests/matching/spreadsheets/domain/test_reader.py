"""Files of many programs, and those that cannot be read."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from matching.spreadsheets.domain.reader import read_table
from mentornet.tabular.reading import UnreadableFile
from tests.support.spreadsheets import table_of


def test_workbook_semicolons_and_second_header_are_read() -> None:
    book = Workbook()
    book.active.append(["Q1", "Q2"])
    book.active.append(['{"ImportId":"QID1"}', '{"ImportId":"QID2"}'])
    book.active.append(["Ann", 3])
    file = io.BytesIO()
    book.save(file)

    from_book = read_table(io.BytesIO(file.getvalue()))
    from_text = table_of("Q1;Q2\nAnn, MD;3\n")

    assert (from_book.headers, from_book.rows) == (("Q1", "Q2"), ((3, ("Ann", "3")),))
    assert from_book.notes == ("Row 2 repeats the header, so we skip it.",)
    assert from_text.rows == ((2, ("Ann, MD", "3")),)
    assert from_book.signature == from_text.signature


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"Name,Areas\n", "The file has a header but no rows below it."),
        (
            b"Name\nAnn\n",
            "The first row has only one cell. It must be the header with all column names.",
        ),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "This is an old .xls file, or one with a password."),
        (b"A,B\n1,2,3\n", "Row 2 has more cells than the header."),
    ],
)
def test_files_that_cannot_be_read_say_why(content, message) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(io.BytesIO(content))

    assert str(caught.value.message).startswith(message)
