"""Construct and improve: groups for up to thousands of people, every rule kept all the time.

After a first construction people change places, two at a time or one alone, as long as the total
grows; then a few groups at a time are taken apart and made anew, which is kept where it is better
(Lourenço, Martin & Stützle, "Iterated local search", 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from matching.engine.groups.arrays import Problem
from matching.engine.groups.build import anchor, construct, insert, repair
from matching.engine.groups.rules import keeps
from matching.engine.groups.state import NOBODY, Pairs, State

GAIN = 1e-5  # what a change must add, above the rounding of single precision
TRIES = 12  # exchanges looked at for one person, the most promising first
SWEEPS = 30
ROUNDS = 400


def search(
    there: Problem,
    pairs: Pairs,
    seed: int,
    *,
    rounds: int = ROUNDS,
    sweeps: int = SWEEPS,
    step: Callable[[int], None] = lambda done: None,
) -> State:
    """Return groups that keep every rule: as many people placed as it finds, then the best.

    *step* hears how many sweeps and rounds are done; of sweeps there may be fewer.
    """
    rng = np.random.default_rng(seed)
    state = State(there, pairs)
    anchor(state, rng)
    construct(state, rng, np.flatnonzero((state.of == NOBODY) & ~state.frozen).tolist())
    repair(state, rng, np.flatnonzero(state.of == NOBODY).tolist())
    for done in range(sweeps):
        step(done)
        changed = improve(state, rng.permutation(len(there)).tolist())
        if changed <= len(there) // 500:
            break
    repair(state, rng, np.flatnonzero(state.of == NOBODY).tolist())
    for done in range(rounds):
        step(sweeps + done)
        again(state, rng)
    return state


def again(state: State, rng: np.random.Generator) -> None:
    """Take a few groups apart and make them anew; keep what was before where that was better."""
    apart = _some_groups(state, rng)
    if not apart:
        return
    before, key = state.keep(), state.key()
    pool = [one for at in apart for one in state.groups[at]]
    for at in apart:
        state.put(at, [], None)
    waiting = np.flatnonzero((state.of == NOBODY) & ~state.frozen)
    others = np.setdiff1d(waiting, pool)
    if len(others) > len(pool):
        others = rng.choice(others, len(pool), replace=False)
    construct(state, rng, [*pool, *others.tolist()])
    left = [one for one in (*pool, *others.tolist()) if state.of[one] == NOBODY]
    repair(state, rng, left[:4])
    if state.placed() >= key[0]:
        for _ in range(3):
            if not improve(state, rng.permutation(pool).tolist()):
                break
    placed, value = state.key()
    if (placed, value) < (key[0], key[1] + GAIN):
        state.back(before)


def _some_groups(state: State, rng: np.random.Generator) -> list[int]:
    """Two or three groups, of one person and of others who would fit them well."""
    can = np.flatnonzero((state.of != NOBODY) & ~state.frozen)
    locked = set(state.of[state.frozen].tolist())
    if not len(can):
        return []
    one = int(rng.choice(can))
    worth = state.pairs.scores[one, can] + rng.random(len(can)) * 0.5
    worth[~state.pairs.together[one, can]] -= 1
    near = can[np.argsort(-worth, kind="stable")]
    groups = dict.fromkeys([int(state.of[one]), *state.of[near[:40]].tolist()])
    return [at for at in groups if at not in locked][: int(rng.integers(2, 4))]


def improve(state: State, people: Iterable[int]) -> int:
    """Let each of *people* change places where the total grows; return how many did."""
    count = 0
    for one in people:
        if state.of[one] != NOBODY and not state.frozen[one]:
            count += _swap(state, one) or _move(state, one)
    return count


def _swap(state: State, one: int) -> bool:
    """Return the best exchange of *one* with someone in another group, or in none."""
    scores = state.pairs.scores[one]
    here = int(state.of[one])
    factors = 2.0 / np.maximum(state.sizes - 1, 1)
    gain = (state.sums[here] - scores - state.own[one]) * np.float32(factors[here])
    there = (state.sums[state.of, one] - scores - state.own) * factors[state.of].astype(np.float32)
    there[state.of == NOBODY] = 0
    gain += there
    gain[state.frozen | (state.of == here)] = -1
    found = np.flatnonzero(gain > GAIN)
    if state.there.rules.hours_hard and len(found):
        words = state.there.words
        fits = (words[found] & state.rest[one]).any(axis=1)
        fits &= (state.rest[found] & words[one]).any(axis=1) | (state.of[found] == NOBODY)
        found = found[fits]
    found = found[np.argsort(-gain[found], kind="stable")][:TRIES]
    return any(_exchange(state, one, int(other)) for other in found)


def _exchange(state: State, one: int, other: int) -> bool:
    here, away = int(state.of[one]), int(state.of[other])
    mine = [other if member == one else member for member in state.groups[here]]
    if not keeps(state.there, mine, state.leads[here]):
        return False
    if away == NOBODY:
        state.put(here, mine, state.leads[here])
        return True
    theirs = [one if member == other else member for member in state.groups[away]]
    if not keeps(state.there, theirs, state.leads[away]):
        return False
    leads = state.leads[here], state.leads[away]
    state.put(here, mine, leads[0])
    state.put(away, theirs, leads[1])
    return True


def _move(state: State, one: int) -> bool:
    """Return the best move of *one* alone into a group with a place left."""
    rules = state.there.rules
    here = int(state.of[one])
    size = int(state.sizes[here])
    if size <= rules.smallest:
        return False
    twice = float(state.own[state.groups[here]].sum())
    loss = state.values[here] - state.worth(twice - 2 * float(state.own[one]), size - 1)
    return insert(state, one, least=loss + GAIN)
