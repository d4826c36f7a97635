"""Two sides of people as the scoring takes them: arrays, one entry or row a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.engine.errors import BadCapacity, BadIndex, EmptySide
from matching.engine.text import tfidf, words_of

AREAS = (
    "career",
    "research",
    "teaching",
    "clinical",
    "leadership",
    "networking",
    "balance",
    "growth",
)
ROLES = ("teacher", "sponsor", "advisor", "agent", "role_model", "coach", "confidant")
MODES = ("in_person", "phone", "video", "async")
# Emeritus stands beside full professor: no further step of promotion lies between.
RANKS = ("trainee", "instructor", "assistant", "associate", "full")
RANK_WISHES = ("any", "junior", "half_generation")
# What a need weighs by its priority: 1 high, 2 medium, 3 low.
PRIORITY_WEIGHTS = {1: 3.0, 2: 2.0, 3: 1.0}
UNKNOWN = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Person:
    """One person on one side, as a caller knows them.

    `key` tells people apart across both sides. `areas` maps an area to its priority (1 to 3; a
    mentor's are all alike), `unit` is any name, empty for unknown. `capacity` and `rank_wish`
    are a mentor's. Rows of `above` are the keys of the supervisor, that one's supervisor, …
    """

    key: str
    rank: str = ""
    unit: str = ""
    areas: dict[str, int] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    text: str = ""
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    utc_offset: float | None = None
    above: tuple[str, ...] = ()
    capacity: int = 1
    rank_wish: str = "any"


@dataclass(frozen=True)
class Side:
    """One side as arrays; n people, one row a person.

    `rank`, `unit` and `supervisor` are UNKNOWN (-1) where nothing is known; `supervises` is the number by
    which others name someone as their supervisor, UNKNOWN where no one does. `areas` (n × 8) and `roles`
    (n × 7) hold weights; `text` is CSR, unit rows of TF-IDF; `modes` and `languages` are bit masks.
    """

    keys: tuple[str, ...]
    rank: Ints
    unit: Ints
    supervisor: Ints
    supervises: Ints
    areas: Floats
    roles: Floats
    text: csr_array
    modes: Ints
    languages: Ints
    utc_offset: Floats
    capacity: Ints
    rank_wish: Ints

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Instance:
    """Two sides, and which pairs stand apart already.

    `line` holds the pairs (row, column, steps) of which one is in the other's line of
    supervision, `itself` those who are one person; `blocked` and `tied` come from the caller.
    Each is an array (pairs, 2) of rows and columns, `line` (pairs, 3).
    """

    proteges: Side
    mentors: Side
    line: Ints
    itself: Ints
    blocked: Ints
    tied: Ints
    protege_wishes: csr_array
    mentor_wishes: csr_array


def instance(
    proteges: Sequence[Person],
    mentors: Sequence[Person],
    *,
    blocked: Sequence[tuple[str, str]] = (),
    tied: Sequence[tuple[str, str]] = (),
    protege_choices: dict[str, Sequence[str]] | None = None,
    mentor_choices: dict[str, Sequence[str]] | None = None,
) -> Instance:
    """Turn people into arrays. Pairs are (protégé's key, mentor's key); choices run best first.

    Pairs and choices that name someone who is not on the other side are left out: a list of
    wishes outlives the people on it. Raise EmptySide, BadCapacity, and BadIndex for an
    unknown rank, area, role or mode.
    """
    if not proteges:
        raise EmptySide("protégés")
    if not mentors:
        raise EmptySide("mentors")
    units = _codes([*proteges, *mentors], lambda person: (person.unit,))
    supervisors = _codes([*proteges, *mentors], lambda person: person.above[:1])
    languages = _codes([*proteges, *mentors], lambda person: person.languages)
    if len(languages) > 62:
        raise BadIndex("More than 62 languages are named.", offender=len(languages))
    texts = tfidf(
        [words_of(person.terms, person.text) for person in proteges],
        [words_of(person.terms, person.text) for person in mentors],
    )
    rows = {person.key: at for at, person in enumerate(proteges)}
    cols = {person.key: at for at, person in enumerate(mentors)}
    return Instance(
        proteges=_side(proteges, units, supervisors, languages, texts[0]),
        mentors=_side(mentors, units, supervisors, languages, texts[1]),
        line=_lines(proteges, mentors, rows, cols),
        itself=_pairs(((key, key) for key in rows), rows, cols),
        blocked=_pairs(blocked, rows, cols),
        tied=_pairs(tied, rows, cols),
        protege_wishes=_wishes(protege_choices or {}, rows, cols),
        mentor_wishes=csr_array(_wishes(mentor_choices or {}, cols, rows).T),
    )


def _codes(people: Sequence[Person], names: Callable[[Person], Iterable[str]]) -> dict[str, int]:
    found = {name for person in people for name in names(person) if name}
    return {name: at for at, name in enumerate(sorted(found))}


def _side(
    people: Sequence[Person],
    units: dict[str, int],
    supervisors: dict[str, int],
    languages: dict[str, int],
    text: csr_array,
) -> Side:
    for person in people:
        whole = isinstance(person.capacity, int) and not isinstance(person.capacity, bool)
        if not whole or person.capacity < 0:
            raise BadCapacity(person.key, person.capacity)
    return Side(
        keys=tuple(person.key for person in people),
        rank=np.array([_rank(person) for person in people], dtype=np.int64),
        unit=np.array([units.get(person.unit, UNKNOWN) for person in people], dtype=np.int64),
        supervisor=np.array(
            [supervisors.get(key, UNKNOWN) for one in people for key in (one.above or ("",))[:1]],
            dtype=np.int64,
        ),
        supervises=np.array([supervisors.get(one.key, UNKNOWN) for one in people], dtype=np.int64),
        areas=_weights(
            [{a: PRIORITY_WEIGHTS[p] for a, p in person.areas.items()} for person in people], AREAS
        ),
        roles=_weights([dict.fromkeys(person.roles, 1.0) for person in people], ROLES),
        text=text,
        modes=_mask(people, [person.modes for person in people], _positions(MODES)),
        languages=_mask(people, [person.languages for person in people], languages),
        utc_offset=np.array(
            [np.nan if person.utc_offset is None else person.utc_offset for person in people]
        ),
        capacity=np.array([person.capacity for person in people], dtype=np.int64),
        rank_wish=np.array([RANK_WISHES.index(person.rank_wish) for person in people]),
    )


def _rank(person: Person) -> int:
    if not person.rank:
        return UNKNOWN
    rank = "full" if person.rank == "emeritus" else person.rank
    if rank not in RANKS:
        raise BadIndex(f"{person.rank!r} is not a rank.", offender=person.key)
    return RANKS.index(rank)


def _positions(names: Sequence[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}


def _weights(people: Sequence[dict[str, float]], names: Sequence[str]) -> Floats:
    index = _positions(names)
    dense = np.zeros((len(people), len(names)))
    for at, weights in enumerate(people):
        for name, weight in weights.items():
            if name not in index:
                raise BadIndex(f"{name!r} is none of {', '.join(names)}.", offender=name)
            dense[at, index[name]] = weight
    return dense


def _mask(people: Sequence[Person], named: Sequence[Sequence[str]], index: dict[str, int]) -> Ints:
    masks = np.zeros(len(people), dtype=np.int64)
    for at, names in enumerate(named):
        for name in names:
            if name not in index:
                raise BadIndex(f"{name!r} is none of {', '.join(index)}.", offender=name)
            masks[at] |= 1 << index[name]
    return masks


def _pairs(pairs: Iterable[tuple[str, str]], rows: dict[str, int], cols: dict[str, int]) -> Ints:
    found = [(rows[one], cols[other]) for one, other in pairs if one in rows and other in cols]
    return np.array(sorted(set(found)), dtype=np.int64).reshape(-1, 2)


def _lines(
    proteges: Sequence[Person],
    mentors: Sequence[Person],
    rows: dict[str, int],
    cols: dict[str, int],
) -> Ints:
    """Return pairs of which one is above the other, and by how many steps; the nearer way counts."""
    steps: dict[tuple[int, int], int] = {}
    for person in proteges:
        for depth, key in enumerate(person.above, start=1):
            if key in cols:
                steps.setdefault((rows[person.key], cols[key]), depth)
    for person in mentors:
        for depth, key in enumerate(person.above, start=1):
            if key in rows:
                steps.setdefault((rows[key], cols[person.key]), depth)
    found = [(row, col, depth) for (row, col), depth in sorted(steps.items())]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _wishes(
    choices: dict[str, Sequence[str]], rows: dict[str, int], cols: dict[str, int]
) -> csr_array:
    """Return what a choice counts: the first 1, each later one a little less, the last of a long list 0.3."""
    at: list[tuple[int, int, float]] = []
    for key, named in choices.items():
        if key in rows:
            present = list(dict.fromkeys(other for other in named if other in cols))
            for place, other in enumerate(present):
                at.append((rows[key], cols[other], max(0.3, 1.0 - 0.1 * place)))
    heads, tails, weights = zip(*at, strict=True) if at else ((), (), ())
    return csr_array(
        (np.array(weights, dtype=np.float64), (heads, tails)), shape=(len(rows), len(cols))
    )
