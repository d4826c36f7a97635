"""Cells with a job title and a unit in one: “Associate Professor, Cardiology”. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from profiles.roster.domain.columns import TITLE, TITLE_AND_UNIT
from profiles.roster.domain.rows import RawRow
from profiles.words.domain.titles import Sure, rank_of

_BETWEEN = re.compile(r"\s*(?:[,;\n|]|\s[-–—]\s|\s/\s)\s*")
_UNIT_WORDS = re.compile(
    r"^(the )?(department|dept\.?|division|section|school|college|institute)( of)?\b", re.IGNORECASE
)


def split_title(cell: str) -> tuple[str, str]:
    """Return the title and the unit of *cell*; what can't be told apart is all title, which is asked.

    >>> split_title("Associate Professor, Cardiology"), split_title("Medicine / Renal; Professor of Medicine")
    (('Associate Professor', 'Cardiology'), ('Professor of Medicine', 'Medicine / Renal'))
    >>> split_title("Staff Scientist - Division of Genetics"), split_title("Chief, Cardiology, Professor")
    (('Staff Scientist', 'Division of Genetics'), ('Chief, Professor', 'Cardiology'))
    >>> split_title("Professor"), split_title("Nurse, PICU")
    (('Professor', ''), ('Nurse', 'PICU'))
    """
    parts = [part for part in _BETWEEN.split(cell.strip()) if part]
    titles = [part for part in parts if _is_title(part)] or parts[:1]
    units = [part for part in parts if part not in titles]
    return ", ".join(titles), " / ".join(units)


def with_titles_apart(raws: Sequence[RawRow]) -> list[RawRow]:
    """Return *raws* with a title and a unit of their own in place of a cell that has both."""
    return [_apart(raw) if TITLE_AND_UNIT in raw.cells else raw for raw in raws]


def _apart(raw: RawRow) -> RawRow:
    cells = dict(raw.cells)
    title, unit = split_title(cells.pop(TITLE_AND_UNIT))
    if not cells.get(TITLE, "").strip():
        cells[TITLE] = title
    above = cells.get("unit", "").strip()
    if unit and above and above.rpartition("/")[2].strip().casefold() != unit.casefold():
        unit = f"{above} / {unit}"
    # Of a cell that is only a title nothing is known of the unit.
    if unit:
        cells["unit"] = unit
    asked = dict(raw.asked)
    if problem := asked.pop(TITLE_AND_UNIT, ""):
        asked["rank"] = problem
    return replace(raw, cells={"rank": "", **cells}, asked=asked)


def _is_title(part: str) -> bool:
    if _UNIT_WORDS.search(part):
        return False
    return rank_of(part, {}).sure == Sure.RANK or bool(
        re.search(
            r"\b(chair|chief|dean|director|head|professor|instructor|fellow|scientist)\b",
            part,
            re.I,
        )
    )
