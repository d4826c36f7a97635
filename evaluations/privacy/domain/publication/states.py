"""What is published, and what is so, as the calculation knows them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evaluations.privacy.domain.publication.structure import Groups

Facts = Mapping[str, int]
"""What is so of a person, by column."""


@dataclass(frozen=True)
class Known:
    """What is published of one person; no groups: they have left."""

    groups: Groups
    facts: Facts
    moved_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One person of whom something else is so than what is published; *before* None: newly here."""

    person: str
    before: Known | None
    groups: Groups
    facts: Facts

    @property
    def was(self) -> Groups:
        return self.before.groups if self.before else ()


@dataclass(frozen=True)
class Cell:
    """One figure: its count as of a day, and whether it may be shown."""

    count: int
    as_of: date
    shown: bool


@dataclass(frozen=True)
class Row:
    """The figures of one group by column; `open` says whether anything confidential may be shown."""

    open: bool
    since: date
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def cell(self, column: str) -> Cell:
        """A column that no one has anything in yet has no cells: 0, as everyone knows."""
        return self.cells.get(column) or Cell(0, self.since, self.open)


Table = Mapping[str, Row]


@dataclass(frozen=True)
class Publication:
    """What is shown from *day* on."""

    day: date
    threshold: int
    table: Table
