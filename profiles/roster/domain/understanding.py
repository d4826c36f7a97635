"""A file as people have it, understood: which columns, days, names and titles it has, and what is to be asked.

`understand` returns the rows of the roster that the file is, and `how` they were read, as plain values that the
preview shows. What the file doesn't tell is in `how["open"]`: the director answers it there, once for all rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from mentornet.names import full_name
from profiles.models import Institution
from profiles.roster.domain.answers import Answers
from profiles.roster.domain.columns import NAME, TITLE
from profiles.roster.domain.day_order import read_days
from profiles.roster.domain.files import (
    SAMPLE,
    RosterFile,
    column_errors,
    headings_of,
    open_roster,
    rows_of,
)
from profiles.roster.domain.found_errors import headings_by_column
from profiles.roster.domain.headings import Heading
from profiles.roster.domain.known_titles import in_words
from profiles.roster.domain.meanings import (
    remembered_headings,
    remembered_titles,
    remembered_tracks,
)
from profiles.roster.domain.rows import RawRow, RowError
from profiles.roster.domain.supervisors import Supervised, with_supervisors
from profiles.roster.domain.title_cells import with_titles_apart
from profiles.roster.domain.titles import Title, Titled, with_ranks
from profiles.roster.domain.tracks import with_tracks
from profiles.roster.domain.whole_names import NameOrder, have_commas, split_name

MOST_SHOWN = 150
"""Titles, tracks, names and left-out rows that a preview lists; with each asked, a form keeps below 1,000 fields."""
LISTS = ("left_out", "not_faculty", "titles", "unknown", "filled")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_CODE = re.compile(r"^[A-Z]{0,5}[-_]?\d{3,}\s*[-–:]?\s+(?=\D)")


@dataclass(frozen=True)
class Understood:
    """The rows of a file that are people of the roster, how they were read, and what stands in the way."""

    rows: list[RawRow]
    notes: list[str]
    how: dict[str, Any] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    # All of what `how` has the first of, to be kept packed: row, what it is, text, and how it counts.
    lists: dict[str, Any] = field(default_factory=dict)
    # What the file calls our columns.
    headings: dict[str, str] = field(default_factory=dict)
    # The ids of people in the file whose rows are left out: they are not missing from it.
    left_out: frozenset[str] = frozenset()


def understand(file: BinaryIO, institution: Institution, answers: Answers) -> Understood:
    """Return what *file* says of the people of *institution*; raise UnreadableFile."""
    opened = open_roster(file, sheet=answers.sheet, header_row=answers.header_row)
    headings = headings_of(
        opened, chosen=dict(answers.columns), remembered=remembered_headings(institution)
    )
    errors = column_errors(headings)
    # While a column is missing, nothing can be said of the rows.
    raws = [] if errors else rows_of(opened, headings)
    notes = list(opened.notes)
    raws, order = _with_names(raws, answers.name_order)
    raws = with_titles_apart(raws)
    raws, unit_note = _with_plain_units(raws)
    notes += unit_note
    raws, days = read_days(raws, chosen=answers.day_order)
    titled = with_ranks(raws, remembered_titles(institution))
    tracked = with_tracks(titled.rows, remembered_tracks(institution))
    supervised = with_supervisors(
        tracked.rows, institution, answers=answers.supervisors, left_out=titled.left_out
    )
    how = {
        **_file_how(opened),
        "headings": [_heading_how(one) for one in headings],
        "name_order": order,
        "days": asdict(days) if days else None,
        "titles": [_title_how(one) for one in titled.titles[:MOST_SHOWN]],
        "titles_count": len(titled.titles),
        "titles_open": sum(one.is_open for one in titled.titles),
        "tracks": [asdict(one) for one in tracked.asked[:MOST_SHOWN]],
        "tracks_count": len(tracked.asked),
        "tracks_open": sum(not one.track for one in tracked.asked),
        "not_faculty": _people(titled.left_out)[:MOST_SHOWN],
        "not_faculty_count": len(titled.left_out),
        "supervisors": [
            {
                "text": one.text,
                "rows": one.rows,
                "people": [[each.external_id, each.name] for each in one.people],
                "answer": one.answer,
                "suggested": one.suggested,
            }
            for one in supervised.asked[:MOST_SHOWN]
        ],
        "supervisors_matched": supervised.matched,
        "supervisors_unknown": [list(one) for one in supervised.unknown[:MOST_SHOWN]],
        "supervisors_unknown_count": len(supervised.unknown),
    }
    left_out = frozenset(
        key for raw in titled.left_out if (key := raw.cells.get("external_id", "").strip())
    )
    return Understood(
        supervised.rows,
        notes,
        how,
        errors,
        lists=_lists(opened, titled, supervised),
        headings=headings_by_column(how["headings"]),
        left_out=left_out,
    )


def _lists(
    opened: RosterFile, titled: Titled, supervised: Supervised
) -> dict[str, list[Sequence[Any]]]:
    """Return all that was noticed in the file, of which a page shows the first: see LISTS."""
    faculty = _("not faculty")
    return {
        "left_out": [
            (one.row, _("left out"), one.excerpt, str(one.why)) for one in opened.left_out
        ],
        "not_faculty": [
            (row, faculty, name, title) for row, name, title in _people(titled.left_out)
        ],
        "titles": [
            (None, _("title"), one.text, in_words(one.rank, not_faculty=faculty) or _("asked"))
            for one in titled.titles
        ],
        "unknown": [
            (None, _("unknown supervisor"), text, _("left as it is"))
            for text, _rows in supervised.unknown
        ],
        "filled": [
            (
                f"{one.first_row}-{one.last_row}",
                _("merged cell"),
                one.text,
                opened.headers[one.column],
            )
            for one in opened.filled
        ],
    }


def _with_names(raws: list[RawRow], chosen: str) -> tuple[list[RawRow], dict[str, Any] | None]:
    """Return *raws* with a given and a family name where they have whole ones, and how those were read."""
    names = [raw.cells[NAME] for raw in raws if NAME in raw.cells]
    if not names:
        return raws, None
    order = chosen if chosen in set(NameOrder) else NameOrder.FIRST_LAST
    found = [_with_name(raw, order) for raw in raws]
    examples = [
        [raw.cells[NAME].strip(), done.cells.get("given_name", ""), done.cells["family_name"]]
        for raw, done in zip(raws[:SAMPLE], found, strict=False)
        if raw.cells.get(NAME, "").strip()
    ]
    examples.sort(key=lambda one: -len(one[0].split()))
    how = {"order": str(order), "commas": have_commas(names), "examples": examples[:3]}
    return found, how


def _with_name(raw: RawRow, order: str) -> RawRow:
    if NAME not in raw.cells:
        return raw
    cells = dict(raw.cells)
    given, family = split_name(cells.pop(NAME), order)
    if not cells.get("given_name", "").strip() and not cells.get("family_name", "").strip():
        cells |= {"given_name": given, "family_name": family}
    return replace(raw, cells={"given_name": "", "family_name": "", **cells})


def _with_plain_units(raws: list[RawRow]) -> tuple[list[RawRow], list[str]]:
    """Return *raws* without what most units carry beside their name: a manager in brackets, a code."""
    names = [name for raw in raws if (name := raw.cells.get("unit", "").strip())]
    notes = []
    for pattern, said in (
        (_IN_BRACKETS, _("What stands in brackets behind the units was left out: “%(text)s”.")),
        (_CODE, _("The codes before the units were left out: “%(text)s”.")),
    ):
        told = [name for name in names if pattern.search(name)]
        if names and len(told) * 5 >= len(names) * 4:
            raws = [_stripped(raw, pattern) for raw in raws]
            match = pattern.search(told[0])
            notes.append(said % {"text": match[0].strip() if match else ""})
    return raws, notes


def _stripped(raw: RawRow, pattern: re.Pattern[str]) -> RawRow:
    unit = raw.cells.get("unit", "")
    bare = pattern.sub("", unit.strip())
    return replace(raw, cells={**raw.cells, "unit": bare}) if bare != unit else raw


def _file_how(opened: RosterFile) -> dict[str, Any]:
    left_out = [[one.row, str(one.why), one.excerpt] for one in opened.left_out[:MOST_SHOWN]]
    return {
        "sheet": opened.sheet,
        "sheets": [[one.name, one.rows] for one in opened.sheets if not one.is_hidden],
        "header_row": opened.header_row,
        "kind": opened.kind,
        "left_out": left_out,
        "left_out_count": len(opened.left_out),
        "filled": [
            {
                "column": opened.headers[one.column],
                "text": one.text,
                "first": one.first_row,
                "last": one.last_row,
            }
            for one in opened.filled[:MOST_SHOWN]
        ],
        "filled_count": len(opened.filled),
    }


def _heading_how(one: Heading) -> dict[str, Any]:
    return {
        "text": one.text,
        "column": one.column,
        "why": str(one.why),
        "examples": list(one.examples),
    }


def _title_how(one: Title) -> dict[str, Any]:
    return {"text": one.text, "people": one.people, "rank": one.rank, "asked": one.is_asked}


def _people(raws: Sequence[RawRow]) -> list[list[Any]]:
    return [
        [
            raw.number,
            full_name(raw.cells.get("given_name", ""), raw.cells.get("family_name", "")),
            raw.cells.get("rank", "") or raw.cells.get(TITLE, ""),
        ]
        for raw in raws
    ]
