"""Pairs with as few blocking pairs as can be, where no pairs are stable.

How few is NP-hard to say (Abraham, Biró & Manlove, "Almost stable matchings in the roommates
problem", WAOA 2005). CP-SAT of OR-tools looks for it within a limit of work, not of time, so that
a run can be repeated; what it has proved by then is the bound. Half the odd rings, rounded up, is
a bound that needs no search (theorem 2 there). Among pairings with as few blocking pairs, one
with the most people is taken, as far as the search comes.

It starts from the stable partition: one of each odd ring stands aside, and the others of the ring
are paired, so that each blocking pair has someone who stands aside in it. Blocking pairs are then given
each other, one after another, and the best pairing on that way is kept (Roth & Vande Vate, "Random
paths to stability in two-sided matching", Econometrica 58 (1990)). CP-SAT goes on from there.

Of ten instances without stable pairs, drawn at random, 30 to 190 people who list all others, most were solved
with a proof, in less than a second; the others stopped with a gap after some tens of seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from matching.engine.peers.stable import UNMATCHED, Ints, Table, blocking_arrays, cycles_of

WORK = 4.0  # of CP-SAT's deterministic time
SEARCHED = 12_000  # entries of lists; above, CP-SAT is left out
STEPS = 2_000  # of the walk along blocking pairs,
LOOKED_AT = 20_000_000  # which looks at so many entries at the most
PATIENCE = 40  # steps without a better pairing before it starts from the best again


@dataclass(frozen=True)
class Fewest:
    """Partners (n,), -1 for no one; their blocking pairs (pairs, 2); the fewest there could be."""

    partners: Ints
    blocking: Ints
    bound: int

    @property
    def gap(self) -> int:
        """Return how many blocking pairs fewer there might be; 0 is a proof."""
        return len(self.blocking) - self.bound


def fewest_blocking(there: Table, after: Ints, *, work: float = WORK) -> Fewest:
    """Return pairs with the fewest blocking pairs, from a stable partition *after* of *there*."""
    rings = [cycle for cycle in cycles_of(after) if len(cycle) > 2]
    bound = (len(rings) + 1) // 2
    start = _walked(there, _start(there, after, rings), bound)
    blocking = blocking_arrays(there, start)
    able = int((np.diff(there.offsets) > 0).sum())
    # Where pairs are stable, the same people are without anyone in all of them.
    most = not rings or int((start < 0).sum()) == len(there) - able + able % 2
    if (len(blocking) == bound and most) or len(there.choices) > SEARCHED:
        return Fewest(start, blocking, bound)
    partners, proved = _searched(there, start, work)
    blocking = blocking_arrays(there, partners)
    return Fewest(partners, blocking, max(bound, proved))


def _start(there: Table, after: Ints, rings: Sequence[Sequence[int]]) -> Ints:
    """Pair the partition, of each odd ring without the one whose absence is felt least."""
    partners = np.where(after == np.arange(len(there)), UNMATCHED, after)
    for ring in rings:
        best: tuple[int, int] | None = None
        for at, _ in enumerate(ring):
            _paired(partners, ring, at)
            felt = len(blocking_arrays(there, partners))
            if best is None or felt < best[0]:
                best = felt, at
        if best:
            _paired(partners, ring, best[1])
    return _joined(there, partners)


def _joined(there: Table, partners: Ints) -> Ints:
    """Pair those who are both without anyone: no one loses by it."""
    free = np.flatnonzero((partners[there.owners] < 0) & (partners[there.choices] < 0))
    for one, other in zip(there.owners[free].tolist(), there.choices[free].tolist(), strict=True):
        if partners[one] == partners[other] == UNMATCHED:
            partners[one], partners[other] = other, one
    return partners


def _walked(there: Table, start: Ints, bound: int) -> Ints:
    """Give blocking pairs each other, one after another; return the best pairing on the way."""

    def worth(partners: Ints, blocking: Ints) -> tuple[int, int]:
        return len(blocking), int((partners < 0).sum())

    rng = np.random.default_rng(1)
    best, partners = start, start.copy()
    blocking = blocking_arrays(there, partners)
    reached, waited = worth(partners, blocking), 0
    for _ in range(min(STEPS, LOOKED_AT // max(1, len(there.choices)))):
        if reached[0] <= bound or not len(blocking):
            break
        one, other = blocking[rng.integers(len(blocking))].tolist()
        left = [partners[each] for each in (one, other) if partners[each] >= 0]
        partners[left] = UNMATCHED
        partners[one], partners[other] = other, one
        blocking = blocking_arrays(there, _joined(there, partners))
        waited += 1
        if worth(partners, blocking) < reached:
            best, reached, waited = partners.copy(), worth(partners, blocking), 0
        elif waited > PATIENCE:
            partners, waited = best.copy(), 0
            blocking = blocking_arrays(there, partners)
    return best


def _paired(partners: Ints, ring: Sequence[int], aside: int) -> None:
    order = [*ring[aside + 1 :], *ring[:aside]]
    partners[ring[aside]] = UNMATCHED
    partners[order[::2]] = order[1::2]
    partners[order[1::2]] = order[::2]


def _searched(there: Table, start: Ints, work: float) -> tuple[Ints, int]:
    """Return the best pairs that CP-SAT finds, and how few blocking pairs it proves at the least."""
    count = len(there)
    model = cp_model.CpModel()
    owners = there.owners.tolist()
    choices = there.choices.tolist()
    pairs = {
        (one, other): model.new_bool_var("")
        for one, other in zip(owners, choices, strict=True)
        if one < other
    }
    entries = [pairs[min(pair), max(pair)] for pair in zip(owners, choices, strict=True)]
    bounds: list[int] = there.offsets.tolist()
    # content[e]: the owner of entry e has that person or one whom they would rather have.
    content = []
    for one in range(count):
        own = entries[bounds[one] : bounds[one + 1]]
        model.add_at_most_one(own)
        so_far: Any = 0
        for pair in own:
            held = model.new_bool_var("")
            model.add(held == so_far + pair)
            content.append(held)
            so_far = held
    blocked = []
    ranks = there.ranks.tolist()
    for entry, (one, other) in enumerate(zip(owners, choices, strict=True)):
        if one < other:
            blocks = model.new_bool_var("")
            model.add_bool_or([blocks, content[entry], content[bounds[other] + ranks[entry]]])
            blocked.append(blocks)
    whole = count // 2 + 1
    model.minimize(whole * sum(blocked) - sum(pairs.values()))
    for (one, other), pair in pairs.items():
        model.add_hint(pair, int(start[one] == other))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    status = solver.solve(model)
    bound = max(0, int(np.ceil(solver.best_objective_bound / whole - 1e-6)))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start, bound
    partners = np.full(count, UNMATCHED, dtype=np.int64)
    for (one, other), pair in pairs.items():
        if solver.boolean_value(pair):
            partners[one], partners[other] = other, one
    worse = len(blocking_arrays(there, partners)) > len(blocking_arrays(there, start))
    return (start if worse else partners), bound
