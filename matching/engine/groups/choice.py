"""Choosing groups so that no one is in two of them, by the integer program of CP-SAT (OR-tools)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matching.engine.groups.arrays import Problem
from matching.engine.groups.pool import Pool
from matching.engine.groups.state import Made

SCALE = 1e6


def choose(
    there: Problem,
    pool: Pool,
    start: Pool,
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
    there: Problem, pool: Pool, model: cp_model.CpModel, use: Sequence[cp_model.IntVar]
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


def _needed(there: Problem, pool: Pool) -> NDArray[np.bool_]:
    """Return which groups must have a facilitator: all, or those of someone locked to one."""
    if there.rules.facilitated:
        return np.ones(len(pool), dtype=bool)
    needed: NDArray[np.bool_] = pool.members[:, sorted(there.led)].sum(axis=1) > 0
    return needed


def _kinds(pool: Pool) -> list[int]:
    _, kinds = np.unique(pool.leads, axis=1, return_inverse=True)
    return [int(kind) for kind in np.ravel(kinds)]


def _made(
    there: Problem,
    pool: Pool,
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
