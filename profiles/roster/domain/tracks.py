"""Tracks of a file in words of its own: those that the institution answered, and those that are asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from profiles.models import Institution
from profiles.roster.domain.answers import NO_TRACK
from profiles.roster.domain.cells import PARSERS, CellError, clean, excerpt
from profiles.roster.domain.columns import plain
from profiles.roster.domain.meanings import remembered_tracks
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.specialties import named
from profiles.roster.domain.titles import ranked

COLUMN = "track"
LONGEST_ASKED = 100
"""A longer cell is no word for a track, and is refused with its row."""


@dataclass(frozen=True, slots=True)
class Track:
    """A word that is no track of ours: how many people have it, and which track it was said to be; empty for none."""

    text: str
    people: int
    track: str


@dataclass(frozen=True)
class Tracked:
    """Rows with tracks in place of words, and the words that were asked, those without an answer first."""

    rows: list[RawRow]
    asked: list[Track]


def with_tracks(raws: Sequence[RawRow], answers: Mapping[str, str]) -> Tracked:
    """Return *raws* with the track of each word; *answers* are the institution's (`plain` → track, or NO_TRACK)."""
    people: Counter[str] = Counter()
    first: dict[str, str] = {}
    words: dict[str, str] = {}
    rows = []
    for raw in raws:
        cell = raw.cells.get(COLUMN, "")
        if cell not in words:
            words[cell] = _unknown(cell)
        text = words[cell]
        if not text:
            rows.append(raw)
            continue
        people[plain(text)] += 1
        first.setdefault(plain(text), text)
        rows.append(_answered(raw, answers.get(plain(text), "")) or _waiting(raw, text))
    asked = [Track(first[word], count, answers.get(word, "")) for word, count in people.items()]
    asked.sort(key=lambda one: (bool(one.track), -one.people, one.text))
    return Tracked(rows, asked)


def told(raws: Sequence[RawRow], institution: Institution) -> list[RawRow]:
    """Return *raws* with the ranks, tracks and specialties that their words are known to be: no one can be asked."""
    rows = named(ranked(list(raws), institution), institution)
    if all(raw.asked or not _unknown(raw.cells.get(COLUMN, "")) for raw in rows):
        return rows
    answers = remembered_tracks(institution)
    return [raw if raw.asked else _told(raw, answers) for raw in rows]


def _told(raw: RawRow, answers: Mapping[str, str]) -> RawRow:
    text = _unknown(raw.cells.get(COLUMN, ""))
    return (text and _answered(raw, answers.get(plain(text), ""))) or raw


def _unknown(cell: str) -> str:
    """Return the word of a cell that is no track as we or the institution call it; empty for any other cell."""
    if not cell or cell.isspace():
        return ""
    try:
        text = clean(cell)
    except CellError:
        return ""
    try:
        PARSERS[COLUMN](text)
    except CellError:
        return text if len(text) <= LONGEST_ASKED else ""
    return ""


def _answered(raw: RawRow, answer: str) -> RawRow | None:
    if not answer:
        return None
    return replace(raw, cells={**raw.cells, COLUMN: "" if answer == NO_TRACK else answer})


def _waiting(raw: RawRow, text: str) -> RawRow:
    said = _("We don’t know the track “%(track)s”. Answer above which one it is.")
    return replace(raw, asked={**raw.asked, COLUMN: said % {"track": excerpt(text)}})
