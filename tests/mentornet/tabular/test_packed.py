"""Tables that were read once, and are kept."""

from __future__ import annotations

import io
import json
import zlib
from pathlib import Path

from openpyxl import Workbook

from mentornet.tabular.packed import packed, unpacked
from mentornet.tabular.tables import Table, read_table

CASES = Path(__file__).parent / "cases"


def test_what_was_read_comes_back_as_it_was() -> None:
    files = {one.name: one.read_bytes() for one in CASES.glob("*.csv")} | {"sheets": _workbook()}
    tables = {name: read_table(io.BytesIO(content)) for name, content in files.items()}

    assert [name for name, table in tables.items() if unpacked(packed(table)) != table] == []
    assert tables["sheets"].filled
    assert tables["sheets"].days
    assert tables["sheets"].left_out


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    for cells in (
        ("Unit", "Name", "Since"),
        ("Medicine", "Ann Lee", "3/14/2026"),
        ("", "Bo Kim", "4/1/2026"),
        ("Total", 2, ""),
    ):
        sheet.append(cells)
    sheet.merge_cells("A2:A3")
    book.create_sheet("Notes").append(["About this file"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_characters_that_no_text_can_hold_are_replaced() -> None:
    table = unpacked(packed(Table(headers=("Na\ud800me",), rows=())))

    assert table is not None
    assert table.headers == ("Na\ufffdme",)


def test_what_another_version_kept_is_no_table() -> None:
    other = zlib.compress(json.dumps({"headings": ["Name"]}).encode())

    assert [unpacked(one) for one in (other, b"", b"PK")] == [None, None, None]
