"""What the network map is made of: what goes in, and the marks, sectors and rings that come out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from math import tau
from typing import TYPE_CHECKING

from networks.map.domain import geometry
from networks.map.domain.geometry import Cell, Point
from networks.phrases import ROLE_LABELS
from profiles.vocabulary import ROLE_MEANING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNSAID = "unsaid"
"""The sector of relationships whose role is not known; there only when it is needed."""


CONFIRMATION = "confirmation"
REQUEST = "request"


@dataclass(frozen=True)
class MapTie:
    """One tie as the map shows it. `closeness` is 1 (close), 2 (regular) or 3 (distant).

    `groups` names the groups that the two are in; with the origin "group" there is no more than that.
    `pending` is CONFIRMATION or REQUEST while the other one has not answered; it fills no role yet.
    """

    id: Hashable
    name: str
    kind: str
    url: str = ""
    origin: str = "informal"
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    closeness: int = 2
    rank_label: str = ""
    external: bool = False
    is_supervisor: bool = False
    since: date | None = None
    groups: tuple[str, ...] = ()
    pending: str = ""
    sort_key: str = ""

    @property
    def ring(self) -> int:
        """The ring of the map, by closeness."""
        return min(max(self.closeness, 1), 3)

    @property
    def known_roles(self) -> list[str]:
        """The roles that the map knows, in its order."""
        return [role for role in ROLE_LABELS if role in self.roles]


@dataclass(frozen=True)
class Format:
    """The measures of one drawing, in units of its view box."""

    prefix: str
    size: float
    hub: float
    first: float
    last: float
    beads: float
    rim: float
    rim_outer: float
    mark: float
    comfortable: float
    gap: float
    label: float
    least_sector: float
    bead: float

    @property
    def centre(self) -> float:
        return self.size / 2


WIDE = Format(
    "map", 860, 56, 70, 362, 374, 387, 425, 23, 19, 9, 13, 30 * tau / 360, 4.5
)  # fmt: skip
COMPACT = Format(
    "map-compact", 372, 23, 28, 155, 159, 164, 185.5, 14, 11, 3.5, 11, 34 * tau / 360, 2.5
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A straight line of text."""

    text: str
    x: float
    y: float
    anchor: str = "middle"


@dataclass(frozen=True)
class ArcText:
    """A line of text along an arc; `id` names the path for textPath."""

    id: str
    d: str
    text: str


@dataclass(frozen=True)
class Thread:
    """From a mark to one further role that the tie fills; ends in a bead at the rim."""

    role: str
    d: str
    x: float
    y: float


@dataclass(frozen=True)
class Mark:
    """One tie on the map, drawn around (x, y) within a disc of radius `r`."""

    id: Hashable
    url: str
    name: str
    accessible_name: str
    initials: str
    initials_y: float
    form: str
    from_program: bool
    from_group: bool
    is_pending: bool
    is_supervisor: bool
    role: str
    closeness: int
    x: float
    y: float
    r: float
    d: str
    inner_d: str
    label: Line | None
    threads: tuple[Thread, ...]
    roles_text: str = ""

    @property
    def all_roles(self) -> str:
        """Return the roles that the person fills, as the map's script reads them."""
        return " ".join([self.role, *(thread.role for thread in self.threads)])


@dataclass(frozen=True)
class Sector:
    """One role: its ground, its name on the rim, and the people who fill it."""

    role: str
    label: str
    count: int
    empty: bool
    waiting: bool
    url: str
    cell: Cell
    d: str
    rim_d: str
    tints: tuple[str, ...]
    title: ArcText
    call: tuple[Line, ...]
    call_name: str
    plus: Point
    marks: tuple[Mark, ...] = ()

    @property
    def meaning(self) -> StrOrPromise:
        """Return what someone in this role does; "" for people whose role is not set."""
        return ROLE_MEANING.get(self.role, "")

    @property
    def bare(self) -> bool:
        """Return whether no one stands there, not even someone who has not answered yet."""
        return self.empty and not self.waiting


@dataclass(frozen=True)
class Ring:
    """One closeness; `title` is None where there is no free place for its name."""

    closeness: int
    label: str
    inner: float
    outer: float
    title: ArcText | None


@dataclass(frozen=True)
class Row:
    """One tie in words, for the table beside the map."""

    id: Hashable
    url: str
    name: str
    rank_label: str
    kind: str
    origin: str
    roles: str
    areas: str
    closeness: str
    external: bool
    is_supervisor: bool
    since: date | None
    from_group: bool
    groups: str
    pending: str


@dataclass(frozen=True)
class MapLayout:
    """Everything that a template draws; sectors clockwise from the top, rings from inside."""

    format: Format
    sectors: tuple[Sector, ...]
    rings: tuple[Ring, ...]
    rows: tuple[Row, ...]
    mark_size: float
    summary: str

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for sector in self.sectors for mark in sector.marks)

    @property
    def unnamed(self) -> int:
        """Return how many people have no name beside their mark, since there is no room for it."""
        return sum(mark.label is None for mark in self.marks)

    @property
    def has_group_peers(self) -> bool:
        return any(mark.from_group for mark in self.marks)

    @property
    def has_pending(self) -> bool:
        return any(mark.is_pending for mark in self.marks)

    @property
    def view_box(self) -> str:
        return f"0 0 {geometry.n(self.format.size)} {geometry.n(self.format.size)}"
