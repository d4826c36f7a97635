"""Reading a roster file: bytes in, rows out. Whatever the bytes are, the only error is `UnreadableFile`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.tabular.parts import Filled, LeftOut
from mentornet.tabular.raw import Limits, Sheet
from mentornet.tabular.reading import UnreadableFile
from mentornet.tabular.tables import open_table
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.columns import (
    BY_NAME,
    NAME,
    TITLE,
    TITLE_AND_UNIT,
    nearest_heading,
)
from profiles.roster.domain.headings import Heading, Why, is_known, level_of, meanings
from profiles.roster.domain.rows import WHOLE_FILE, RawRow, RowError

MAX_ROWS = 200_000
LIMITS = Limits(rows=MAX_ROWS, columns=200)
SAMPLE = 200
"""Rows that are looked at for examples."""
_LOST = re.compile("[\x00\ufffd]")
_HALVES = frozenset({"given_name", "family_name"})


class Line(NamedTuple):
    """A row of the file: its number there, its cells, and what is wrong with it as a whole, or with cells of it."""

    number: int
    cells: Sequence[str]
    problem: str = ""
    wrong: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class RosterFile:
    """A file as it was read: its headings, its rows, and what was noticed on the way."""

    headers: tuple[str, ...]
    lines: list[Line]
    notes: list[str]
    sheet: str | None
    sheets: tuple[Sheet, ...]
    header_row: int
    kind: str
    left_out: list[LeftOut]
    filled: list[Filled]


@dataclass(frozen=True)
class RosterSheet:
    """A file's rows by column, with what was noticed on the way."""

    rows: list[RawRow]
    notes: list[str] = field(default_factory=list)


def open_roster(file: BinaryIO, *, sheet: str = "", header_row: int = 0) -> RosterFile:
    """Return the table in a CSV or XLSX *file*; raise UnreadableFile.

    The kind is told by the content, not by the name. *sheet* and *header_row* overrule what would be chosen.
    """
    table = open_table(
        file,
        limits=LIMITS,
        sheet=sheet or None,
        header_row=header_row or None,
        known_heading=is_known,
    )
    lines = [Line(row.number, row.cells) for row in table]
    short = set(table.short_rows)
    if short:
        lines = [_cut_off(one) if one.number in short else one for one in lines]
    for problem in table.problems:
        if problem.column is None:
            lines.append(Line(problem.row, (), problem.message))
    wrong: dict[int, dict[int, str]] = {}
    for problem in table.problems:
        # Lost letters and control characters have words of their own.
        if problem.column is not None and not _LOST.search(problem.excerpt):
            wrong.setdefault(problem.row, {})[problem.column] = problem.message
    if wrong:
        lines = [one._replace(wrong=wrong.get(one.number, one.wrong)) for one in lines]
    lines.sort(key=lambda one: one.number)
    return RosterFile(
        headers=tuple(table.headers),
        lines=lines,
        notes=[str(note) for note in table.notes],
        sheet=table.sheet,
        sheets=tuple(table.sheets),
        header_row=table.header_row,
        kind=str(table.kind.label) if table.kind else "",
        left_out=list(table.left_out),
        filled=list(table.filled),
    )


def _cut_off(line: Line) -> Line:
    problem = _(
        "This row has fewer cells than the header. It is cut off, or a separator is missing."
    )
    return line._replace(problem=problem)


def read_roster(file: BinaryIO) -> RosterSheet:
    """Return the rows of *file* by its own headings, without anyone's answers; raise UnreadableFile."""
    opened = open_roster(file)
    headings = headings_of(opened)
    for error in column_errors(headings):
        raise UnreadableFile(error.message)
    return RosterSheet(rows_of(opened, headings), [*opened.notes, *unused_notes(headings)])


def headings_of(
    opened: RosterFile,
    *,
    chosen: dict[str, str] | None = None,
    remembered: dict[str, str] | None = None,
) -> list[Heading]:
    """Return what the headings of *opened* mean; see `headings.meanings`."""
    sample = [line.cells for line in opened.lines[:SAMPLE]]
    return meanings(opened.headers, sample, chosen=chosen or {}, remembered=remembered or {})


def column_errors(headings: Sequence[Heading]) -> list[RowError]:
    """Return which columns a roster needs and the file doesn't have, and which it has twice."""
    found = [
        RowError(WHOLE_FILE, column, _twice(column, one), code="column_twice")
        for one in headings
        if one.why == Why.TWICE
        for column in (next(each.column for each in headings if each.text == one.instead),)
    ]
    there = {one.column for one in headings}
    there |= _HALVES if NAME in there else set()
    there |= {"rank"} if there & {TITLE, TITLE_AND_UNIT} else set()
    missing = [name for name, column in BY_NAME.items() if column.required and name not in there]
    if missing:
        said = ngettext(
            "This column is missing: %(names)s.",
            "These columns are missing: %(names)s.",
            len(missing),
        ) % {"names": ", ".join(missing)}
        unknown = [excerpt(one.text) for one in headings if not one.column and one.text]
        if unknown:
            more = _("We don’t know these columns: %(names)s.") % {"names": ", ".join(unknown)}
            said = f"{said} {more}"
        found.append(RowError(WHOLE_FILE, "", said, code="column_missing"))
    return found


def _twice(column: str, heading: Heading) -> str:
    words = {"name": column, "first": excerpt(heading.instead), "second": excerpt(heading.text)}
    return _("Two columns are %(name)s: “%(first)s” and “%(second)s”. Use only one.") % words


def unused_notes(headings: Sequence[Heading]) -> list[str]:
    """Return a note on each column that is not used, with the one that may be meant."""
    notes = []
    for one in headings:
        if one.why != Why.UNUSED or not one.text.strip():
            continue
        near = nearest_heading(one.text)
        words = {"name": excerpt(one.text), "near": near}
        notes.append(
            _("We don’t use the column “%(name)s”. Did you mean %(near)s?") % words
            if near
            else _("We don’t use the column “%(name)s”.") % words
        )
    return notes


def rows_of(opened: RosterFile, headings: Sequence[Heading]) -> list[RawRow]:
    """Return the rows by column; the parts of a unit that stand in several columns are one path."""
    places = {
        one.column: at for at, one in enumerate(headings) if one.column and one.column != "unit"
    }
    units = [at for at, one in enumerate(headings) if one.column == "unit"]
    units.sort(key=lambda at: (level_of(headings[at].text), at))
    found = []
    for number, cells, problem, wrong in opened.lines:
        if problem:
            found.append(RawRow(number, {}, problem))
            continue
        by_column = {name: cells[at] for name, at in places.items()}
        if units:
            by_column["unit"] = _path(cells[at] for at in units) if units[1:] else cells[units[0]]
        asked = {headings[at].column: words for at, words in wrong.items() if headings[at].column}
        found.append(RawRow(number, by_column, asked=asked))
    return found


def _path(parts: Iterable[str]) -> str:
    """Return the path of units that *parts* are, from the top; one that repeats the one above is left out."""
    found: list[str] = []
    for part in parts:
        text = re.sub(r"\s+", " ", part).strip()
        if text and (not found or found[-1].casefold() != text.casefold()):
            found.append(text)
    return " / ".join(found)
