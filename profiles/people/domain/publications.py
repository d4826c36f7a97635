"""A person's works from the file that ORCID (or a reference manager) hands out. Pure.

Reads ORCID's record as XML or JSON (version 3.0, also the ZIP file with all of one's data) and
BibTeX.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.errors import DomainError
from profiles.people.orcid import normalize_orcid

MAX_BYTES = 5 * 1024**2
MAX_UNPACKED = 40 * 1024**2
MOST_PUBLICATIONS = 5_000


class UnreadablePublications(DomainError):
    code = "unreadable_works"


@dataclass
class Publications:
    """What a file says: titles, journals and keywords, and whose record it is where it says so."""

    titles: list[str] = field(default_factory=list)
    journals: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    orcid: str = ""


def read_publications(content: bytes) -> Publications:
    """Read a file, whatever its format; raise UnreadablePublications with what to do instead."""
    if len(content) > MAX_BYTES:
        raise UnreadablePublications(
            _("The file is larger than %(size)d MB. Upload a smaller one.")
            % {"size": MAX_BYTES // 1024**2}
        )
    works = Publications()
    if content[:4] == b"PK\x03\x04":
        _read_zip(content, works)
    else:
        _read_text(_decoded(content), works)
    if not (works.titles or works.keywords):
        raise UnreadablePublications(
            _(
                "We found no publications or keywords in this file. Check that your ORCID record "
                "has some."
            )
        )
    if len(works.titles) > MOST_PUBLICATIONS:
        raise UnreadablePublications(
            _("This file has more than %(most)d publications. Upload a smaller one.")
            % {"most": MOST_PUBLICATIONS}
        )
    return works


def _decoded(content: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def _read_zip(content: bytes, works: Publications) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
            if (
                sum(one.file_size for one in inside) > MAX_UNPACKED
                or len(inside) > 2 * MOST_PUBLICATIONS
            ):
                raise UnreadablePublications(_("The contents of this ZIP file are too large."))
            for one in inside:
                _read_xml(archive.read(one).decode("utf-8", errors="replace"), works)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadablePublications(
            _("This ZIP file is damaged or has a password. Upload another one.")
        ) from error


def _read_text(text: str, works: Publications) -> None:
    start = text.lstrip()[:1]
    if start == "<":
        _read_xml(text, works)
    elif start in ("{", "["):
        _read_json(text, works)
    elif re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        _read_bibtex(text, works)
    else:
        raise UnreadablePublications(
            _(
                "This is not an ORCID record (XML, JSON, or ZIP) or a BibTeX file. In ORCID, "
                "choose "
                "Works, Actions, Export all works to BibTeX."
            )
        )


# XML and JSON: ORCID's own --------------------------------------------------------------------


def _read_xml(text: str, works: Publications) -> None:
    try:
        root: Element = ElementTree.fromstring(text.encode("utf-8"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadablePublications(
            _("We can’t read this XML file. Download it from ORCID again.")
        ) from error
    groups = [one for one in root.iter() if _bare(one) == "group"]
    # Several sources tell of one work: the first speaks for all.
    summaries = [found for group in groups if (found := _first(group, "work-summary")) is not None]
    for work in summaries or [one for one in root.iter() if _bare(one) in ("work", "work-summary")]:
        outer = _first(work, "title")
        inner = (
            next((one for one in outer if _bare(one) == "title"), outer)
            if outer is not None
            else None
        )
        _add(works.titles, inner.text if inner is not None else None)
        journal = _first(work, "journal-title")
        _add(works.journals, journal.text if journal is not None else None)
    for keyword in root.iter():
        if _bare(keyword) == "keyword":
            content = _first(keyword, "content")
            _add(works.keywords, content.text if content is not None else None)
    if not works.orcid and _bare(root) == "record":
        path = next((one.text or "" for one in root.iter() if _bare(one) == "path"), "")
        works.orcid = _orcid(root.get("path") or path)


def _bare(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(element: Element, name: str) -> Element | None:
    return next((one for one in element.iter() if _bare(one) == name and one is not element), None)


def _read_json(text: str, works: Publications) -> None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePublications(
            _("We can’t read this JSON file. Download it from ORCID again.")
        ) from error
    record = found if isinstance(found, dict) else {"group": found}
    works.orcid = _orcid(_at(record, "orcid-identifier", "path"))
    for keyword in _rows(_at(record, "person", "keywords", "keyword")):
        _add(works.keywords, _at(keyword, "content"))
    groups = _at(record, "activities-summary", "works", "group") or record.get("group")
    for group in _rows(groups):
        summaries = _rows(_at(group, "work-summary")) or [group]
        _add(works.titles, _at(summaries[0], "title", "title", "value"))
        _add(works.journals, _at(summaries[0], "journal-title", "value"))


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _orcid(value: Any) -> str:
    try:
        return normalize_orcid(value) if isinstance(value, str) and value else ""
    except ValidationError:
        return ""


def _add(words: list[str], text: Any) -> None:
    if isinstance(text, str) and (plain := _plain(text)):
        words.append(plain)


def _plain(text: str) -> str:
    """Without marks of HTML, blanks around, and characters that no one sees."""
    bare = re.sub(r"</?[a-zA-Z]{1,10}>", "", text)
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in bare)
    return unicodedata.normalize("NFC", " ".join(shown.split()))


# BibTeX -----------------------------------------------------------------------------------------

ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304"}
LETTERS = {r"\ss": "ß", r"\o": "ø", r"\O": "Ø", r"\ae": "æ", r"\AE": "Æ", r"\aa": "å", r"\l": "ł"}


def _read_bibtex(text: str, works: Publications) -> None:
    for entry in re.finditer(r"^\s*@(\w+)\s*[{(]", text, re.MULTILINE):
        if entry[1].lower() in ("comment", "string", "preamble"):
            continue
        fields = dict(_fields(text, entry.end()))
        _add(works.titles, _latex(fields.get("title", "")))
        _add(works.journals, _latex(fields.get("journal") or fields.get("journaltitle") or ""))
        for keyword in re.split(r"[;,]", _latex(fields.get("keywords", ""))):
            _add(works.keywords, keyword)


FIELD = re.compile(r"\s*,?\s*([\w-]+)\s*=\s*")


def _fields(text: str, start: int) -> Iterator[tuple[str, str]]:
    """Yield name and value of each field of the entry whose brace opens before *start*."""
    comma = re.compile(r"[^,{}=]*").match(text, start)
    place = comma.end() if comma else start
    while match := FIELD.match(text, place):
        place = match.end()
        value, place = _value(text, place)
        yield match[1].lower(), value


def _value(text: str, place: int) -> tuple[str, int]:
    """Return a braced, quoted or bare value at *place*, and where it ends."""
    if text[place : place + 1] == "{":
        depth = 0
        for end in range(place, len(text)):
            depth += (text[end] == "{") - (text[end] == "}")
            if depth == 0:
                return text[place + 1 : end], end + 1
        return text[place + 1 :], len(text)
    if text[place : place + 1] == '"':
        end = text.find('"', place + 1)
        end = end if end >= 0 else len(text)
        return text[place + 1 : end], end + 1
    bare = re.compile(r"[^,}\s]*").match(text, place)
    assert bare is not None  # noqa: S101  (it matches nothing, too)
    return bare[0], bare.end()


def _latex(text: str) -> str:
    """Text without LaTeX's braces, with its accents as letters."""
    for mark, letter in LETTERS.items():
        text = re.sub(re.escape(mark) + r"(?![a-zA-Z])\s*", letter, text)
    text = re.sub(
        r"""\{?\\(['`"^~=])\s*\{?\\?([a-zA-Z])\}?\}?""",
        lambda match: unicodedata.normalize("NFC", match[2] + ACCENTS[match[1]]),
        text,
    )
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    return re.sub(r"\\[a-zA-Z]+\s*|[{}]", "", text)
