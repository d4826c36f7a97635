"""A network as coverage sees it, and what coverage says about it.

Frozen dataclasses only, no Django: queries turn rows into a `Network`,
`coverage.assess` turns that into a `Coverage`, pages and the API show it.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class State(StrEnum):
    """How well a need, a role or an area is covered."""

    EMPTY = "empty"
    THIN = "thin"
    FILLED = "filled"


class Severity(IntEnum):
    """How soon a finding deserves attention; sorts from the most pressing."""

    PRESSING = 1
    WORTHWHILE = 2
    NOTE = 3


class WishState(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Need:
    """Help that the person wants: an area, and the role wanted where they can say."""

    area: str
    role: str | None = None
    priority: int = 2


@dataclass(frozen=True)
class Wish:
    """A wish of the person's own about who is in the network, e.g. ("gender", "woman")."""

    attribute: str
    value: str
    at_least: int = 1


@dataclass(frozen=True)
class NetworkTie:
    """One tie. `mentor` identifies the person: two ties to one person are one person.

    `qualities` holds (attribute, value) pairs that the mentor has shared with this
    person; an attribute that is missing is not known, and is never guessed.
    """

    id: Hashable
    name: str
    mentor: Hashable
    kind: str
    origin: str = "informal"
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    rank: str | None = None
    unit: Hashable | None = None
    inside: bool = True
    expertise: frozenset[str] = frozenset()
    is_supervisor: bool = False
    over_capacity: bool = False
    qualities: frozenset[tuple[str, str]] = frozenset()
    sort_key: str = ""


@dataclass(frozen=True)
class Network:
    """The person at the center with their needs, ties and wishes. Order carries no meaning."""

    needs: tuple[Need, ...] = ()
    ties: tuple[NetworkTie, ...] = ()
    wishes: tuple[Wish, ...] = ()
    rank: str | None = None
    unit: Hashable | None = None
    expertise: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Action:
    """What a page links to: `verb` names the step, the rest says about whom or what."""

    verb: str
    area: str | None = None
    role: str | None = None
    tie_id: Hashable | None = None


@dataclass(frozen=True)
class Finding:
    """Something to look at: `why` it matters and what to `do`, in the reader's own terms."""

    code: str
    severity: Severity
    why: str
    do: str
    action: Action
    tie_ids: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One thing that can be covered: a need, one of the seven roles, or a needed area."""

    subject: str
    area: str | None
    role: str | None
    priority: int | None
    state: State
    label: str
    tie_ids: tuple[Hashable, ...]
    people: int

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.subject, self.area or "", self.role or "")

    @property
    def fragile(self) -> bool:
        return self.state is State.THIN

    @property
    def action(self) -> Action:
        return Action("suggest", area=self.area, role=self.role)


@dataclass(frozen=True)
class Dependence:
    """The person on whom most needs rest alone, and the share of the covered needs that do."""

    name: str
    tie_ids: tuple[Hashable, ...]
    needs: int
    share: float


@dataclass(frozen=True)
class Diversity:
    """What is known of the spread. Unknown ranks and units are left out, never guessed."""

    people: int
    peers: int
    outside: int
    units: int
    ranks: tuple[str, ...]
    steps_ahead: tuple[int, ...]
    expertise: int


@dataclass(frozen=True)
class WishResult:
    """Return whether a wish is met. For the person alone; says nothing about who meets it."""

    wish: Wish
    state: WishState


@dataclass(frozen=True)
class Coverage:
    """What a network covers and what it lacks; see `coverage.assess`."""

    needs: tuple[Cell, ...]
    roles: tuple[Cell, ...]
    areas: tuple[Cell, ...]
    share_covered: float
    next_gap: Cell | None
    dependence: Dependence | None
    diversity: Diversity
    wishes: tuple[WishResult, ...]
    findings: tuple[Finding, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.needs + self.roles + self.areas

    @property
    def needs_covered(self) -> int:
        return sum(cell.state is not State.EMPTY for cell in self.needs)

    @property
    def roles_covered(self) -> int:
        return sum(cell.state is not State.EMPTY for cell in self.roles)

    @property
    def empty_roles(self) -> tuple[str, ...]:
        return tuple(cell.role for cell in self.roles if cell.role and cell.state is State.EMPTY)


@dataclass(frozen=True)
class Change:
    """One difference between two states of a network. `before` None: new; `after` None: gone."""

    subject: str
    area: str | None
    role: str | None
    label: str
    before: State | None
    after: State | None
    direction: str
    sentence: str
