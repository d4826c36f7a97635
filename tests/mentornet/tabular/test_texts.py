"""Text files: encodings that are told with certainty, separators, and what is too long."""

from __future__ import annotations

import io

import pytest

from mentornet.tabular import texts
from mentornet.tabular.tables import Table, UnreadableFile, read_table

PEOPLE = "Name,Email\nZoë Müller,zoe@x.example\nJosé Ibáñez,jose@x.example\nSeán O’Brien,sean@x.example\n"
NAMES = ["Zoë Müller", "José Ibáñez", "Seán O’Brien"]


def read(content: bytes) -> Table:
    return read_table(io.BytesIO(content))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    table = read(PEOPLE.encode(encoding))

    assert table.column(0) == NAMES
    assert ("check names such as “Zoë”" in "".join(table.notes)) == (
        encoding in {"cp1252", "mac_roman"}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Name;Areas, wishes\nAnn;Grants, writing\nBo;Care\n",
        "Name\tAreas, wishes\nAnn\tGrants, writing\n",
        "Name|Areas, wishes\nAnn|Grants, writing\n",
        'sep=;\nName;"Areas, wishes"\nAnn;"Grants, writing"\n',
        'Name,"Areas, wishes"\rAnn,"Grants, writing"\r',
        '"Name,""Areas, wishes"""\n"Ann,""Grants, writing"""\n',
    ],
)
def test_separators_and_line_ends_are_told_from_the_rows(text: str) -> None:
    table = read(text.encode())

    assert table.headers == ("Name", "Areas, wishes")
    assert table.rows[0] == (2, ("Ann", "Grants, writing"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Name,Email\nZo\xc3\xab,a\nJos\xe9,b\nAnn,c\nBj\xf6rn,d\n", "line 2 is UTF-8, and lines 3, 5 are not"),
        (b"Name,Email\nZo\x81\xfe,a\n", "Line 2 is neither UTF-8 nor Windows-1252"),
        ("Name,Email\nAnn,a\n".encode("utf-16")[:-3] + b"\x00\xd8", "Line 2 can’t be read as text"),
        (b'Name,Email\nAnn,"open\nBo,b\n', "Near line 3 (row 2), a quotation mark is not closed"),
        (b"<html><table><tr><td>Name</td></tr></table>", "This is a web page"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"ann@x.example,Ann\nbo@x.example,Bo\n", "Row 1 has an email address, so it isn’t the header"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_with_its_line(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(content)

    assert message in str(caught.value.message)


def test_lines_and_rows_without_end_are_not_kept(monkeypatch) -> None:
    monkeypatch.setattr(texts, "LONGEST_LINE", 1_000)
    monkeypatch.setattr(texts, "MOST_LINES", 50)

    for content in (b"a," * 1_000, b"Name,Email\n" + b'"\n",' * 100):
        with pytest.raises(UnreadableFile, match="too long for a table"):
            read(content)


def test_rows_far_wider_than_a_table_are_refused_and_blank_cells_behind_it_are_not(
    monkeypatch,
) -> None:
    monkeypatch.setattr(texts, "WIDEST", 1)
    with pytest.raises(UnreadableFile, match="Line 1 is too long for a table"):
        read(b"Name,Email" + b",more" * 400 + b"\nAnn,ann@x.example\n")

    table = read(b"Name,Email" + b"," * 1_000_000 + b"\nAnn,ann@x.example" + b", " * 400_000)

    assert (table.headers, table.rows[0].cells) == (("Name", "Email"), ("Ann", "ann@x.example"))
