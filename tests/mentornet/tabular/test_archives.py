"""What unpacks to far more than it weighs is refused by what is counted, not by the clock."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

import pytest

from mentornet.tabular import archives, workbook_parts, workbooks
from mentornet.tabular.archives import Archive
from mentornet.tabular.tables import UnreadableFile, read_table
from tests.support.workbooks import NS, sheet_xml, text_cell, workbook, zipped

MB = 1024**2


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(io.BytesIO(content))
    return str(caught.value.message)


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The sizes of all pieces that were unpacked."""
    sizes: list[int] = []
    real = zipfile.ZipExtFile.read

    def read(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        piece = real(self, n)
        sizes.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", read)
    return sizes


@pytest.mark.parametrize(
    "content",
    [
        workbook(sheet_xml('<row r="1"/>' * (300 * MB // 12))),
        workbook(sheet_xml(""), texts=f"<sst {NS}><si><t>{'a' * 40 * MB}</t></si></sst>"),
        zipped({f"{at}.xml": b"0" * MB for at in range(300)}),
    ],
    ids=["rows", "texts", "many parts"],
)
def test_sizes_are_looked_at_before_anything_is_unpacked(content: bytes, unpacked) -> None:
    assert "too much for a list of people" in refusal(content)
    assert unpacked == []


def test_a_directory_that_lies_is_believed_no_further_than_it_says(unpacked) -> None:
    content = bytearray(workbook(sheet_xml('<row r="1"/>' * (30 * MB // 12))))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/sheet1.xml"))
    struct.pack_into("<L", content, at + 24, 100_000)

    assert "damaged" in refusal(bytes(content))
    assert sum(unpacked) < 110_000


def test_unpacked_bytes_are_counted_whatever_the_archive_says(unpacked, monkeypatch) -> None:
    archive = Archive(io.BytesIO(zipped({"a": b"0123456789" * 50_000})))
    monkeypatch.setattr(archives, "MOST_UNPACKED", 300_000)

    with pytest.raises(UnreadableFile):
        list(archive.pieces("a"))
    assert sum(unpacked) <= 300_000 + archives.PIECE


def test_a_directory_of_millions_is_not_read(monkeypatch) -> None:
    content = zipped({f"{at:0200}": b"" for at in range(6_000)})
    monkeypatch.setattr(zipfile, "ZipFile", None)

    assert "too much" in refusal(content)


def test_texts_are_counted_before_they_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_TEXTS", 100)
    monkeypatch.setattr(workbook_parts, "parser", None)
    texts = f"<sst {NS}>" + '<si n="1"/>' * 101 + "</sst>"

    assert "too much" in refusal(workbook(sheet_xml(""), texts=texts))


def test_one_text_without_end_is_not_kept(monkeypatch) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_TEXT_BYTES", 1_000)
    monkeypatch.setattr(archives, "PIECE", 500)
    runs = "".join(f"<r><t>{at}</t></r>" for at in range(1_000))

    assert "too much" in refusal(workbook(sheet_xml(""), texts=f"<sst {NS}><si>{runs}</si></sst>"))


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        ("MOST_ROWS", '<row r="1"/>' * 2_000),
        ("MOST_EMPTY", "<row>" + '<c s="1"/>' * 2_000 + "</row>"),
        ("MOST_TAGS", f"<row>{'<c/>' * 2_000}</row>"),
        ("MOST_ROW_BYTES", f"<row>{text_cell('a') * 200}</row>"),
    ],
)
def test_empty_rows_and_columns_are_counted_before_they_are_read(monkeypatch, limit, rows) -> None:
    monkeypatch.setattr(workbooks, limit, 1_000)
    monkeypatch.setattr(archives, "PIECE", 500)
    monkeypatch.setattr(workbooks, "_rows", None)

    assert refusal(workbook(sheet_xml(rows))) == (
        "The sheet “People” has millions of cells, most of them empty. Copy the part with people to a new sheet, or "
        "save it as CSV UTF-8."
    )


def test_entities_are_not_expanded() -> None:
    sheet = sheet_xml(f'<row r="1">{text_cell("&a;")}{text_cell("Email")}</row>')
    content = workbook(f'<!DOCTYPE x [<!ENTITY a "{"b" * 1_000}">]>{sheet}')

    assert "b" * 10 not in refusal(content)
