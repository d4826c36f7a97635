"""One cohort of peers from its people to its pairs: scoring, locks, the method, the causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matching.engine.errors import BadIndex, UnknownId
from matching.engine.peers.arranged import BEST, STABLE, UNMATCHED, arrange
from matching.engine.peers.causes import Unmatched, unmatched
from matching.engine.people import Floats, Instance, Ints, Person, instance
from matching.engine.scoring import Rule, Rules, checked_weights, parts_of, score

# What peers share: needs in common, words in common, and a language; their own choices first.
PEER_WEIGHTS: dict[str, float] = {
    "area": 5,
    "expertise": 4,
    "reach": 1,
    "unit": 1,
    "language": 1,
    "protege_wish": 8,
    "mentor_wish": 8,
}
# No one is above the other, and no rank counts: see `Rules`.
PEER_RULES = Rules(min_steps=None)


@dataclass(frozen=True)
class Peers:
    """All that a pairing depends on; equal ones have equal pairings.

    Pairs are two keys in any order: `apart` may not be, `locked` are pairs whatever the rules
    say. `choices` are whom each named, best first. Rules hold both ways, so steps of rank go as
    far down as up.
    """

    people: tuple[Person, ...]
    method: str = STABLE
    seed: int = 0
    weights: dict[str, float] = field(default_factory=lambda: dict(PEER_WEIGHTS))
    rules: Rules = PEER_RULES
    apart: tuple[tuple[str, str], ...] = ()
    locked: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Two people: what each gains by the other in [0, 1], and the place of each one's choice."""

    one: str
    other: str
    score: float
    other_score: float
    choice: int | None
    other_choice: int | None
    locked: bool


@dataclass(frozen=True)
class Outcome:
    """Pairs, and how good they are known to be.

    `blocking` are positions of people who would both rather have each other; no pairing has
    fewer than `bound` (None for the best overall, which asks for something else). `rings` are
    the proof that no pairs are stable. `removed` (people, rules) counts whom each rule took out.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    blocking: tuple[tuple[int, int], ...]
    bound: int | None
    rings: tuple[tuple[int, ...], ...]
    removed: Ints


def solve(given: Peers, *, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Pair the people; the same people give the same pairs.

    Raise the engine's errors for input that cannot be used. *progress* is called with what is
    done of the scoring, and may raise to stop the work.
    """
    if given.method not in (STABLE, BEST):
        raise BadIndex(f"{given.method!r} is no method.", offender=given.method)
    down, up = given.rules.min_steps, given.rules.max_steps
    if (down is None) != (up is None) or (down is not None and up is not None and down != -up):
        raise BadIndex("Steps of rank go as far down as up.", offender=(down, up))
    at = {person.key: place for place, person in enumerate(given.people)}
    there = _instance(given)
    edges = score(there, rules=given.rules, weights=given.weights, progress=progress)
    locks = _locks(given, at)
    aside = [at[key] for key in given.left_out if key in at]
    ones, others = _candidates(edges.rows, edges.cols, [*locks.ravel().tolist(), *aside])
    weights = checked_weights(given.weights)
    scores = parts_of(there, ones, others) @ weights
    places = {
        (at[key], at[named]): place
        for key, own in given.choices.items()
        for place, named in enumerate(own)
        if key in at and named in at
    }
    found = arrange(
        ones, others, scores, len(given.people), named=places, method=given.method, seed=given.seed
    )
    partners, bound, rings = found.partners, found.bound, found.rings
    causes = unmatched(found.table, partners, left_out=aside)
    partners[locks] = locks[:, ::-1]
    free = tuple(one for one in causes if partners[one.person] == UNMATCHED)
    return Outcome(
        _pairs(given, there, weights, partners, locks),
        free,
        tuple((one, other) for one, other in found.blocking.tolist()),
        bound,
        rings,
        edges.removed,
    )


def rules_of(outcome: Outcome, person: int) -> dict[Rule, int]:
    """Return how many people each rule took out for *person*, themselves not counted."""
    counts = zip(Rule, outcome.removed[person].tolist(), strict=True)
    return {rule: count for rule, count in counts if count and rule != Rule.ITSELF}


def _instance(given: Peers) -> Instance:
    both_ways = [*given.apart, *((other, one) for one, other in given.apart)]
    return instance(
        given.people,
        given.people,
        blocked=both_ways,
        protege_choices=dict(given.choices),
        mentor_choices=dict(given.choices),
    )


def _locks(given: Peers, at: dict[str, int]) -> Ints:
    for pair in given.locked:
        for key in pair:
            if key not in at:
                raise UnknownId(key, named_by="the locks")
    locks = np.array([(at[one], at[other]) for one, other in given.locked], dtype=np.int64)
    people = locks.ravel().tolist()
    if len(set(people)) < len(people):
        twice = next(one for one in people if people.count(one) > 1)
        raise BadIndex("Someone is locked twice.", offender=given.people[twice].key)
    return locks.reshape(-1, 2)


def _candidates(rows: Ints, cols: Ints, busy: list[int]) -> tuple[Ints, Ints]:
    """Return each pair in both directions, where one of the two was kept for the other."""
    free = ~np.isin(rows, busy) & ~np.isin(cols, busy)
    pairs = np.column_stack([rows[free], cols[free]])
    both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    return both[:, 0], both[:, 1]


def _pairs(
    given: Peers, there: Instance, weights: Floats, partners: Ints, locks: Ints
) -> tuple[Pair, ...]:
    ones = np.flatnonzero(partners > np.arange(len(partners)))
    others = partners[ones]
    scores = parts_of(there, ones, others) @ weights
    other_scores = parts_of(there, others, ones) @ weights
    locked = set(locks.ravel().tolist())
    found = []
    for at, (one, other) in enumerate(zip(ones.tolist(), others.tolist(), strict=True)):
        keys = given.people[one].key, given.people[other].key
        found.append(
            Pair(
                *keys,
                float(scores[at]),
                float(other_scores[at]),
                _choice(given, *keys),
                _choice(given, *keys[::-1]),
                locked=one in locked,
            )
        )
    return tuple(found)


def _choice(given: Peers, key: str, other: str) -> int | None:
    named = given.choices.get(key, ())
    return named.index(other) + 1 if other in named else None
