"""Read CSV and XLSX files as people's tools write them: bytes in, cells out.

Whatever the bytes are, the only exception is `UnreadableFile`, and never more than a known amount
of memory is used. The kind of file is told by its content, not by its name.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.tabular.errors import UnreadableFile, csv_problem
from mentornet.tabular.opening import MAX_BYTES
from mentornet.tabular.raw import Limits
from mentornet.tabular.workbooks import open_workbook

__all__ = ["MAX_BYTES", "UnreadableFile", "likely_delimiter", "read_cells"]

DELIMITERS = (",", ";", "\t")


def likely_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first row into the most cells; of equals, the second row."""

    def cells(sign: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=sign)
        try:
            return len(next(reader, [])), len(next(reader, []))
        except csv.Error:
            return 0, 0

    return max(DELIMITERS, key=cells)


def read_cells(
    file: BinaryIO,
    *,
    max_columns: int,
    delimiter_of: Callable[[str], str] = likely_delimiter,
) -> Iterator[list[str]]:
    """Yield the rows of a CSV or XLSX *file* as cells; raise UnreadableFile.

    A workbook's rows end one cell after *max_columns*, so that the caller can see and refuse what
    is too wide. *delimiter_of* tells from a whole text what separates its cells.
    """
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
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return _workbook_rows(file, max_columns + 1)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            _("This is an old .xls file, or one with a password. Save it as .xlsx or as CSV UTF-8.")
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("This text is in UTF-16. Save it as CSV UTF-8."))
    text = _decode(file.read())
    return _text_rows(text, delimiter_of(text))


# Text ---------------------------------------------------------------------------------------


def _decode(content: bytes) -> str:
    """UTF-8 if it is; else Windows-1252; never a mixture of the two."""
    head = content[:4096]
    if head.count(0) > len(head) // 10:
        raise UnreadableFile(_("This is not a text file. Save the sheet as CSV UTF-8 or .xlsx."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    as_utf8: list[int] = []
    not_utf8: list[int] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8-sig")
            as_utf8.append(number)
        except UnicodeDecodeError:
            not_utf8.append(number)
    if as_utf8:
        raise UnreadableFile(
            ngettext(
                "Two encodings are mixed: line %(good)d is UTF-8, and line %(bad)s is not. Save "
                "the file again as CSV UTF-8.",
                "Two encodings are mixed: line %(good)d is UTF-8, and lines %(bad)s are not. Save "
                "the file again as CSV UTF-8.",
                len(not_utf8),
            )
            % {"good": as_utf8[0], "bad": _lines(not_utf8)}
        )
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Line %(number)d is neither UTF-8 nor Windows-1252. Save the file as CSV UTF-8.")
            % {"number": number}
        ) from None


def _lines(numbers: Sequence[int]) -> str:
    return ", ".join([*map(str, numbers[:5]), *(["…"] if len(numbers) > 5 else [])])


def _text_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield cells
    except csv.Error as error:
        raise csv_problem(error, line=reader.line_num, row=number + 1) from None


# Workbooks ----------------------------------------------------------------------------------


def _workbook_rows(file: BinaryIO, max_columns: int) -> Iterator[list[str]]:
    limits = Limits(columns=max_columns - 1)
    before = 0
    for number, cells in open_workbook(file, limits=limits, sheet=None, known_heading=None).rows:
        yield from ([] for _ in range(number - before - 1))
        yield cells
        before = number
