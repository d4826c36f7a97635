"""The best grouping of a small cohort, with a proof or with what is missing to one.

A grouping is a choice of groups such that everyone is in one: a set partition. Its linear
relaxation is solved by column generation (Desaulniers, Desrosiers & Solomon, "Column Generation",
2005): prices for people, and branch and bound for groups that are worth more than their members'
prices. Groups whose worth falls below the prices by more than what separates the best known
grouping from the relaxation are in no better one; among the others CP-SAT of OR-tools chooses.
All limits count work, not time, so that a run can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from matching.engine.groups.arrays import Problem, size_fit
from matching.engine.groups.columns import Columns, columns, leads_of
from matching.engine.groups.state import Made, Pairs, State

ALL_GROUPS = 400_000  # parts of groups, up to which all groups are listed
PRICED = 60_000  # parts of groups looked at in one pricing
PROVED = 3_000_000  # the same in the last one, for the proof
PRICINGS = 60
ADDED = 150  # groups that a pricing adds, of each size
CHOSEN_FROM = 40_000
WORK = 4.0  # of CP-SAT's deterministic time
# Choosing: among how many groups, with how much of that time.
STAGES = ((500, 1.0), (1500, 2.0), (4000, 2.0))
SCALE = 1e6
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
class _Pool:
    """Groups of any size: a row of `members` (k × n, 0 and 1) each, values and who can lead."""

    members: csr_array
    values: NDArray[np.float64]
    leads: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def of(self, kept: NDArray[np.int64]) -> _Pool:
        return _Pool(self.members[kept], self.values[kept], self.leads[kept])


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
    everything = _listed(there, pairs)
    if everything is not None:
        if not len(everything):
            return Exact(made, 0.0)
        return _among_all(there, pairs, made, everything, step)
    if not made:
        return Exact(made, float(len(there)))
    pool, prices, above = _generated(there, pairs, _pool_of(there, pairs, made), step)
    return _chosen(there, pairs, made, pool, prices, above, step)


def _sizes(there: Problem) -> list[int]:
    return list(range(there.rules.smallest, min(there.rules.largest, len(there)) + 1))


def _extra(there: Problem, size: int) -> float:
    return size * there.weights.get("size_middle", 0.0) * size_fit(there.rules, size)


def _listed(there: Problem, pairs: Pairs) -> _Pool | None:
    """Return all groups that keep the rules, or None where they are too many."""
    found: list[Columns] = []
    if not _sizes(there):
        return _pool_of(there, pairs, ())
    nothing = np.zeros(len(there))
    for size in _sizes(there):
        made = columns(there, pairs, size, nothing, -np.inf, ALL_GROUPS, _extra(there, size))
        if made.missed > -np.inf:
            return None
        found.append(made)
    return _pool(there, found)


def _pool(there: Problem, found: Sequence[Columns]) -> _Pool:
    leads = len(there.facilitators)
    rows = [csr_array((0, len(there)))]
    for made in found:
        count, size = made.members.shape
        ones = np.ones(made.members.size)
        at = (ones, (np.repeat(np.arange(count), size), made.members.ravel()))
        rows.append(csr_array(at, shape=(count, len(there))))
    return _Pool(
        csr_array(vstack(rows, format="csr")),
        np.concatenate([np.zeros(0), *(made.values for made in found)]),
        np.concatenate([np.zeros((0, leads), dtype=bool), *(made.leads for made in found)]),
    )


def _pool_of(there: Problem, pairs: Pairs, made: Sequence[Made]) -> _Pool:
    """Return the groups of a grouping."""
    found = []
    for members, _ in made:
        at = np.array([members])
        leads = leads_of(there, at, np.bitwise_and.reduce(there.words[at], axis=1))
        value = float(pairs.scores[np.ix_(members, members)].sum()) / (len(members) - 1)
        found.append(Columns(at, np.array([value + _extra(there, len(members))]), leads, -np.inf))
    return _pool(there, found)


def _most_groups(there: Problem) -> int:
    most = len(there) // there.rules.smallest
    if there.rules.facilitated:
        most = min(most, sum(one.groups for one in there.facilitators))
    return most


def _priced(there: Problem, pool: _Pool, places: int) -> _Prices | None:
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


def _reduced(pool: _Pool, prices: _Prices) -> NDArray[np.float64]:
    """Return how much each group is worth beyond the prices of its members."""
    reduced: NDArray[np.float64] = pool.values - pool.members @ prices.people - prices.group
    return reduced


def _among_all(
    there: Problem, pairs: Pairs, made: list[Made], everything: _Pool, step: Step
) -> Exact:
    """Choose among all groups: first for places, where people wait, then for value."""
    places = sum(len(members) for members, _ in made)
    reachable = int((everything.members.sum(axis=0) > 0).sum())
    if places < reachable:
        made = _more_places(there, pairs, everything, made)
        places = sum(len(members) for members, _ in made)
    if not made:
        return Exact(made, 0.0)
    start = _pool_of(there, pairs, made)
    best = np.argsort(-everything.values, kind="stable")[:2000]
    pool = _joined(start, everything.of(best))
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
        pool = _joined(pool, everything.of(better))
    if prices is None:
        return Exact(made, float(places))
    over = max(0.0, float(_reduced(everything, prices).max()))
    return _chosen(there, pairs, made, everything, prices, over, step)


def _joined(one: _Pool, other: _Pool) -> _Pool:
    return _Pool(
        csr_array(vstack([one.members, other.members], format="csr")),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.leads, other.leads]),
    )


def _generated(
    there: Problem, pairs: Pairs, pool: _Pool, step: Step
) -> tuple[_Pool, _Prices, float]:
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
        pool = _joined(pool, found.of(better))
        prices = _priced(there, pool, places) or prices
    found, missed = _worth(there, pairs, prices, value - prices.value, PROVED)
    over = max(0.0, missed, float(_reduced(found, prices).max(initial=0.0)))
    return (_joined(pool, found) if missed > -np.inf else found), prices, over


def _mean(one: _Prices, other: _Prices) -> _Prices:
    return _Prices(
        (one.people + other.people) / 2,
        (one.group + other.group) / 2,
        (one.value + other.value) / 2,
    )


def _best(found: _Pool, prices: _Prices) -> NDArray[np.int64]:
    reduced = _reduced(found, prices)
    better = np.argsort(-reduced, kind="stable")[: 3 * ADDED]
    return better[reduced[better] > SLACK * 100]


def _worth(
    there: Problem, pairs: Pairs, prices: _Prices, floor: float, limit: int
) -> tuple[_Pool, float]:
    """Return the groups worth *floor* or more beyond the prices, and what was missed, at the most."""
    sizes = _sizes(there)
    found = [
        columns(
            there,
            pairs,
            size,
            prices.people,
            floor + prices.group,
            limit // len(sizes),
            _extra(there, size),
        )
        for size in sizes
    ]
    return _pool(there, found), max(one.missed for one in found) - prices.group


def _chosen(
    there: Problem,
    pairs: Pairs,
    made: list[Made],
    pool: _Pool,
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
        start = _pool_of(there, pairs, made)
        value = float(start.values.sum())
        if bound - value <= ROUNDED:
            break
        # A grouping with a group worth less than that is no better than the one known.
        least = value - prices.value - (most - 1) * over - SLACK
        order = order[reduced[order] >= least]
        kept = pool.of(order[:few])
        solved = _solve(there, _joined(start, kept), start, prices.people, work=work)
        if solved is None:
            continue
        made, found = solved
        if len(order) > few:
            found = max(found, prices.value + (most - 1) * over + float(reduced[order[few]]))
        bound = min(bound, max(found, value))
    return Exact(made, bound)


def _more_places(there: Problem, pairs: Pairs, everything: _Pool, made: list[Made]) -> list[Made]:
    """Return a grouping that places as many people as can be, with the best groups for value."""
    order = np.argsort(-everything.values, kind="stable")[:CHOSEN_FROM]
    start = _pool_of(there, pairs, made)
    solved = _solve(there, _joined(start, everything.of(order)), start, None, work=WORK)
    return made if solved is None else solved[0]


def _solve(
    there: Problem,
    pool: _Pool,
    start: _Pool,
    prices: NDArray[np.float64] | None,
    *,
    work: float,
) -> tuple[list[Made], float] | None:
    """Choose groups: of the highest value, as many people placed as in *start*.

    Without *prices*: to place the most people. Also returned is what no choice among *pool* can
    pass. The first rows of *pool* are *start*. The objective is what groups are worth beyond the
    *prices* of people, which is the same but for a constant, and much quicker to solve.
    """
    model = cp_model.CpModel()
    use = [model.new_bool_var("") for _ in range(len(pool))]
    waits = [model.new_bool_var("") for _ in range(len(there))]
    columns_of = pool.members.tocsc()
    for one, wait in enumerate(waits):
        rows = columns_of.indices[columns_of.indptr[one] : columns_of.indptr[one + 1]]
        model.add_exactly_one([wait, *(use[row] for row in rows.tolist())])
    led = _with_leads(there, pool, model, use)
    constant = 0.0
    if prices is None:
        model.minimize(sum(waits))
    else:
        left = len(there) - int(start.members.sum())
        model.add(sum(waits) <= left)
        constant = float(prices.sum())
        worth = [*(pool.values - pool.members @ prices), *(-prices)]
        whole = np.rint(np.array(worth) * SCALE).astype(np.int64).tolist()
        model.maximize(cp_model.LinearExpr.weighted_sum([*use, *waits], whole))
    held = start.members.sum(axis=0)
    for one, wait in enumerate(waits):
        model.add_hint(wait, int(not held[one]))
    for row, variable in enumerate(use):
        model.add_hint(variable, int(row < len(start)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [row for row, variable in enumerate(use) if solver.boolean_value(variable)]
    bound = constant + solver.best_objective_bound / SCALE + len(there) / SCALE
    return _made(there, pool, chosen, led, solver), bound


def _with_leads(
    there: Problem, pool: _Pool, model: cp_model.CpModel, use: Sequence[cp_model.IntVar]
) -> dict[tuple[int, int], cp_model.IntVar]:
    """Return who leads which group: (group, kind of facilitator) → variable.

    Facilitators who can lead the same groups are of one kind; `_kinds` numbers them.
    """
    needed = _needed(there, pool)
    if not needed.any():
        return {}
    kinds = _kinds(pool)
    lead: dict[tuple[int, int], cp_model.IntVar] = {}
    by_row: dict[int, list[cp_model.IntVar]] = {row: [] for row in np.flatnonzero(needed).tolist()}
    for kind in sorted(set(kinds)):
        rows = np.flatnonzero(needed & pool.leads[:, kinds.index(kind)]).tolist()
        alone = len(set(kinds)) == 1
        for row in rows:
            lead[row, kind] = use[row] if alone else model.new_bool_var("")
            by_row[row].append(lead[row, kind])
        model.add(sum(lead[row, kind] for row in rows) <= _room(there, kinds, kind))
    for row, leads in by_row.items():
        model.add(sum(leads) == use[row])
    return lead


def _room(there: Problem, kinds: Sequence[int], kind: int) -> int:
    """Return how many groups the facilitators of one kind can lead."""
    return sum(
        person.groups for person, own in zip(there.facilitators, kinds, strict=True) if own == kind
    )


def _needed(there: Problem, pool: _Pool) -> NDArray[np.bool_]:
    """Return which groups must have a facilitator: all, or those of someone locked to one."""
    if there.rules.facilitated:
        return np.ones(len(pool), dtype=bool)
    needed: NDArray[np.bool_] = pool.members[:, sorted(there.led)].sum(axis=1) > 0
    return needed


def _kinds(pool: _Pool) -> list[int]:
    _, kinds = np.unique(pool.leads, axis=1, return_inverse=True)
    return [int(kind) for kind in np.ravel(kinds)]


def _made(
    there: Problem,
    pool: _Pool,
    chosen: Sequence[int],
    led: dict[tuple[int, int], cp_model.IntVar],
    solver: cp_model.CpSolver,
) -> list[Made]:
    kinds = _kinds(pool) if led else []
    room = [person.groups for person in there.facilitators]
    kind_of = {row: kind for (row, kind), one in led.items() if solver.boolean_value(one)}
    made: list[Made] = []
    for row in chosen:
        members = pool.members[[row]].indices.tolist()
        lead = None
        if row in kind_of:
            lead = next(
                at for at, kind in enumerate(kinds) if kind == kind_of[row] and room[at] > 0
            )
            room[lead] -= 1
        made.append((sorted(members), lead))
    return sorted(made, key=lambda group: group[0])
