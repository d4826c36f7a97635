"""What an uploaded file is: told by its content, whatever its name says."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.files.domain.file_type import type_of
from tests.evaluations.files.domain.test_attachments import PDF, REFUSED, TAKEN, UploadForm, office


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_of_each_kind_is_taken_under_its_name(name: str) -> None:
    form = UploadForm({"title": "x"}, {"file": SimpleUploadedFile(name, TAKEN[name])})

    assert form.errors == {}


@pytest.mark.parametrize("what", REFUSED)
def test_a_disguised_file_is_refused_at_its_field(what: str) -> None:
    name, content = REFUSED[what]
    form = UploadForm({"title": "x"}, {"file": SimpleUploadedFile(name, content)})

    assert list(form.errors) == ["file"]
    assert form["title"].value() == "x"


def test_a_document_that_unpacks_to_very_much_is_refused() -> None:
    bomb = office("wordprocessingml.document", "word/document.xml", x=bytes(501 * 1024**2))

    assert len(bomb) < 1024**2
    assert type_of(io.BytesIO(bomb)) is None


def test_what_the_name_says_is_told() -> None:
    form = UploadForm({"title": "x"}, {"file": SimpleUploadedFile("a.png", PDF)})

    assert form.errors["file"] == [
        "This is a PDF file, so its name must end in .pdf. Rename it and try again."
    ]


@pytest.mark.parametrize(("entries", "letters"), [(10_001, 1), (9_000, 500), (70_000, 1)])
def test_an_archive_with_an_endless_index_is_refused_before_it_is_read(
    entries: int, letters: int, monkeypatch
) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as zipped:
        for at in range(entries):
            zipped.writestr("x" * letters + f"{at}.xml", "")

    def opened(*given: object) -> None:
        raise AssertionError("The index was read.")

    monkeypatch.setattr("evaluations.files.domain.file_type.ZipFile", opened)
    assert type_of(io.BytesIO(made.getvalue())) is None
