"""What an uploaded file is, by what is in it; its name must say the same. Knows no model."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.utils.translation import gettext_lazy as _
from PIL import Image

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

OOXML = "application/vnd.openxmlformats-officedocument"
HEAD, TAIL, CHUNK = 1024, 65_536, 65_536
END_OF_ARCHIVE, LOCATOR = 22, 20
MOST_ENTRIES = 10_000
MOST_UNPACKED = 500 * 1024**2
MOST_OF_AN_INDEX = 1024**2
MOST_OF_A_LIST = 4 * 1024**2
# What a browser or a shell would take for something to run, wherever a viewer might look for it.
ACTIVE = re.compile(rb"<!doctype|<html|<script|<svg|<\?php|<%@|<\?xml-stylesheet", re.IGNORECASE)
ACTIVE_START = re.compile(r"\s*(<[!?a-z]|#!|%!ps|\{\\rtf|mz\x90)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken in: what it is called, served as, and may be named."""

    key: str
    label: str | StrPromise
    media_type: str
    suffixes: tuple[str, ...]


PDF = FileType("pdf", "PDF", "application/pdf", (".pdf",))
DOCX = FileType("docx", "Word", f"{OOXML}.wordprocessingml.document", (".docx",))
PPTX = FileType("pptx", "PowerPoint", f"{OOXML}.presentationml.presentation", (".pptx",))
XLSX = FileType("xlsx", "Excel", f"{OOXML}.spreadsheetml.sheet", (".xlsx",))
ODT = FileType("odt", "OpenDocument", "application/vnd.oasis.opendocument.text", (".odt",))
TEXT = FileType("txt", _("plain text"), "text/plain; charset=utf-8", (".txt", ".md"))
PNG = FileType("png", "PNG", "image/png", (".png",))
JPEG = FileType("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg"))
TYPES = (PDF, DOCX, PPTX, XLSX, ODT, TEXT, PNG, JPEG)
BY_KEY = {one.key: one for one in TYPES}
ACCEPT = ",".join(suffix for one in TYPES for suffix in one.suffixes)


def type_of(file: IO[Any]) -> FileType | None:
    """Return what *file* is by its content, or None for what is not taken in.

    Refused with the unknown: a file that is two things at once (a picture with an archive or a
    page of script behind it), an archive that is no document, a document with macros or a password,
    and one that would unpack to more than 500 MB. The position in *file* is moved.
    """
    file.seek(0)
    head = file.read(HEAD)
    for signature, kind, looks_right in SIGNATURES:
        if head.startswith(signature):
            return kind if looks_right(file) and _one_thing(file) else None
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return TEXT if head and _is_text(file) else None


def fits(name: str, kind: FileType) -> bool:
    """Return whether a file of this kind may carry this name: no one is to open one thing for another."""
    return PurePosixPath(name.lower()).suffix in kind.suffixes


def _is_pdf(file: IO[Any]) -> bool:
    return b"%%EOF" in _tail(file)[-HEAD:]


def _is_png(file: IO[Any]) -> bool:
    """Return whether chunk follows chunk to IEND with nothing behind it."""
    file.seek(8)
    while len(start := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", start)
        file.seek(length + 4, 1)
        if name == b"IEND":
            return file.read(1) == b"" and _is_picture(file, "PNG")
    return False


def _is_jpeg(file: IO[Any]) -> bool:
    return _is_picture(file, "JPEG")


def _is_picture(file: IO[Any], form: str) -> bool:
    file.seek(0)
    try:
        with Image.open(file, formats=[form]) as picture:
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    finally:
        # Pillow closes nothing that it was handed open.
        file.seek(0)
    return width > 0 and height > 0


def _one_thing(file: IO[Any]) -> bool:
    """Return whether neither an archive nor a page is hidden in front of, or behind, what it is."""
    file.seek(0)
    if ACTIVE.search(file.read(HEAD)) or ACTIVE.search(_tail(file)):
        return False
    file.seek(0)
    return not is_zipfile(file)


def _office(file: IO[Any]) -> FileType | None:
    # The last record of an archive without a comment: nothing may lie behind it.
    tail = _tail(file)
    end = tail[-END_OF_ARCHIVE:]
    if len(end) < END_OF_ARCHIVE or not end.startswith(b"PK\x05\x06"):
        return None
    # Reading an index takes many times its length in memory: what it says of itself comes first,
    # and where the format for archives beyond 4 GB says something else, that is no document.
    count, length = struct.unpack("<10xHI6x", end)
    beyond = tail[-END_OF_ARCHIVE - LOCATOR : -END_OF_ARCHIVE].startswith(b"PK\x06\x07")
    if count > MOST_ENTRIES or length > MOST_OF_A_LIST or beyond:
        return None
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            return _office_of(archive)
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None


def _office_of(archive: ZipFile) -> FileType | None:
    entries = archive.infolist()
    names = {one.filename for one in entries}
    if (
        len(entries) > MOST_ENTRIES
        or min((one.header_offset for one in entries), default=1) != 0
        or sum(one.file_size for one in entries) > MOST_UNPACKED
        or any(one.flag_bits & 1 for one in entries)
        or any(name.startswith("/") or ".." in name.split("/") for name in names)
        or any(name.lower().endswith("vbaproject.bin") for name in names)
    ):
        return None
    if "mimetype" in names:
        macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
        said = _entry(archive, "mimetype").strip().decode("ascii", "replace")
        return ODT if said == ODT.media_type and "content.xml" in names and not macros else None
    index = _entry(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    for kind, part in (
        (DOCX, "word/document.xml"),
        (PPTX, "ppt/presentation.xml"),
        (XLSX, "xl/workbook.xml"),
    ):
        if part in names and f"{kind.media_type}.main+xml".encode() in index:
            return kind
    return None


def _entry(archive: ZipFile, name: str) -> bytes:
    """Return the start of an entry: what an index needs, however much it claims to unpack to."""
    with archive.open(name) as entry:
        return entry.read(MOST_OF_AN_INDEX)


def _is_text(file: IO[Any]) -> bool:
    """Return whether it is UTF-8 throughout, without control characters, and does not start as a page."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    first = True
    try:
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            if CONTROL.search(text) or (first and ACTIVE_START.match(text)):
                return False
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _tail(file: IO[Any]) -> bytes:
    end = file.seek(0, 2)
    file.seek(max(0, end - TAIL))
    return file.read()


SIGNATURES: tuple[tuple[bytes, FileType, Callable[[IO[Any]], bool]], ...] = (
    (b"%PDF-", PDF, _is_pdf),
    (b"\x89PNG\r\n\x1a\n", PNG, _is_png),
    (b"\xff\xd8\xff", JPEG, _is_jpeg),
)
