"""Who has so few people to be paired with that the run would tell what one of them said in confidence.

A director knows ranks, units, lines of supervision, places and rules, and may narrow each. Where these leave someone one
mentor and the run does not pair the two, something confidential parts them. So, for those who have fewer than FEWEST
mentors by all that a director sees, whoever saw to it, and for pairs that a director named, a run does as if no one had
said anything. Its pairs of them are put to both people before they begin, where what was said in confidence ends them like a declined one.

A mentor counts with whom somebody is paired in some largest matching; one that others need is no choice. Of a mentor,
a run tells nothing by giving them nobody, but where every largest matching gives them somebody (openings are
scarce), where a director asked that they have somebody, or saw to it that they have few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.pairs.asked import PROTEGES
from matching.engine.pairs.largest import Sides, few_partners
from matching.engine.pairs.terms import Keys, Positions, Terms, numbers
from matching.engine.people import Ints, Person, instance
from matching.engine.rules import Parted, Rules

FEWEST = 3


@dataclass(frozen=True)
class Acts:
    """What a director did to the choice of people: pairs blocked and locked, people left out, limits.

    `wanted` is how many mentors protégés may have where it is not one, `having` how many they have already.
    """

    forbidden: Keys
    locked: Keys
    proteges_out: tuple[str, ...]
    mentors_out: tuple[str, ...]
    terms: Terms
    wanted: Mapping[str, int] = field(default_factory=dict)
    having: Mapping[str, int] = field(default_factory=dict)


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
    """Return the pairs that *acts* name, and the people who have fewer than FEWEST others.

    Who may have several mentors has few with one less than FEWEST beside each further one: so whoever is given
    fewer than they may have could be parted from FEWEST, too. By ranks, units, supervision, places, rules and acts alone; wishes play no part.
    """
    named = frozenset({*acts.locked, *acts.terms.prefer})
    if not proteges or not mentors:
        return OwnPairs(named)
    at = Positions.of(proteges, mentors)
    there = instance([_plain(one) for one in proteges], [_plain(one) for one in mentors])
    open_to = Parted(there, rules).left()
    owed = bool(acts.terms.minimums) or acts.terms.even
    before = FEWEST if owed else open_to.sum(axis=0)
    wanted, first = _wishing(at, acts, len(proteges))
    places = _close(open_to, at, mentors, acts, wanted)
    after = open_to.sum(axis=0)
    least = FEWEST - 1 + np.maximum(wanted, 1)
    few_mentors, missed = few_partners(least, FEWEST, open_to, Sides(places, wanted, first))
    few_proteges = missed | ((after < FEWEST) & (after < before))
    return OwnPairs(
        named,
        frozenset(proteges[row].key for row in np.flatnonzero(few_mentors).tolist()),
        frozenset(mentors[col].key for col in np.flatnonzero(few_proteges).tolist()),
    )


def _plain(one: Person) -> Person:
    return Person(key=one.key, rank=one.rank, unit=one.unit, above=one.above, capacity=one.capacity)


def _wishing(at: Positions, acts: Acts, count: int) -> tuple[Ints, NDArray[np.bool_]]:
    """Return how many mentors each may have beside locked ones, and whether the first is their very first."""
    wanted = numbers(acts.wanted, at.rows, np.ones(count, dtype=np.int64))
    first = numbers(acts.having, at.rows, np.zeros(count, dtype=np.int64)) == 0
    rows = [row for row, _ in at.pairs(acts.locked)]
    np.subtract.at(wanted, rows, 1)
    first[rows] = False
    return np.maximum(wanted, 0), first


def _close(
    open_to: NDArray[np.bool_],
    at: Positions,
    mentors: tuple[Person, ...],
    acts: Acts,
    wanted: Ints,
) -> Ints:
    """Take out what a director's acts leave no place for; return the places that each mentor has left."""
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
    for row, col in locked:
        open_to[row, col] = False
    open_to[wanted == 0, :] = False
    return np.maximum(left, 1)


def _known(keys: Iterable[str], places: dict[str, int]) -> list[int]:
    return [places[key] for key in keys if key in places]
