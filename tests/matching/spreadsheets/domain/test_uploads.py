"""Spreadsheets through the browser: upload, columns, pairs, and forgetting them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import SheetMapping, SheetUpload
from matching.tasks import advance_sheet, advance_waiting_sheets
from tests.factories import InstitutionFactory
from tests.support.matching import director_at, post

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
    upload(director, b"Name,Areas\nAnn,Research\n", b"Name,Areas,Capacity\nBo,Research,lots\n")
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
