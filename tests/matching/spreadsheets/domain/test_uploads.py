"""Spreadsheets through the browser: upload, columns, pairs, and forgetting them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from matching.models import SheetMapping, SheetUpload
from matching.spreadsheets.domain.uploads import read_people, tables_of
from matching.tasks import advance_sheet, advance_waiting_sheets
from tests.factories import InstitutionFactory
from tests.support.matching import director_at, post
from tests.support.spreadsheets import case_path

pytestmark = pytest.mark.django_db
EXPORT = Path(__file__).parent.parent / "sheets" / "form_export.csv"


@pytest.fixture
def director() -> Client:
    return director_at(InstitutionFactory())


def upload(client: Client, content: bytes, mentors: bytes | None = None):
    files = {"people": SimpleUploadedFile("people.csv", content)}
    if mentors is not None:
        files["mentors"] = SimpleUploadedFile("mentors.csv", mentors)
    return client.post(reverse("matching:sheets"), files, follow=True)


def as_guessed(row: SheetUpload, **more: str) -> dict[str, str]:
    return {
        f"{which}-{at}": meant for which, one in row.columns.items() for at, meant in one.items()
    } | more


def test_form_export_becomes_pairs(director) -> None:
    page = upload(director, EXPORT.read_bytes()).content.decode()
    assert "We read it as 1, the lower number." in page
    row = SheetUpload.objects.get()

    post(director, "sheet_columns", row.pk, **as_guessed(row, match="1", method="stable"))
    working = director.get(reverse("matching:sheet", args=[row.pk])).content.decode()
    assert "Waiting to start" in working
    advance_sheet(str(row.pk))

    page = director.get(reverse("matching:sheet", args=[row.pk])).content.decode()
    assert "Number 1 on the mentee’s list" in page
    table = director.get(reverse("matching:sheet_table", args=[row.pk])).content.decode()
    assert [line.split(",")[0] for line in table.lstrip("\ufeff").splitlines()] == [
        "mentee",
        "Ann Lee",
        "Bo Chan",
        "Eve Stone",
    ]


def test_corrected_columns_are_remembered_for_the_next_file(director) -> None:
    upload(director, b"Q1,Q2,Q3\nAnn,mentee,Research\nBo,mentor,Research\n")
    row = SheetUpload.objects.get()
    page = post(
        director,
        "sheet_columns",
        row.pk,
        **{"people-0": "name", "people-1": "side", "people-2": "areas"},
    )
    assert (
        "Columns saved. We’ll use them for the next file with the same headings too."
        in page.content.decode()
    )

    upload(director, b"q1,Q2,Q3\nCyd,mentee,Teaching\n")

    again = SheetUpload.objects.latest("created_at")
    assert again.columns == {"people": {"0": "name", "1": "side", "2": "areas"}}
    assert SheetMapping.objects.count() == 1


def test_columns_that_say_too_little_are_named(director) -> None:
    upload(director, b"Q1,Q2\nAnn,x\n")
    row = SheetUpload.objects.get()

    page = post(director, "sheet_columns", row.pk, match="1", method="best").content.decode()

    assert "Choose the column with names" in page
    row.refresh_from_db()
    assert row.state == "columns"


def test_bad_rows_are_shown_and_nothing_is_matched(director) -> None:
    upload(director, b"Name,Areas\nAnn,Research\n", b"Name,Areas,Capacity\nBo,Research,999\n")
    row = SheetUpload.objects.get()

    page = post(director, "sheet_columns", row.pk, **as_guessed(row, match="1", method="best"))

    assert "Enter a whole number from 0 to 50." in page.content.decode()
    row.refresh_from_db()
    assert row.state == "columns"


def test_one_side_without_people_is_said(director) -> None:
    upload(director, b"Name,Sign up as,Areas\nAnn,mentee,Research\nEve,mentee,Teaching\n")
    row = SheetUpload.objects.get()
    post(director, "sheet_columns", row.pk, match="1", method="best",
         **{"people-0": "name", "people-1": "side", "people-2": "areas"})  # fmt: skip

    assert advance_waiting_sheets() == 1

    page = director.get(reverse("matching:sheet", args=[row.pk])).content.decode()
    assert "There are no mentors to match." in page


def pairs_of(client: Client, content: bytes, **more: str) -> dict[str, str]:
    """Upload a file, match it as its columns are guessed, and return each mentee's mentor."""
    upload(client, content)
    row = SheetUpload.objects.latest("created_at")
    post(client, "sheet_columns", row.pk, **as_guessed(row, match="1", method="best", **more))
    advance_sheet(str(row.pk))
    row.refresh_from_db()
    return {line["protege"]: line["mentor"] for line in row.result.get("lines", ())}


def test_survey_of_qualtrics_is_matched_as_it_comes(director) -> None:
    content = case_path("qualtrics-mentors").read_bytes()

    page = upload(director, content).content.decode()

    assert "Written by Qualtrics." in page
    assert "4 rows left out" in page
    assert "It is a preview, not an answer." in page
    assert "The answer was not finished." in page
    assert "If a mentor, how many mentees could you take on?" in page
    assert pairs_of(director, content) == {"Ravi Menon": "Ida Holm"}
    assert SheetUpload.objects.latest("created_at").result["free"] == [["Ida Holm", 1]]


def test_microsoft_form_is_matched_with_nothing_to_edit(director) -> None:
    content = case_path("microsoft-forms").read_bytes()

    page = upload(director, content).content.decode()

    assert "By its heading and the answers." in page
    assert "Same person as in row 5, which is the latest answer and counts." in page
    assert "No column for rank: it wouldn’t count" in page
    assert pairs_of(director, content) == {"Ravi Menon": "Sol Abreu", "Sol Abreu": "Ida Holm"}
    free = SheetUpload.objects.latest("created_at").result["free"]
    assert free == [["Sol Abreu", 2]]


def test_same_lab_is_kept_apart_and_names_that_look_alike_are_asked(director) -> None:
    content = case_path("same-lab").read_bytes()
    assert pairs_of(director, content, each_mentor="on") == {
        "Mentee A": "Prof Two",
        "Mentee B": "Prof One",
        "Mentee C": "Prof Two",
    }

    page = upload(director, content.replace(b"Bo Kim,", b"B. Kim,")).content.decode()
    row = SheetUpload.objects.latest("created_at")
    assert "Are these the same?" in page
    key = "alike:b kim|bo kim"
    assert f'name="{key}"' in page
    post(director, "sheet_columns", row.pk, **as_guessed(row, method="best", **{key: "other"}))

    row.refresh_from_db()
    assert row.options["names"] == {"b kim|bo kim": False}
    answer = post(
        director, "sheet_columns", row.pk, **as_guessed(row, match="1", method="stable", even="on")
    )
    assert "Choose the method “Best overall”" in answer.content.decode()


def test_another_header_row_can_be_chosen_and_one_that_cannot_be_is_refused(director) -> None:
    upload(director, b"Name,Role,Areas\nPerson,Side,Topics\nAnn,Mentee,Research\n")
    row = SheetUpload.objects.get()

    page = post(director, "sheet_columns", row.pk, read="people", **{"people-header_row": "2"})
    assert "Column names are in row 2." in page.content.decode()
    row.refresh_from_db()
    assert row.options["people"] == {"sheet": None, "header_row": 2}

    page = post(director, "sheet_columns", row.pk, read="people", **{"people-header_row": "900"})
    assert "so it can’t be the header" in page.content.decode()
    row.refresh_from_db()
    assert row.options["people"]["header_row"] == 2


def test_wishes_are_shown_beside_the_pair_and_in_the_file(director) -> None:
    content = (
        b"Name,Role,Areas,Anything else?\nAnn,Mentee,Research,Only in the evening\n"
        b"Bo,Mentor,Research,No calls on Friday\n"
    )
    assert pairs_of(director, content) == {"Ann": "Bo"}
    row = SheetUpload.objects.get()

    page = director.get(reverse("matching:sheet", args=[row.pk])).content.decode()
    table = director.get(reverse("matching:sheet_table", args=[row.pk])).content.decode()

    assert "Only in the evening" in page
    assert "No calls on Friday" in page
    assert table.splitlines()[1].endswith(",Only in the evening,No calls on Friday")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"PK\x03\x04nonsense", b"a\n"])
def test_unreadable_file_is_said_at_the_field(director, content) -> None:
    answer = upload(director, content)

    assert len(answer.context["form"].errors["people"]) == 1
    assert SheetUpload.objects.count() == 0


def test_old_sheets_are_forgotten(director) -> None:
    upload(director, EXPORT.read_bytes())
    upload(director, EXPORT.read_bytes())
    old = SheetUpload.objects.latest("created_at")
    SheetUpload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))

    advance_waiting_sheets()

    assert SheetUpload.objects.filter(pk=old.pk).count() == 0
    post(director, "sheet_delete", SheetUpload.objects.get().pk)
    assert SheetUpload.objects.count() == 0


def test_columns_of_a_sheet_that_is_no_longer_read_are_not_kept(director) -> None:
    upload(director, b"Our list,2026,\nName,Email,Role\nAnn Lee,ann@x.example,Mentee\n")
    row = SheetUpload.objects.get()
    address = reverse("matching:sheet", args=[row.pk])
    older = re.findall(
        r'name="(seen:people)"\s+value="([^"]+)"', director.get(address).content.decode()
    )
    post(director, "sheet_columns", row.pk, **{"read": "people", "people-header_row": "2"})
    row.refresh_from_db()
    before, known = row.columns, SheetMapping.objects.count()

    answer = post(director, "sheet_columns", row.pk, **dict(older), **{"people-0": "email"})

    assert "The file was read again meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert (row.columns, SheetMapping.objects.count()) == (before, known)


def test_what_the_database_can_not_hold_is_no_error_of_ours(director) -> None:
    upload(
        director, b"Na\x00me,Email,Role\nAnn Lee\x00,ann@x.example,Mentee\nBo,bo@x.example,Mentor\n"
    )
    row = SheetUpload.objects.get()

    for more in ({"read": "people", "people-sheet": "\x00"}, {"alike:\x00": "same"}):
        assert post(director, "sheet_columns", row.pk, **as_guessed(row, **more)).status_code == 200


def test_a_workbook_with_a_sheet_a_side_is_read_by_the_names_of_its_sheets(director) -> None:
    book = Workbook()
    book.active.title = "Mentors"
    for line in (["Name", "Topics", "Capacity"], ["Bo Kim", "x", 2], ["Di Wu", "x", 1]):
        book.active.append(line)
    mentees = book.create_sheet("Mentees")
    for line in (["Name", "Topics"], ["Ann Lee", "x"]):
        mentees.append(line)
    book.save(saved := io.BytesIO())

    page = upload(director, saved.getvalue(), saved.getvalue()).content.decode()

    assert "Ann Lee" in page
    assert "Bo Kim · Di Wu" in page
    row = SheetUpload.objects.get()
    assert [people.name for people in read_people(row, tables_of(row)).proteges] == ["Ann Lee"]
