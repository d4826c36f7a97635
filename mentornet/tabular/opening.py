"""Open a file by what is in it, not by its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.raw import Limits, Merge, RawRow, RawTable
from mentornet.tabular.texts import open_text
from mentornet.tabular.workbooks import open_workbook

MAX_BYTES = 50 * 1024 * 1024


def open_raw(
    file: BinaryIO,
    *,
    limits: Limits,
    sheet: str | None = None,
    known_heading: Callable[[str], bool] | None = None,
) -> RawTable:
    """Return the rows of *file*, or of one sheet of it, with merged cells filled down; raise UnreadableFile."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnreadableFile(_("The file is empty."))
    if size > MAX_BYTES:
        raise UnreadableFile(
            _(
                "The file has %(size)s MB. It can have at most %(most)d. Check that it is the "
                "right file, or split it."
            )
            % {"size": f"{size / 1024**2:,.0f}", "most": MAX_BYTES // 1024**2}
        )
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        raw = open_workbook(file, limits=limits, sheet=sheet, known_heading=known_heading)
        raw.rows = _filled_down(raw.rows, raw)
        return raw
    _refuse_other_kinds(start)
    return open_text(file, limits=limits, known_heading=known_heading)


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            _("This is an old .xls file, or one with a password. Save it as .xlsx or as CSV UTF-8.")
        )
    if start.startswith(b"%PDF"):
        raise UnreadableFile(_("This is a PDF. Save the table as .xlsx or CSV UTF-8."))
    if start.lstrip()[:200].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise UnreadableFile(
            _(
                "This is a web page or XML, whatever its name says. Open it in a spreadsheet, and save it as "
                ".xlsx or CSV UTF-8."
            )
        )


def _filled_down(rows: Iterator[RawRow], raw: RawTable) -> Iterator[RawRow]:
    """Yield the rows, with the text of a merged cell in each row that it spans."""
    tall = sorted(one for one in raw.merges if one.last_row > one.first_row)
    if not tall:
        yield from rows
        return
    begins: dict[int, list[Merge]] = {}
    for one in tall:
        begins.setdefault(one.first_row, []).append(one)
    open_merges: list[tuple[Merge, str]] = []
    for number, cells in rows:
        open_merges = [pair for pair in open_merges if pair[0].last_row >= number]
        for merge, text in open_merges:
            at = merge.first_column - 1
            cells += [""] * (at + 1 - len(cells))
            if not cells[at]:
                cells[at] = text
        for merge in begins.pop(number, ()):
            at = merge.first_column - 1
            if at < len(cells) and cells[at].strip():
                open_merges.append((merge, cells[at]))
                raw.fills.append((merge, cells[at]))
        yield number, cells
