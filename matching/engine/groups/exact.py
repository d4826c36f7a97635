"""The best grouping of a small cohort, with a proof or with what is missing to one.

A grouping is a choice of groups such that everyone is in one: a set partition. Its linear
relaxation is solved by column generation (Desaulniers, Desrosiers & Solomon, "Column Generation",
2005): prices for people, and branch and bound for groups that are worth more than their members'
prices. Groups whose worth falls below the prices by more than what separates the best known
grouping from the relaxation are in no better one; among the others CP-SAT of OR-tools chooses.
All limits count work, not time, so that a run can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from matching.engine.groups.arrays import Problem
from matching.engine.groups.choice import choose
from matching.engine.groups.columns import columns
from matching.engine.groups.pool import (
    Pool,
    all_groups,
    extra,
    joined,
    pool_of,
    pool_of_columns,
    sizes_of,
)
from matching.engine.groups.state import Made, Pairs, State

PRICED = 60_000  # parts of groups looked at in one pricing
PROVED = 3_000_000  # the same in the last one, for the proof
PRICINGS = 60
ADDED = 150  # groups that a pricing adds, of each size
CHOSEN_FROM = 40_000
WORK = 4.0  # of CP-SAT's deterministic time
# Choosing: among how many groups, with how much of that time.
STAGES = ((500, 1.0), (1500, 2.0), (4000, 2.0))
SLACK = 1e-7
STEPS = PRICINGS + len(STAGES)  # as `exact` counts them
ROUNDED = 1e-4  # of a sum of values: nearer than that is proved


Step = Callable[[int], None]


@dataclass(frozen=True)
class Exact:
    """A grouping, and the sum of values that none that places as many people can pass."""

    made: list[Made]
    bound: float


@dataclass(frozen=True)
class _Prices:
    """Dual prices: of each person (with the one on places), of a group; the value of the LP."""

    people: NDArray[np.float64]
    group: float
    value: float


def exact(there: Problem, pairs: Pairs, state: State, *, step: Step = lambda done: None) -> Exact:
    """Improve on *state* to the best grouping, first by places, then by value.

    *step* hears how many of STEPS are done; some may be left out.
    """
    made = state.made()
    everything = all_groups(there, pairs)
    if everything is not None:
        if not len(everything):
            return Exact(made, 0.0)
        return _among_all(there, pairs, made, everything, step)
    if not made:
        return Exact(made, float(len(there)))
    pool, prices, above = _generated(there, pairs, pool_of(there, pairs, made), step)
    return _chosen(there, pairs, made, pool, prices, above, step)


def _most_groups(there: Problem) -> int:
    most = len(there) // there.rules.smallest
    if there.rules.facilitated:
        most = min(most, sum(one.groups for one in there.facilitators))
    return most


def _priced(there: Problem, pool: Pool, places: int) -> _Prices | None:
    """Solve the relaxation over *pool*, *places* people placed at the least."""
    sizes = pool.members.sum(axis=1)
    ones = csr_array(np.ones((1, len(pool))))
    most = _most_groups(there)
    if places == len(there):
        upper, limits = ones, np.array([most])
        equal, whole = csr_array(pool.members.T), np.ones(len(there))
    else:
        upper = csr_array(vstack([ones, csr_array(-sizes[None, :]), pool.members.T]))
        limits = np.array([most, -places, *np.ones(len(there))])
        equal, whole = None, None
    found = linprog(
        -pool.values, A_ub=upper, b_ub=limits, A_eq=equal, b_eq=whole, method="highs-ds"
    )
    if found.status != 0:
        return None
    duals = -found.ineqlin.marginals
    people = -found.eqlin.marginals if places == len(there) else duals[2:] - duals[1]
    return _Prices(people, max(0.0, float(duals[0])), -float(found.fun))


def _reduced(pool: Pool, prices: _Prices) -> NDArray[np.float64]:
    """Return how much each group is worth beyond the prices of its members."""
    reduced: NDArray[np.float64] = pool.values - pool.members @ prices.people - prices.group
    return reduced


def _among_all(
    there: Problem, pairs: Pairs, made: list[Made], everything: Pool, step: Step
) -> Exact:
    """Choose among all groups: first for places, where people wait, then for value."""
    places = sum(len(members) for members, _ in made)
    reachable = int((everything.members.sum(axis=0) > 0).sum())
    if places < reachable:
        made = _more_places(there, pairs, everything, made)
        places = sum(len(members) for members, _ in made)
    if not made:
        return Exact(made, 0.0)
    start = pool_of(there, pairs, made)
    best = np.argsort(-everything.values, kind="stable")[:2000]
    pool = joined(start, everything.of(best))
    prices = None
    for done in range(10 * PRICINGS):
        step(done // 10)
        prices = _priced(there, pool, places)
        if prices is None:
            return Exact(made, float(places))
        reduced = _reduced(everything, prices)
        better = np.argsort(-reduced, kind="stable")[:500]
        better = better[reduced[better] > SLACK]
        if not len(better):
            break
        pool = joined(pool, everything.of(better))
    if prices is None:
        return Exact(made, float(places))
    over = max(0.0, float(_reduced(everything, prices).max()))
    return _chosen(there, pairs, made, everything, prices, over, step)


def _generated(there: Problem, pairs: Pairs, pool: Pool, step: Step) -> tuple[Pool, _Prices, float]:
    """Return groups that could be in a better grouping than the one in *pool*, and their prices.

    The last number is what a group can be worth beyond the prices, at the most. Prices of the
    relaxation jump about at first, so groups are sought at the mean of these and the prices that
    gave the best bound (Wentges, "Weighted Dantzig-Wolfe decomposition", 1997).
    """
    value = float(pool.values.sum())
    places = int(pool.members.sum())
    most = _most_groups(there)
    sizes = pool.members.sum(axis=1)
    centre = _Prices(pool.members.T @ (pool.values / sizes), 0.0, value)
    best = np.inf
    prices = _priced(there, pool, places) or centre
    for done in range(PRICINGS):
        step(done)
        mean = _mean(centre, prices)
        found, missed = _worth(there, pairs, mean, SLACK * 100, PRICED)
        over = max(0.0, missed, float(_reduced(found, mean).max(initial=0.0)))
        if mean.value + most * over < best:
            best, centre = mean.value + most * over, mean
        better = _best(found, prices)
        if not len(better):
            found, missed = _worth(there, pairs, prices, SLACK * 100, PRICED)
            better = _best(found, prices)
            if not len(better):
                break
        pool = joined(pool, found.of(better))
        prices = _priced(there, pool, places) or prices
    found, missed = _worth(there, pairs, prices, value - prices.value, PROVED)
    over = max(0.0, missed, float(_reduced(found, prices).max(initial=0.0)))
    return (joined(pool, found) if missed > -np.inf else found), prices, over


def _mean(one: _Prices, other: _Prices) -> _Prices:
    return _Prices(
        (one.people + other.people) / 2,
        (one.group + other.group) / 2,
        (one.value + other.value) / 2,
    )


def _best(found: Pool, prices: _Prices) -> NDArray[np.int64]:
    reduced = _reduced(found, prices)
    better = np.argsort(-reduced, kind="stable")[: 3 * ADDED]
    return better[reduced[better] > SLACK * 100]


def _worth(
    there: Problem, pairs: Pairs, prices: _Prices, floor: float, limit: int
) -> tuple[Pool, float]:
    """Return the groups worth *floor* or more beyond the prices, and what was missed, at the most."""
    sizes = sizes_of(there)
    found = [
        columns(
            there,
            pairs,
            size,
            prices.people,
            floor + prices.group,
            limit // len(sizes),
            extra(there, size),
        )
        for size in sizes
    ]
    return pool_of_columns(there, found), max(one.missed for one in found) - prices.group


def _chosen(
    there: Problem,
    pairs: Pairs,
    made: list[Made],
    pool: Pool,
    prices: _Prices,
    over: float,
    step: Step,
) -> Exact:
    """Return the best grouping among those groups of *pool* that can be in a better one than *made*.

    First among the few worth most, which finds a good one quickly, then among all that are left.
    """
    most = _most_groups(there)
    above = prices.value + most * over
    reduced = _reduced(pool, prices)
    order = np.argsort(-reduced, kind="stable")
    bound = above
    for done, (few, work) in enumerate(STAGES):
        step(PRICINGS + done)
        start = pool_of(there, pairs, made)
        value = float(start.values.sum())
        if bound - value <= ROUNDED:
            break
        # A grouping with a group worth less than that is no better than the one known.
        least = value - prices.value - (most - 1) * over - SLACK
        order = order[reduced[order] >= least]
        kept = pool.of(order[:few])
        solved = choose(there, joined(start, kept), start, prices.people, work=work)
        if solved is None:
            continue
        made, found = solved
        if len(order) > few:
            found = max(found, prices.value + (most - 1) * over + float(reduced[order[few]]))
        bound = min(bound, max(found, value))
    return Exact(made, bound)


def _more_places(there: Problem, pairs: Pairs, everything: Pool, made: list[Made]) -> list[Made]:
    """Return a grouping that places as many people as can be, with the best groups for value."""
    order = np.argsort(-everything.values, kind="stable")[:CHOSEN_FROM]
    start = pool_of(there, pairs, made)
    solved = choose(there, joined(start, everything.of(order)), start, None, work=WORK)
    return made if solved is None else solved[0]
