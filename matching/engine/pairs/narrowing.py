"""Whom a director left so few people that the run would tell what one of them said in confidence.

A director who blocks, leaves out or limits until one mentor is left for a protégé would learn from the outcome whether
something confidential parts the two. So, for those whom a director left fewer than FEWEST people, and for pairs that a
director named, a run does as if no one had said anything; its pairs of them are the director's own and are put to both
people before they begin, where what was said in confidence ends them like a declined one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.pairs.asked import PROTEGES
from matching.engine.pairs.terms import Keys, Positions, Terms
from matching.engine.people import Ints, Person, instance
from matching.engine.scoring import Rule, Rules, causes_of

FEWEST = 3


@dataclass(frozen=True)
class Acts:
    """What a director did to the choice of people: pairs blocked and locked, people left out, limits."""

    forbidden: Keys
    locked: Keys
    proteges_out: tuple[str, ...]
    mentors_out: tuple[str, ...]
    terms: Terms

    def __bool__(self) -> bool:
        closing = any(one.most is not None for one in self.terms.limits)
        out = self.proteges_out or self.mentors_out
        return bool(self.forbidden or self.locked or out or closing or self.terms.reserved)


@dataclass(frozen=True)
class OwnPairs:
    """Pairs that are the director's own: those named, and any of people who have few others left."""

    named: frozenset[tuple[str, str]]
    proteges: frozenset[str] = frozenset()
    mentors: frozenset[str] = frozenset()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        return pair in self.named or pair[0] in self.proteges or pair[1] in self.mentors


def own_pairs(
    proteges: tuple[Person, ...], mentors: tuple[Person, ...], rules: Rules, acts: Acts
) -> OwnPairs:
    """Return the pairs that *acts* name, and the people for whom they left fewer than FEWEST others.

    By ranks, units, supervision and places alone; wishes play no part.
    """
    named = frozenset({*acts.locked, *acts.terms.prefer})
    if not acts:
        return OwnPairs(named)
    at = Positions.of(proteges, mentors)
    open_to = _open(proteges, mentors, rules)
    before = open_to.sum(axis=1), open_to.sum(axis=0)
    _close(open_to, at, mentors, acts)
    after = open_to.sum(axis=1), open_to.sum(axis=0)
    few = [(now < FEWEST) & (now < then) for then, now in zip(before, after, strict=True)]
    return OwnPairs(
        named,
        frozenset(proteges[row].key for row in np.flatnonzero(few[0]).tolist()),
        frozenset(mentors[col].key for col in np.flatnonzero(few[1]).tolist()),
    )


def _open(
    proteges: tuple[Person, ...], mentors: tuple[Person, ...], rules: Rules
) -> NDArray[np.bool_]:
    there = instance([_plain(one) for one in proteges], [_plain(one) for one in mentors])
    told = [Rule.ITSELF, Rule.NO_PLACE, Rule.SUPERVISION, Rule.RANK, Rule.UNIT]
    rows = [~causes_of(there, rules, row)[:, told].any(axis=1) for row in range(len(proteges))]
    return np.array(rows)


def _plain(one: Person) -> Person:
    return Person(key=one.key, rank=one.rank, unit=one.unit, above=one.above, capacity=one.capacity)


def _close(
    open_to: NDArray[np.bool_], at: Positions, mentors: tuple[Person, ...], acts: Acts
) -> None:
    """Take out what a director's acts leave no place for."""
    for row, col in at.pairs(acts.forbidden):
        open_to[row, col] = False
    locked = at.pairs(acts.locked)
    loads = np.bincount([col for _, col in locked], minlength=len(mentors))
    left: Ints = np.array([one.capacity for one in mentors]) - loads
    for kept in acts.terms.reserved:
        if kept.mentor in at.cols:
            left[at.cols[kept.mentor]] -= kept.places
    open_to[:, left <= 0] = False
    open_to[_known(acts.proteges_out, at.rows), :] = False
    open_to[:, _known(acts.mentors_out, at.cols)] = False
    for limit in acts.terms.limits:
        rows_side = limit.side == PROTEGES
        members = _known(limit.members, at.rows if rows_side else at.cols)
        within = sum((row if rows_side else col) in set(members) for row, col in locked)
        if limit.most is not None and within >= limit.most:
            open_to[(members, slice(None)) if rows_side else (slice(None), members)] = False
    open_to[[row for row, _ in locked], :] = False


def _known(keys: Iterable[str], places: dict[str, int]) -> list[int]:
    return [places[key] for key in keys if key in places]
