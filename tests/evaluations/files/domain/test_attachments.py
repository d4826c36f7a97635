"""Uploads: what is taken in by its content, kept out of reach, and sent as something to keep."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image

from evaluations.files.domain import attachments as attachment
from evaluations.files.domain.attachments import clean_name, keep_file
from evaluations.files.errors import FileRefused
from evaluations.files.forms import SafeFileField
from evaluations.files.tasks import drop_stray_files
from evaluations.models import Attachment
from networks.models import PeerGroup
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import GroupMemberFactory, MembershipFactory

OOXML = "application/vnd.openxmlformats-officedocument"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"
PAGE = b"<html><script>alert(1)</script></html>"


class UploadForm(forms.Form):
    file = SafeFileField()
    title = forms.CharField()


def archive(entries: dict[str, bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as zipped:
        for name, content in entries.items():
            zipped.writestr(name, content)
        zipped.comment = comment
    return made.getvalue()


def office(kind: str, part: str, **more: bytes) -> bytes:
    index = f'<Types><Override ContentType="{OOXML}.{kind}.main+xml"/></Types>'.encode()
    return archive({"[Content_Types].xml": index, part: b"<w/>"} | more)


def picture(form: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (3, 2)).save(made, form)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


DOCX = office("wordprocessingml.document", "word/document.xml")
ODT = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"})
TAKEN = {
    "a.pdf": PDF,
    "a.docx": DOCX,
    "a.pptx": office("presentationml.presentation", "ppt/presentation.xml"),
    "a.xlsx": workbook(),
    "a.odt": ODT,
    "a.txt": "Größe, naïve, 漢字\r\n".encode(),
    "a.MD": b"# Title\n\nA <b>word</b>.\n",
    "a.png": picture("PNG"),
    "a.jpg": picture("JPEG"),
}
REFUSED = {
    "a program named as a PDF": ("a.pdf", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64)),
    "a page named as a picture": ("a.png", PAGE),
    "a page named as a text": ("a.txt", b"\n  " + PAGE),
    "a drawing with script named as a text": ("a.txt", b"<svg onload='x()'/>"),
    "a script named as a text": ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
    "an archive that is no document": ("a.docx", archive({"x.exe": b"MZ"})),
    "an archive with the right name alone": ("a.docx", archive({"word/document.xml": b"<w/>"})),
    "a document with macros": (
        "a.docx",
        office("wordprocessingml.document", "word/document.xml", **{"word/vbaProject.bin": b"x"}),
    ),
    "an archive that leaves its folder": (
        "a.docx",
        office("wordprocessingml.document", "word/document.xml", **{"../../etc/x": b"x"}),
    ),
    "a document with a program in front": ("a.docx", b"MZ\x90\x00" + DOCX),
    "a document with a page behind": ("a.docx", DOCX + PAGE),
    "a picture with an archive behind": ("a.jpg", picture("JPEG") + archive({"x.js": b"x"})),
    "a picture with a page behind": ("a.png", picture("PNG") + PAGE),
    "a PDF with an archive behind": ("a.pdf", PDF + archive({"x.js": b"x"})),
    "a PDF that is a page as well": ("a.pdf", PDF[:9] + PAGE + PDF[9:]),
    "a PDF cut off": ("a.pdf", PDF[:20]),
    "a picture cut off": ("a.png", picture("PNG")[:30]),
    "a PDF named as a picture": ("a.png", PDF),
    "a picture named as a program": ("a.exe", picture("PNG")),
    "a text with control characters": ("a.txt", b"abc\x00def"),
    "a text that is not UTF-8": ("a.txt", b"Gr\xfc\xdfe"),
    "an empty file": ("a.txt", b""),
}


# Large files ----------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A request's body that is made as it is read, and notes how much of it was."""

    def __init__(self, head: bytes, filling: int, tail: bytes) -> None:
        self.left = filling
        self.head, self.tail = io.BytesIO(head), io.BytesIO(tail)

    def read(self, size: int = -1) -> bytes:
        if found := self.head.read(size):
            return found
        if self.left:
            taken = min(self.left, size if size > 0 else 65_536)
            self.left -= taken
            return b"x" * taken
        return self.tail.read(size)


def large_request(megabytes: int) -> HttpRequest:
    head = (
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nTyped\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    tail, filling = b"\r\n--b--\r\n", megabytes * 1024**2
    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=b")
    request.META["CONTENT_LENGTH"] = str(len(head) + filling + len(tail))
    request._stream = Endless(head, filling, tail)  # type: ignore[attr-defined]
    request._read_started = False  # type: ignore[attr-defined]
    return request


def test_200_megabytes_are_refused_at_the_field_and_kept_nowhere(
    settings, tmp_path: Path, monkeypatch
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    request = large_request(200)
    form = UploadForm(request.POST, request.FILES)

    assert form.errors == {
        "file": ["This file is too large and was not saved. Choose a file of up to 20 MB."]
    }
    assert form["title"].value() == "Typed"
    assert list((tmp_path / "uploads").iterdir()) == []
    assert request.FILES["file"].file is None


def test_a_file_just_over_the_limit_is_refused_too(settings) -> None:
    settings.LARGEST_UPLOAD = 1024**2
    content = PDF[:9] + b"x" * 1024**2 + PDF[9:]
    form = UploadForm({"title": "x"}, {"file": SimpleUploadedFile("a.pdf", content)})

    assert form.errors["file"] == [
        "This file is too large and was not saved. Choose a file of up to 1 MB."
    ]


# Kept and sent --------------------------------------------------------------------------------


@pytest.fixture
def group(db: None) -> PeerGroup:
    return GroupMemberFactory().group


def kept(group: PeerGroup, name: str = "a.pdf", content: bytes = PDF) -> Attachment:
    return keep_file(
        SimpleUploadedFile(name, content),
        institution=group.institution,
        by=group.members.get().member,
        group=group,
    )


def test_a_file_lies_under_a_random_name_that_only_we_may_read(group: PeerGroup, settings) -> None:
    row = kept(group, "../../evil\u202efdp.pdf")

    lies = Path(row.stored.path)
    assert lies.parent.parent == settings.MEDIA_ROOT
    assert len(lies.name) == 32
    assert lies.stat().st_mode & 0o777 == 0o600
    assert row.name == "evilfdp.pdf"
    assert not str(lies).startswith(str(settings.STATIC_ROOT))


def test_a_file_is_sent_to_be_kept_and_can_do_nothing(group: PeerGroup) -> None:
    row = kept(group, "My “draft”.pdf")

    response = client_of(group.members.get().member).get(reverse("evaluations:file", args=[row.pk]))

    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''My%20%E2%80%9Cdraft%E2%80%9D.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert "no-store" in response["Cache-Control"]


def test_who_left_the_group_gets_its_files_no_more(group: PeerGroup) -> None:
    row, part = kept(group), group.members.get()
    part.left_on = timezone.localdate()
    part.save()

    assert client_of(part.member).get(reverse("evaluations:file", args=[row.pk])).status_code == 404


def test_a_lost_file_is_not_there_and_the_log_says_so(group: PeerGroup, caplog) -> None:
    row = kept(group)
    Path(row.stored.path).unlink()

    response = client_of(group.members.get().member).get(reverse("evaluations:file", args=[row.pk]))

    assert response.status_code == 404
    assert str(row.pk) in caplog.text


def test_one_person_cannot_fill_the_disk(group: PeerGroup) -> None:
    row = kept(group)
    Attachment.objects.filter(pk=row.pk).update(size=1024**3)

    with pytest.raises(FileRefused):
        kept(group)


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_its_row_and_strays_after_a_day(settings) -> None:
    group = GroupMemberFactory().group
    row = kept(group)
    stored = row.stored.name
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        row.delete()
        raise ZeroDivisionError
    assert default_storage.exists(stored)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        kept(group)
        raise ZeroDivisionError
    assert len(list(settings.MEDIA_ROOT.glob("*/*"))) == 2
    assert drop_stray_files() == 0
    assert attachment.drop_stray_files(now=timezone.now() + timedelta(days=2)) == 1
    assert default_storage.exists(stored)

    Attachment.objects.all().delete()
    assert not default_storage.exists(stored)


def test_a_very_long_name_keeps_its_end() -> None:
    assert clean_name("n" * 300 + ".pdf") == "n" * 196 + ".pdf"


def test_my_data_lists_the_files(group: PeerGroup) -> None:
    kept(group)
    member = group.members.get().member

    found = client_of(member).get(reverse("evaluations:my_data_file")).json()

    assert [row["name"] for row in found["files"]] == ["a.pdf"]
    assert (
        client_of(MembershipFactory()).get(reverse("evaluations:my_data_file")).json()["files"]
        == []
    )
