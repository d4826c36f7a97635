"""What a director asks of one cohort, by the keys of people, and whether its pairs do it.

`asked` takes positions; a cohort is kept for a year and has keys. What is named here of someone who is not in the
cohort asks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.engine.pairs import asked
from matching.engine.pairs.asked import Asked, Ints, Pairs, Quota, Share
from matching.engine.people import Person

Keys = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Limit:
    """How many pairs the people of one unit or track have between them; see `asked.Quota`."""

    side: str
    members: tuple[str, ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Reserved:
    """Places of one mentor that are kept for protégés of one kind; see `asked.Share`."""

    mentor: str
    kind: int
    places: int


@dataclass(frozen=True)
class Terms:
    """What is asked. `minimums` are protégés that mentors should still have; `kinds` are those of protégés.

    `loads` are protégés that mentors have already, which `even` counts.
    """

    minimums: dict[str, int] = field(default_factory=dict)
    even: bool = False
    loads: dict[str, int] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)
    reserved: tuple[Reserved, ...] = ()
    prefer: Keys = ()

    def __bool__(self) -> bool:
        return self != Terms()


def load(given: Mapping[str, Any]) -> Terms:
    """Return the terms that were written as JSON."""
    limits = (Limit(**one | {"members": tuple(one["members"])}) for one in given["limits"])
    return Terms(
        **{
            **given,
            "limits": tuple(limits),
            "reserved": tuple(Reserved(**one) for one in given["reserved"]),
            "prefer": pairs_of(given["prefer"]),
        }
    )


def pairs_of(given: Sequence[Sequence[str]]) -> Keys:
    """Return pairs of keys as they are kept in a cohort."""
    return tuple((one, other) for one, other in given)


@dataclass(frozen=True)
class Positions:
    """Where each key stands on its side."""

    rows: dict[str, int]
    cols: dict[str, int]

    @classmethod
    def of(cls, proteges: Sequence[Person], mentors: Sequence[Person]) -> Positions:
        """Return the positions of these people."""
        return cls(
            {one.key: at for at, one in enumerate(proteges)},
            {one.key: at for at, one in enumerate(mentors)},
        )

    def pairs(self, keys: Sequence[tuple[str, str]]) -> Pairs:
        """Return those pairs of which both are there, each once."""
        found = {
            (self.rows[one], self.cols[other]): None
            for one, other in keys
            if one in self.rows and other in self.cols
        }
        return tuple(found)


def asked_of(
    terms: Terms,
    at: Positions,
    *,
    capacities: Ints,
    wanted: Ints | None = None,
    having: Ints | None = None,
    must: Pairs = (),
) -> Asked:
    """Return *terms* by positions. Places are reserved as far as a mentor has them, in the order given."""
    minimums, before = (
        numbers(given, at.cols, np.zeros_like(capacities))
        for given in (terms.minimums, terms.loads)
    )
    quotas = []
    for one in terms.limits:
        side = at.rows if one.side == asked.PROTEGES else at.cols
        members = tuple(side[key] for key in one.members if key in side)
        quotas.append(Quota(one.side, members, one.least, one.most))
    kinds = np.full(len(at.rows), -1, dtype=np.int64)
    for key, kind in terms.kinds.items():
        if key in at.rows:
            kinds[at.rows[key]] = kind
    left = capacities.copy()
    shares = []
    for kept in terms.reserved:
        col = at.cols.get(kept.mentor, -1)
        places = min(kept.places, int(left[col])) if col >= 0 else 0
        if places:
            left[col] -= places
            shares.append(Share(col, kept.kind, places))
    return Asked(
        capacities=capacities,
        wanted=wanted,
        having=having,
        minimums=minimums,
        even=terms.even,
        before=before,
        must=must,
        prefer=at.pairs(terms.prefer),
        quotas=tuple(quotas),
        kinds=kinds,
        shares=tuple(shares),
    )


def numbers(given: Mapping[str, int], at: Mapping[str, int], found: Ints) -> Ints:
    """Return *found* with the numbers of *given*, by key, at their positions."""
    for key, count in given.items():
        if key in at:
            found[at[key]] = count
    return found


@dataclass(frozen=True)
class Verdict:
    """What pairs lack of the terms, and what they break.

    `short` of the minimum: mentors and how many protégés each lacks. `limits_short` and `limits_over`: the place of
    a limit in the terms, and the pairs that are too few or too many. `reserved_used`: mentors whose reserved places
    have others. `preferred`: how many of the preferred pairs there are.
    """

    short: dict[str, int]
    limits_short: dict[int, int]
    limits_over: dict[int, int]
    reserved_used: tuple[str, ...]
    preferred: int


def verdict(
    terms: Terms,
    proteges: Sequence[Person],
    mentors: Sequence[Person],
    pairs: Sequence[tuple[str, str]],
) -> Verdict:
    """Return whether *pairs* of keys, made in whatever way, do what *terms* ask."""
    at = Positions.of(proteges, mentors)
    capacities = np.array([one.capacity for one in mentors], dtype=np.int64)
    wanted = asked_of(terms, at, capacities=capacities)
    made = at.pairs(pairs)
    short = asked.shortfalls(wanted, len(proteges), made)
    broken = asked.faults(wanted, len(proteges), made)
    loads = {
        asked.PROTEGES: np.bincount([row for row, _ in made], minlength=len(proteges)),
        asked.MENTORS: np.bincount([col for _, col in made], minlength=len(mentors)),
    }
    over = {
        one.at: int(loads[quota.side][list(quota.members)].sum()) - (quota.most or 0)
        for one in broken
        if one.what == "quota"
        for quota in [wanted.quotas[one.at]]
    }
    return Verdict(
        short={mentors[one.at].key: one.missing for one in short if one.what == "minimum"},
        limits_short={one.at: one.missing for one in short if one.what == "quota"},
        limits_over=over,
        reserved_used=tuple(mentors[one.at].key for one in broken if one.what == "reserved"),
        preferred=len({*made} & {*wanted.prefer}),
    )
