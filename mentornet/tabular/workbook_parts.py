"""The small parts of an XLSX workbook: its sheets, its styles, its texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from mentornet.tabular.archives import Archive, damaged, too_much
from mentornet.tabular.errors import UnreadableFile

MOST_SMALL = 16 * 1024 * 1024
MOST_TEXTS_BYTES = 150 * 1024 * 1024
MOST_TEXTS = 2_000_000
MOST_TEXT_BYTES = 4 * 1024 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEXT = re.compile(rb"[<:]si\b")
_PADDED = re.compile(r"^0{2,}$")


class Part(NamedTuple):
    """A sheet of the workbook and where it is in the archive."""

    name: str
    path: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """How numbers are shown, by the number of the cell's style: which are dates, and which have leading zeros."""

    dates: frozenset[str] = frozenset()
    padded: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets of a workbook have in common."""

    archive: Archive
    parts: tuple[Part, ...]
    styles: Styles
    is_1904: bool
    texts_path: str | None

    def texts(self) -> list[str]:
        """Return the texts that cells name by their numbers."""
        return list(_texts(self.archive, self.texts_path)) if self.texts_path else []


def parser(*, tag: str) -> Any:
    """Return a parser that is fed pieces and expands, fetches and defines nothing."""
    return etree.XMLPullParser(
        events=("end",), tag=tag, resolve_entities=False, no_network=True, load_dtd=False
    )


def open_parts(archive: Archive) -> Workbook:
    """Return the workbook in *archive*; raise UnreadableFile for what is none."""
    _refuse_other_kinds(archive)
    main = next(
        (to for kind, _id, to in _relations(archive, "") if kind.endswith("/officeDocument")), ""
    )
    main = main if main in archive else "xl/workbook.xml"
    if main not in archive:
        raise damaged()
    tree = _tree(archive, main)
    relations = _relations(archive, main)
    sheets = {
        key: path
        for kind, key, path in relations
        if kind.endswith("/worksheet") and path in archive
    }
    parts = []
    for sheet in tree.iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        if str(key) in sheets:
            hidden = sheet.get("state", "visible") != "visible"
            parts.append(Part(str(sheet.get("name", "")), sheets[str(key)], hidden))
    if not parts:
        raise damaged()
    properties = next(tree.iter("{*}workbookPr"), None)
    is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    texts = next((to for kind, _id, to in relations if kind.endswith("/sharedStrings")), None)
    styles = next((to for kind, _id, to in relations if kind.endswith("/styles")), None)
    return Workbook(
        archive,
        tuple(parts),
        _styles(_tree(archive, styles)) if styles and styles in archive else Styles(),
        is_1904,
        texts if texts and texts in archive else None,
    )


def _refuse_other_kinds(archive: Archive) -> None:
    names = archive.names
    if "mimetype" in names or any(name.endswith((".iwa", "workbook.bin")) for name in names):
        raise UnreadableFile(
            _("This workbook is not an .xlsx file. Open it, and save it as .xlsx or CSV UTF-8.")
        )


def _tree(archive: Archive, name: str) -> Any:
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(archive.read(name, most=MOST_SMALL), safe)
    if tree is None:
        raise damaged()
    return tree


def _relations(archive: Archive, name: str) -> list[tuple[str, str, str]]:
    """Return the kind, key and path of what a part refers to."""
    folder, base = posixpath.split(name)
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    if path not in archive:
        return []
    return [
        (
            str(one.get("Type", "")),
            str(one.get("Id", "")),
            posixpath.normpath(posixpath.join("/", folder, str(one.get("Target", "")))).lstrip("/"),
        )
        for one in _tree(archive, path)
        if isinstance(one.tag, str)
    ]


def _styles(tree: Any) -> Styles:
    codes = {str(at): code for at, code in BUILTIN_FORMATS.items()}
    for one in tree.iter("{*}numFmt"):
        codes[str(one.get("numFmtId"))] = str(one.get("formatCode", ""))
    dates, padded = set(), {}
    formats = next(tree.iter("{*}cellXfs"), ())
    for at, style in enumerate(formats):
        code = codes.get(str(style.get("numFmtId", "0")), "")
        if _PADDED.match(code):
            padded[str(at)] = len(code)
        elif is_date_format(code):
            dates.add(str(at))
    return Styles(frozenset(dates), padded)


def _texts(archive: Archive, path: str) -> Iterator[str]:
    if archive.size(path) > MOST_TEXTS_BYTES:
        raise too_much(archive.size(path))
    count = 0
    for piece in archive.pieces(path):
        count += len(_TEXT.findall(piece))
        if count > MOST_TEXTS:
            raise too_much(archive.size(path))
    feed, pending = parser(tag="{*}si"), 0
    for piece in archive.pieces(path):
        feed.feed(piece)
        pending += len(piece)
        item = None
        for _event, item in feed.read_events():
            pending = 0
            yield text_of(item)
        drop_before(item)
        if pending > MOST_TEXT_BYTES:
            raise too_much(archive.size(path))
    feed.close()


def text_of(item: Any) -> str:
    """Return the text of a cell, whose runs may be set in different fonts; not how it is pronounced."""
    if len(item) == 1 and (only := item[0]).tag.endswith("}t"):
        text = only.text or ""
    else:
        text = "".join(
            run.text or ""
            for run in item.iter("{*}t")
            if run.getparent() is item or not run.getparent().tag.endswith("}rPh")
        )
    if "_x" in text:
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def drop_before(item: Any) -> None:
    """Forget the elements that were read before *item*, if there is one."""
    if item is not None:
        item.clear()
        del (parent := item.getparent())[: parent.index(item)]
