"""Files from people's tools: their delimiters, and workbooks that are wider than expected."""

from __future__ import annotations

import io

import pytest

from mentornet.tabular.reading import likely_delimiter, read_cells
from mentornet.tabular.writing import workbook_bytes


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2,5", ";"),
        ("a\tb\n1\t2", "\t"),
        ('"a,b,c";d\n1;2', ";"),
        ("a\nb", ","),
    ],
)
def test_the_delimiter_is_told_from_the_first_rows(text: str, delimiter: str) -> None:
    assert likely_delimiter(text) == delimiter


def test_a_workbook_that_is_too_wide_shows_one_cell_more() -> None:
    file = io.BytesIO(workbook_bytes(list("abcde"), [("Sheet", [list("12345")])]))

    assert list(read_cells(file, max_columns=3)) == [list("abcd"), list("1234")]
