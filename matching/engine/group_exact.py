"""The best grouping of a small cohort, with a proof or with what is missing to one.

A grouping is a choice of groups such that everybody is in one: a set partition. Its linear
relaxation is solved by column generation (Desaulniers, Desrosiers & Solomon, "Column Generation",
2005): prices for people, and branch and bound for groups that are worth more than their members'
prices. Groups whose worth falls below the prices by more than what separates the best known
grouping from the relaxation are in no better one; among the others CP-SAT of OR-tools chooses.
All limits count work, not time, so that a run can be repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from matching.engine.group_arrays import Problem, size_fit
from matching.engine.group_columns import Columns, columns
from matching.engine.group_state import Made, Pairs, State

ALL_GROUPS = 400_000  # parts of groups, up to which all groups are listed
PRICED = 60_000  # parts of groups looked at in one pricing
PROVED = 3_000_000  # the same in the last one, for the proof
PRICINGS = 60
ADDED = 150  # groups that a pricing adds, of each size
CHOSEN_FROM = 40_000
WORK = 8.0  # of CP-SAT's deterministic time, about seconds
SCALE = 1e7
SLACK = 1e-7


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


def exact(there: Problem, pairs: Pairs, state: State) -> Exact:
    """Improve on *state* to the best grouping, first by places, then by value."""
    made = state.made()
    everything = _listed(there, pairs)
    if everything is not None:
        if not len(everything):
            return Exact(made, 0.0)
        return _among_all(there, pairs, made, everything)
    pool, prices, above = _generated(there, pairs, _pool_of(there, pairs, made))
    return _chosen(there, pairs, made, pool, prices, above)


def _sizes(there: Problem) -> list[int]:
    return list(range(there.rules.smallest, min(there.rules.largest, len(there)) + 1))


def _extra(there: Problem, size: int) -> float:
    return size * there.weights.get("size_middle", 0.0) * size_fit(there.rules, size)


def _listed(there: Problem, pairs: Pairs) -> _Pool | None:
    """All groups that keep the rules, or None where they are too many."""
    found = []
    nothing = np.zeros(len(there))
    for size in _sizes(there):
        made = columns(there, pairs, size, nothing, -np.inf, ALL_GROUPS, _extra(there, size))
        if made.missed > -np.inf:
            return None
        found.append(made)
    return _pool(there, found)


def _pool(there: Problem, found: Sequence[Columns]) -> _Pool:
    rows = []
    for made in found:
        count, size = made.members.shape
        ones = np.ones(made.members.size)
        at = (ones, (np.repeat(np.arange(count), size), made.members.ravel()))
        rows.append(csr_array(at, shape=(count, len(there))))
    return _Pool(
        csr_array(vstack(rows, format="csr")),
        np.concatenate([made.values for made in found]),
        np.concatenate([made.leads for made in found]),
    )


def _pool_of(there: Problem, pairs: Pairs, made: Sequence[Made]) -> _Pool:
    """The groups of a grouping."""
    found = []
    for members, lead in made:
        at = np.array([members])
        leads = np.zeros((1, len(there.facilitators)), dtype=bool)
        if lead is not None:
            leads[0, lead] = True
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
    """How much each group is worth beyond the prices of its members."""
    reduced: NDArray[np.float64] = pool.values - pool.members @ prices.people - prices.group
    return reduced


def _among_all(there: Problem, pairs: Pairs, made: list[Made], everything: _Pool) -> Exact:
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
    for _ in range(10 * PRICINGS):
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
    return _chosen(there, pairs, made, everything, prices, over)


def _joined(one: _Pool, other: _Pool) -> _Pool:
    return _Pool(
        csr_array(vstack([one.members, other.members], format="csr")),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.leads, other.leads]),
    )


def _generated(there: Problem, pairs: Pairs, pool: _Pool) -> tuple[_Pool, _Prices, float]:
    """Groups that could be in a better grouping than the one in *pool*, and their prices.

    The last number is what a group can be worth beyond the prices, at the most.
    """
    value = float(pool.values.sum())
    places = int(pool.members.sum())
    prices = _priced(there, pool, places)
    assert prices is not None  # noqa: S101 (the grouping itself is feasible)
    for _ in range(PRICINGS):
        found, _missed = _worth(there, pairs, prices, SLACK * 100, PRICED)
        reduced = _reduced(found, prices)
        better = np.argsort(-reduced, kind="stable")[: 3 * ADDED]
        better = better[reduced[better] > SLACK * 100]
        if not len(better):
            break
        pool = _joined(pool, found.of(better))
        prices = _priced(there, pool, places) or prices
    found, missed = _worth(there, pairs, prices, value - prices.value, PROVED)
    over = float(_reduced(found, prices).max(initial=0.0)) if len(found) else 0.0
    if missed > -np.inf:
        found = _joined(pool, found)
    return found, prices, max(0.0, over, missed)


def _worth(
    there: Problem, pairs: Pairs, prices: _Prices, floor: float, limit: int
) -> tuple[_Pool, float]:
    """The groups worth *floor* or more beyond the prices, and what was missed, at the most."""
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
    there: Problem, pairs: Pairs, made: list[Made], pool: _Pool, prices: _Prices, over: float
) -> Exact:
    """The best grouping among those groups of *pool* that can be in a better one than *made*."""
    start = _pool_of(there, pairs, made)
    value = float(start.values.sum())
    places = int(start.members.sum())
    most = _most_groups(there)
    reduced = _reduced(pool, prices)
    least = value - prices.value - (most - 1) * over - SLACK
    order = np.argsort(-reduced, kind="stable")
    order = order[reduced[order] >= least]
    kept = pool.of(order[:CHOSEN_FROM])
    dropped = order[CHOSEN_FROM:]
    solved = _solve(there, _joined(start, kept), start, places=places)
    above = prices.value + most * over
    if solved is None:
        return Exact(made, above)
    best, least_bound = solved
    if len(dropped):
        beyond = prices.value + (most - 1) * over + float(reduced[dropped].max())
        least_bound = max(least_bound, beyond)
    return Exact(best, min(above, max(least_bound, value)))


def _more_places(there: Problem, pairs: Pairs, everything: _Pool, made: list[Made]) -> list[Made]:
    """A grouping that places as many people as can be, with the best groups for value."""
    order = np.argsort(-everything.values, kind="stable")[:CHOSEN_FROM]
    start = _pool_of(there, pairs, made) if made else everything.of(np.arange(0))
    solved = _solve(there, _joined(start, everything.of(order)), start, places=None)
    return made if solved is None else solved[0]


def _solve(
    there: Problem, pool: _Pool, start: _Pool, *, places: int | None
) -> tuple[list[Made], float] | None:
    """Choose groups: of the highest value with *places* people placed, or to place the most.

    Also returned is what no choice among *pool* can pass. The first rows of *pool* are *start*.
    """
    model = cp_model.CpModel()
    use = [model.new_bool_var("") for _ in range(len(pool))]
    columns_of = pool.members.tocsc()
    for one in range(len(there)):
        rows = columns_of.indices[columns_of.indptr[one] : columns_of.indptr[one + 1]]
        if len(rows):
            model.add_at_most_one(use[row] for row in rows.tolist())
    sizes = pool.members.sum(axis=1).astype(np.int64)
    placed = cp_model.LinearExpr.weighted_sum(use, sizes.tolist())
    led = _with_leads(there, pool, model, use)
    if places is None:
        model.maximize(placed)
    else:
        model.add(placed >= places)
        whole = np.rint(pool.values * SCALE).astype(np.int64)
        model.maximize(cp_model.LinearExpr.weighted_sum(use, whole.tolist()))
    for row, variable in enumerate(use):
        model.add_hint(variable, int(row < len(start)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = WORK
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [row for row, variable in enumerate(use) if solver.boolean_value(variable)]
    bound = solver.best_objective_bound / (1.0 if places is None else SCALE)
    return _made(there, pool, chosen, led, solver), bound + len(there) / SCALE


def _with_leads(
    there: Problem, pool: _Pool, model: cp_model.CpModel, use: Sequence[cp_model.IntVar]
) -> dict[tuple[int, int], cp_model.IntVar]:
    """Who leads which group: (group, kind of facilitator) → variable.

    Facilitators who can lead the same groups are of one kind; `_kinds` numbers them.
    """
    needed = _needed(there, pool)
    if not needed.any():
        return {}
    lead: dict[tuple[int, int], cp_model.IntVar] = {}
    kinds = _kinds(pool)
    for kind in sorted(set(kinds)):
        one = kinds.index(kind)
        for row in np.flatnonzero(needed & pool.leads[:, one]).tolist():
            lead[row, kind] = model.new_bool_var("")
        room = sum(
            person.groups
            for person, own in zip(there.facilitators, kinds, strict=True)
            if own == kind
        )
        model.add(sum(variable for (_, own), variable in lead.items() if own == kind) <= room)
    by_row: dict[int, list[cp_model.IntVar]] = {}
    for (row, _), variable in lead.items():
        by_row.setdefault(row, []).append(variable)
    for row in np.flatnonzero(needed).tolist():
        model.add(sum(by_row.get(row, [])) == use[row])
    return lead


def _needed(there: Problem, pool: _Pool) -> NDArray[np.bool_]:
    """Which groups must have a facilitator: all, or those of somebody locked to one."""
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
