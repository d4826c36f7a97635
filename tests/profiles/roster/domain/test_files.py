"""Reading: whatever the bytes are, rows come out or one documented error."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mentornet.tabular.raw import Limits
from mentornet.tabular.reading import UnreadableFile
from profiles.roster.domain import files
from profiles.roster.domain.files import read_roster
from profiles.roster.domain.rows import parse_row

HEADER = "external_id,email,given_name,family_name,rank"
ROW = "1,a@x.example,Zoë,Ash,full"


def read(content: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_roster(io.BytesIO(content)).rows]


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_roster(io.BytesIO(content))
    return caught.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_read_roster_tells_encoding_and_delimiter(encoding, delimiter):
    text = f"{HEADER}\r\n{ROW}\r\n".replace(",", delimiter)
    assert [row["given_name"] for row in read(text.encode(encoding))] == ["Zoë"]


def test_read_roster_knows_synonyms_in_any_case():
    rows = read(b"Employee ID,E-Mail,First name,SURNAME,Rank\n1,a@x.example,Ada,Ash,full")
    assert list(rows[0]) == ["external_id", "email", "given_name", "family_name", "rank"]


def test_read_roster_of_a_workbook_takes_its_dates_and_numbers():
    workbook = Workbook()
    workbook.active.append(HEADER.split(","))
    workbook.active.append([10482.0, "a@x.example", "Ada", "Ash", "full"])
    file = io.BytesIO()
    workbook.save(file)
    assert read(file.getvalue())[0]["external_id"] == "10482"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEADER.encode(), "no rows below it"),
        (b"email,rank\na,b", "These columns are missing: external_id, given_name, family_name"),
        (b"hello,world\na,b", "These columns are missing"),
        (HEADER.encode() + b",mail\n1,2,3,4,5,6", "Two columns are email"),
        (f"{HEADER}\n{ROW}\n".encode() + "2,é".encode("cp1252"), "Two encodings"),
        (HEADER.encode() + b'\n1,"open', "quotation mark"),
        (
            f"{HEADER}\n{ROW}\n2,{'x' * 131_073}".encode(),
            "(row 3), a cell has over 131,072 characters",
        ),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "old .xls"),
        (b"PK\x03\x04garbage", "damaged"),
    ],
)
def test_read_roster_refuses_with_what_to_mend(content, words):
    assert words in refusal(content)


def test_read_roster_refuses_a_zip_bomb_before_unpacking_it():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert "unpacks to" in refusal(file.getvalue())


def test_read_roster_refuses_a_huge_file_before_reading_it(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with path.open("rb") as file, pytest.raises(UnreadableFile, match="1,024 MB"):
        read_roster(file)


def test_read_roster_refuses_too_many_rows(monkeypatch):
    monkeypatch.setattr(files, "LIMITS", Limits(rows=1))
    assert "more than 1 rows" in refusal(f"{HEADER}\n{ROW}\n{ROW}".encode())


def test_read_roster_marks_rows_with_the_wrong_number_of_cells():
    sheet = read_roster(io.BytesIO(f"{HEADER}\n{ROW},x\n1,2\n".encode()))
    assert [(row.number, row.problem.split(",")[0]) for row in sheet.rows] == [
        (2, "Row 2 has 6 cells"),
        (3, "This row has fewer cells than the header. It is cut off"),
    ]


@given(st.binary(max_size=400))
def test_read_roster_of_any_bytes_raises_only_its_own_error(content):
    for start in (b"", HEADER.encode() + b"\n", b"PK\x03\x04"):
        try:
            sheet = read_roster(io.BytesIO(start + content))
        except UnreadableFile:
            continue
        for row in sheet.rows:
            parse_row(row)
