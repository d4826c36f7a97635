"""A file is read when it comes, and not for each look at it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from matching.models import SheetUpload
from tests.factories import InstitutionFactory
from tests.support.matching import director_at, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Client:
    return director_at(InstitutionFactory())


def test_pages_show_what_was_read_and_need_no_file(director: Client) -> None:
    row = uploaded(director)
    SheetUpload.objects.update(people_file=b"PK\x03\x04 no workbook")

    assert "Ann Lee" in page_of(director, row)

    SheetUpload.objects.update(people_file=workbook())
    post(director, "sheet_columns", row.pk, **chosen("Others"))
    SheetUpload.objects.update(people_file=b"")
    page = page_of(director, row)
    assert ("Bo Kim" in page, "Ann Lee" in page) == (True, False)


def test_a_file_is_read_again_where_what_was_read_is_of_another_sheet_language_or_version(
    director: Client,
) -> None:
    row = uploaded(director)

    # As code that keeps no tables leaves a row behind.
    SheetUpload.objects.update(
        options=row.options | {"people": {"sheet": "Others", "header_row": None}}
    )
    assert "Bo Kim" in page_of(director, row)
    SheetUpload.objects.update(options=row.options, people_table=b"of another version")
    assert "Ann Lee" in page_of(director, row)
    SheetUpload.objects.update(options={}, people_table=b"")
    assert "Ann Lee" in page_of(director, row)


def uploaded(client: Client) -> SheetUpload:
    files = {"people": SimpleUploadedFile("people.xlsx", workbook())}
    client.post(reverse("matching:sheets"), files)
    return SheetUpload.objects.get()


def page_of(client: Client, row: SheetUpload) -> str:
    return client.get(reverse("matching:sheet", args=[row.pk])).content.decode()


def chosen(sheet: str) -> dict[str, str]:
    return {"read": "people", "people-sheet": sheet, "people-header_row": ""}


def workbook() -> bytes:
    book = Workbook()
    for sheet, name in ((book.active, "Ann Lee"), (book.create_sheet("Others"), "Bo Kim")):
        for cells in (("Name", "Sign up as", "Areas"), (name, "mentee", "Research")):
            sheet.append(cells)
    book.save(file := io.BytesIO())
    return file.getvalue()
