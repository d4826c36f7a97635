"""Ranks of a file that are written as job titles: those that the rules tell, and those that are asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from profiles.models import Institution
from profiles.roster.domain.cells import CellError, clean, excerpt, known_rank
from profiles.roster.domain.columns import TITLE
from profiles.roster.domain.meanings import remembered_titles
from profiles.roster.domain.rows import RawRow
from profiles.vocabulary import Rank
from profiles.words.domain.titles import NOT_FACULTY, RankFromTitle, Sure, plain_title, rank_of


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a file: how many people have it, and what it says; `rank` is empty where it says none.

    `is_asked`: no rule tells it, so it is asked, or was.
    """

    text: str
    people: int
    rank: str
    is_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.rank


@dataclass(frozen=True)
class Titled:
    """Rows with ranks in place of titles, those whose people are no faculty, and the titles that were met."""

    rows: list[RawRow]
    left_out: list[RawRow]
    titles: list[Title]


def with_ranks(raws: Sequence[RawRow], answers: Mapping[str, str]) -> Titled:
    """Return *raws* with the rank of each title; *answers* are the institution's (`plain_title` → rank)."""
    rows: list[RawRow] = []
    left_out: list[RawRow] = []
    people: Counter[str] = Counter()
    said: dict[str, RankFromTitle] = {}
    for raw in raws:
        text = _title_of(raw)
        if not text:
            rows.append(_without_title(raw))
            continue
        if text not in said:
            said[text] = rank_of(text, answers)
        people[text] += 1
        found = said[text]
        if found.sure == Sure.NOT_FACULTY:
            left_out.append(raw)
        elif found.sure == Sure.RANK:
            rows.append(_ranked(raw, found.rank))
        else:
            rows.append(_waiting(raw, text))
    return Titled(rows, left_out, _titles(people, said))


def ranked(raws: list[RawRow], institution: Institution) -> list[RawRow]:
    """Return *raws* with the rank of each title that is sure; those of titles that are no faculty's are refused."""
    if all(raw.asked or not _title_of(raw) for raw in raws):
        return raws
    answers = remembered_titles(institution)
    return [_ranked_alone(raw, answers) for raw in raws]


def _ranked_alone(raw: RawRow, answers: Mapping[str, str]) -> RawRow:
    text = "" if raw.asked else _title_of(raw)
    found = rank_of(text, answers) if text else None
    if found is None or found.sure == Sure.ASK:
        return raw
    if found.sure == Sure.RANK:
        return _ranked(raw, found.rank)
    return replace(
        raw, asked={"rank": _("Your institution said that people with this title are not faculty.")}
    )


def _title_of(raw: RawRow) -> str:
    """Return the title that tells the rank of a row; empty where its rank is one by itself."""
    for name in ("rank", TITLE):
        cell = raw.cells.get(name, "").strip()
        if cell:
            try:
                text = clean(cell)
            except CellError:
                return ""
            return "" if known_rank(text) else text
    return ""


def _ranked(raw: RawRow, rank: str) -> RawRow:
    return _without_title(replace(raw, cells={**raw.cells, "rank": rank}))


def _without_title(raw: RawRow) -> RawRow:
    cells = dict(raw.cells)
    title = cells.pop(TITLE, None)
    if title is None:
        return raw
    if not cells.get("rank", "").strip():
        cells["rank"] = title
    return replace(raw, cells=cells)


def _waiting(raw: RawRow, text: str) -> RawRow:
    message = _(
        "We don’t know the rank of “%(title)s”. Answer above what it is here, or write one of %(ranks)s."
    )
    said = message % {"title": excerpt(text), "ranks": ", ".join(Rank.values)}
    asked = {**raw.asked, "rank": said}
    return replace(_ranked(raw, text), asked=asked)


def _titles(people: Counter[str], said: Mapping[str, RankFromTitle]) -> list[Title]:
    """Return the titles, those that no rule tells first; spellings that are compared as one are one."""
    together: dict[str, Title] = {}
    for text, count in people.most_common():
        found = said[text]
        key = plain_title(text) or text
        rank = NOT_FACULTY if found.sure == Sure.NOT_FACULTY else found.rank
        asked = found.answered or found.sure == Sure.ASK
        first = together.get(key) or Title(text, 0, rank, asked)
        together[key] = replace(first, people=first.people + count)
    return sorted(
        together.values(), key=lambda one: (not one.is_open, not one.is_asked, -one.people)
    )
