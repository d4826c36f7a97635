"""The rows of a CSV file, in whatever encoding and with whatever separator, in bounded memory."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from mentornet.tabular.cleaning import excerpt
from mentornet.tabular.encodings import encoding_of
from mentornet.tabular.errors import UnreadableFile, csv_problem
from mentornet.tabular.raw import Limits, RawRow, RawTable

# The rarest in text first: of two that fit as well, it is the one.
DELIMITERS = ("\t", "|", ";", ",")
SAMPLE = 128 * 1024
SAMPLE_ROWS = 60
LONGEST_LINE = 2_000_000
MOST_LINES = 10_000
"""In one row: a cell may have line breaks."""
MOST_BLANK = 2_000_000
WIDEST = 10
"""Times the columns of a table: a row with more cells than that, blank ones at its end aside, is no row of one."""
_SEPARATOR = re.compile(r"^\ufeff?\"?sep=(.)\"?[;,\t|]*\r?\n?$", re.IGNORECASE)
ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}


def open_text(
    file: BinaryIO, *, limits: Limits, known_heading: Callable[[str], bool] | None
) -> RawTable:
    """Return the rows of a text *file*; raise UnreadableFile."""
    encoding = encoding_of(file)
    lines = _Lines(file, encoding.name)
    sample = lines.sample()
    delimiter, start = _said_delimiter(sample)
    if delimiter and len(next(iter(_try(sample[start:], delimiter)), ())) < 2:
        delimiter = None  # The line was left from another export.
    rows = _parsed(sample[start:], DELIMITERS if delimiter is None else (delimiter,))
    is_wrapped = False
    if delimiter is None:
        delimiter = _best(rows, known_heading)
        if all(len(row) <= 1 for row in rows[delimiter]):
            inner = _parsed([f"{row[0]}\n" for row in rows[delimiter] if row], DELIMITERS)
            best = _best(inner, known_heading)
            if sum(len(row) > 1 for row in inner[best]) * 2 > len(inner[best]):
                delimiter, is_wrapped = best, True
    notes = []
    if encoding.example:
        notes.append(
            _(
                "The file is not in UTF-8. We read it as %(encoding)s: check names such as “%(word)s”."
            )
            % {"encoding": ENCODINGS[encoding.name], "word": excerpt(encoding.example)}
        )
    if is_wrapped:
        notes.append(_("Each row was in quotation marks as a whole. We took them off."))
    read = _rows(
        lines, delimiter, skipped=start, is_wrapped=is_wrapped, most=WIDEST * limits.columns
    )
    return RawTable(read, is_text=True, notes=notes)


# Separators ---------------------------------------------------------------------------------


def _said_delimiter(lines: list[str]) -> tuple[str | None, int]:
    """Return the separator that the first line names, as Excel writes it, and how many lines say so."""
    found = _SEPARATOR.match(lines[0]) if lines else None
    return (found[1], 1) if found else (None, 0)


def _parsed(lines: list[str], delimiters: tuple[str, ...]) -> dict[str, list[list[str]]]:
    return {sign: _try(lines, sign) for sign in delimiters}


def _try(lines: list[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(iter(lines), delimiter=delimiter)
    try:
        return [row for row in islice(reader, SAMPLE_ROWS) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []


def _best(rows: dict[str, list[list[str]]], known_heading: Callable[[str], bool] | None) -> str:
    """Return the separator with headings that are known, or else with the most rows of one width."""

    def worth(sign: str) -> tuple[int, float, int]:
        found = rows[sign]
        known = 0
        if known_heading is not None:
            counts = (sum(known_heading(cell.strip()) for cell in row) for row in found)
            known = max(counts, default=0)
        widths = Counter(len(row) for row in found if len(row) > 1)
        if not widths:
            return (known if known > 1 else 0), 0.0, 0
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
        return (known if known > 1 else 0), count / len(found), width

    return max(rows, key=worth)


# Rows ---------------------------------------------------------------------------------------


class _Raw(io.RawIOBase):
    """Any file as one that can be decoded, and is left open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        piece = self._file.read(len(into))
        into[: len(piece)] = piece
        return len(piece)


class _Lines:
    """The lines of a text, ended by any of the usual ends; refuses what is too long for a table."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.of_row = 0

    def sample(self) -> list[str]:
        """Return the first lines, the last of which is whole."""
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if size > SAMPLE:
                break
        return lines

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        text = io.TextIOWrapper(
            io.BufferedReader(_Raw(self._file)), encoding=self._encoding, newline=""
        )
        number = self.of_row = 0
        try:
            while line := text.readline(LONGEST_LINE):
                number += 1
                self.of_row += 1
                if len(line) >= LONGEST_LINE or self.of_row > MOST_LINES:
                    raise _too_long(number)
                yield line
        except UnicodeError:
            raise UnreadableFile(
                _("Line %(number)d can’t be read as text. Save the file again as CSV UTF-8.")
                % {"number": number + 1}
            ) from None


def _too_long(line: int) -> UnreadableFile:
    return UnreadableFile(
        _("Line %(number)d is too long for a table. Save the sheet again as CSV UTF-8.")
        % {"number": line}
    )


def _rows(
    lines: _Lines, delimiter: str, *, skipped: int, is_wrapped: bool, most: int
) -> Iterator[RawRow]:
    reader = csv.reader(islice(lines, skipped, None), delimiter=delimiter, strict=True)
    number = blank = 0
    try:
        for cells in reader:
            lines.of_row = 0
            number += 1
            if not cells:
                blank += 1
                if blank > MOST_BLANK:
                    raise UnreadableFile(
                        _("The file is almost all blank lines. Save the sheet again.")
                    )
                continue
            if is_wrapped and len(cells) == 1:
                cells = next(csv.reader([cells[0]], delimiter=delimiter, strict=True), [])
            if len(cells) > most:
                if any(cell.strip() for cell in islice(cells, most, None)):
                    raise _too_long(reader.line_num + skipped)
                del cells[most:]
            yield number, cells
    except csv.Error as error:
        raise csv_problem(error, line=reader.line_num + skipped, row=number + 1) from None
