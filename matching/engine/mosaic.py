"""For a whole institution: who could fill whose gaps.

Each protégé takes up to k mentors. First as much as possible of what people need is covered once,
by priority; then what can be is covered twice, the load is spread and the scores decide. Covering
is a maximum coverage problem with capacities (NP-hard), so small instances are solved exactly as
integer programs with HiGHS, and large ones step by step by the best gain (Nemhauser, Wolsey &
Fisher, "An analysis of approximations for maximizing submodular set functions", Mathematical
Programming 14 (1978)), with a bound and the gap to it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse import eye_array as eye

from matching.engine.edges import checked_edges
from matching.engine.errors import BadCapacity, BadIndex

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EXACT_EDGES = 4_000
BOUND_EDGES = 60_000
SECONDS = 20.0
# Behind the first covering of a need, in this order: the second, the scores, an even load.
SECOND, SCORE, EVEN = 1.0, 0.1, 0.02


@dataclass(frozen=True)
class Mosaic:
    """The pairs chosen, and how good the choice is known to be.

    `covered` is the sum of the weights of the needs covered once at least, `bound` what no choice
    can pass, `gap` the share of the bound that may be missing: 0.0 is proved to be the best.
    """

    rows: Ints
    cols: Ints
    covered: float
    bound: float

    @property
    def gap(self) -> float:
        return max(0.0, 1 - self.covered / self.bound) if self.bound else 0.0


def solve(
    rows: ArrayLike,
    cols: ArrayLike,
    scores: ArrayLike,
    needs: ArrayLike,
    offers: ArrayLike,
    capacities: ArrayLike,
    *,
    per_protege: int = 3,
    seconds: float = SECONDS,
) -> Mosaic:
    """Choose mentors for everyone's needs.

    Edge e may join protégé ``rows[e]`` to mentor ``cols[e]`` with ``scores[e]`` in [0, 1].
    ``needs`` (proteges × d) holds what each need weighs, 0 for none; ``offers`` (mentors × d) is
    true where a mentor covers it. At most ``per_protege`` mentors a protégé, ``capacities[j]``
    protégés a mentor. *seconds* limits each of the solver's two steps.

    Raise what `assignment.solve` raises, and BadIndex where the matrices do not fit.
    """
    weights = np.asarray(needs, dtype=np.float64)
    given = np.asarray(offers, dtype=bool)
    heads, tails, values, places = checked_edges(rows, cols, scores, len(weights), capacities)
    if weights.ndim != 2 or given.shape != (len(places), weights.shape[1]):
        raise BadIndex(
            f"Needs of shape {weights.shape} do not fit offers of shape {given.shape}.",
            offender=given.shape,
        )
    if not np.isfinite(weights).all() or (weights < 0).any():
        wrong = ~np.isfinite(weights) | (weights < 0)
        raise BadIndex("A need weighs 0 or more.", offender=float(weights[wrong][0]))
    if per_protege < 1:
        raise BadCapacity("a protégé", per_protege)
    useful = ((weights[heads] > 0) & given[tails]).any(axis=1) & (places[tails] > 0)
    problem = _Problem(
        heads[useful], tails[useful], values[useful], weights, given, places, per_protege
    )
    if not len(problem.rows):
        return Mosaic(problem.rows, problem.cols, 0.0, 0.0)
    if len(problem.rows) <= EXACT_EDGES and (exact := _exact(problem, seconds)):
        return exact
    return _stepwise(problem, seconds)


@dataclass(frozen=True)
class _Problem:
    rows: Ints
    cols: Ints
    scores: Floats
    needs: Floats
    offers: NDArray[np.bool_]
    capacities: Ints
    per_protege: int

    def covered(self, chosen: Ints) -> float:
        met = np.zeros(self.needs.shape, dtype=bool)
        np.logical_or.at(met, self.rows[chosen], self.offers[self.cols[chosen]])
        return float(self.needs[met].sum())

    def mosaic(self, chosen: Ints, bound: float) -> Mosaic:
        chosen = np.sort(chosen)
        covered = self.covered(chosen)
        return Mosaic(self.rows[chosen], self.cols[chosen], covered, max(bound, covered))


class _Program:
    """The integer program: x (edges), y and z (needs covered once, twice), seats of mentors."""

    def __init__(self, problem: _Problem) -> None:
        self.problem = problem
        edge, need = np.nonzero((problem.needs[problem.rows] > 0) & problem.offers[problem.cols])
        flat = problem.rows[edge] * problem.needs.shape[1] + need
        wanted, index = np.unique(flat, return_inverse=True)
        self.weights = problem.needs.ravel()[wanted]
        edges, count = len(problem.rows), len(wanted)
        covering = csr_array((np.ones(len(edge)), (index, edge)), shape=(count, edges))
        by_row = _grouped(problem.rows, len(problem.needs))
        by_col = _grouped(problem.cols, len(problem.capacities))
        places = np.minimum(
            problem.capacities, np.bincount(problem.cols, minlength=by_col.shape[0])
        )
        seats = np.repeat(np.arange(len(places)), places)
        first = np.cumsum(places) - places
        self.seat_order = np.arange(len(seats)) - first[seats]
        taken = _grouped(seats, len(places))
        self.sizes = (edges, count, count, len(seats))
        self.matrix = vstack(
            [
                hstack([covering, -eye(count), -eye(count), csr_array((count, len(seats)))]),
                hstack([by_row, csr_array((by_row.shape[0], 2 * count + len(seats)))]),
                hstack([by_col, csr_array((by_col.shape[0], 2 * count)), -taken]),
            ],
            format="csr",
        )
        inf = np.inf
        self.low = np.concatenate(
            [np.zeros(count), np.full(by_row.shape[0], -inf), np.zeros(by_col.shape[0])]
        )
        self.high = np.concatenate(
            [
                np.full(count, inf),
                np.full(by_row.shape[0], float(problem.per_protege)),
                np.zeros(by_col.shape[0]),
            ]
        )

    def first_cover(self) -> Floats:
        edges, count, _, seats = self.sizes
        return np.concatenate([np.zeros(edges), self.weights, np.zeros(count + seats)])

    def rest(self) -> Floats:
        return np.concatenate(
            [
                SCORE * self.problem.scores,
                np.zeros(len(self.weights)),
                SECOND * self.weights,
                -EVEN * self.seat_order,
            ]
        )

    def run(
        self, gain: Floats, seconds: float, *, whole: bool = True, floor: float | None = None
    ) -> Any:
        """Maximise *gain*; with *floor*, keep that much of the first covering."""
        constraints = [LinearConstraint(self.matrix, self.low, self.high)]
        if floor is not None:
            constraints.append(LinearConstraint(csr_array(self.first_cover()[None, :]), floor))
        integral = np.zeros(sum(self.sizes))
        integral[: self.sizes[0]] = whole
        return milp(
            -gain,
            integrality=integral,
            bounds=Bounds(0, 1),
            constraints=constraints,
            options={"time_limit": seconds, "mip_rel_gap": 1e-9},
        )


def _grouped(owners: Ints, count: int) -> csr_array:
    return csr_array(
        (np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(count, len(owners))
    )


def _exact(problem: _Problem, seconds: float) -> Mosaic | None:
    """Both steps as integer programs; None where the time did not do for any answer."""
    program = _Program(problem)
    first = program.run(program.first_cover(), seconds)
    if first.x is None:
        return None
    bound = -float(first.mip_dual_bound if first.mip_dual_bound is not None else first.fun)
    chosen = np.flatnonzero(first.x[: len(problem.rows)] > 0.5)
    second = program.run(program.rest(), seconds, floor=-float(first.fun) - 1e-6)
    if second.x is not None:
        again = np.flatnonzero(second.x[: len(problem.rows)] > 0.5)
        if problem.covered(again) >= problem.covered(chosen) - 1e-6:
            chosen = again
    covered = problem.covered(chosen)
    # The solver's bound is a float: what lies within its tolerance is proved.
    return problem.mosaic(chosen, covered if bound <= covered + 1e-6 * max(1, covered) else bound)


def _stepwise(problem: _Problem, seconds: float) -> Mosaic:
    """Take the edge of the highest gain again and again; gains only fall, so old ones are bounds."""
    met = np.zeros(problem.needs.shape, dtype=np.int64)
    places = problem.capacities.copy()
    wanted = np.full(len(problem.needs), problem.per_protege)
    whole = float(problem.needs.max()) * problem.needs.shape[1] + 1

    def gain(edge: int) -> float:
        row, col = problem.rows[edge], problem.cols[edge]
        offered, weights = problem.offers[col], problem.needs[row]
        once = weights[offered & (met[row] == 0)].sum()
        twice = weights[offered & (met[row] == 1)].sum()
        load = problem.capacities[col] - places[col]
        return float(once * whole + SECOND * twice + SCORE * problem.scores[edge] - EVEN * load)

    heap = [(-gain(edge), edge) for edge in range(len(problem.rows))]
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap:
        known, edge = heapq.heappop(heap)
        row, col = problem.rows[edge], problem.cols[edge]
        if not places[col] or not wanted[row]:
            continue
        now = gain(edge)
        if now < -known - 1e-12:
            heapq.heappush(heap, (-now, edge))
            continue
        if not ((problem.needs[row] > 0) & problem.offers[col] & (met[row] < 2)).any():
            continue
        chosen.append(edge)
        places[col] -= 1
        wanted[row] -= 1
        met[row] += problem.offers[col]
    return problem.mosaic(np.array(chosen, dtype=np.int64), _bound(problem, seconds))


def _bound(problem: _Problem, seconds: float) -> float:
    """Return what no choice can pass: the relaxed program where it is small enough, and simple sums."""
    edges = problem.needs[problem.rows] * problem.offers[problem.cols]
    coverable = np.zeros(problem.needs.shape)
    np.maximum.at(coverable, problem.rows, edges)
    best = np.zeros(len(problem.needs))
    np.maximum.at(best, problem.rows, edges.sum(axis=1))
    each = np.minimum(coverable.sum(axis=1), problem.per_protege * best)
    # All places go, at the most, to the edges that cover most.
    places = int(problem.capacities.sum())
    simple = min(float(each.sum()), float(np.sort(edges.sum(axis=1))[::-1][:places].sum()))
    if len(problem.rows) > BOUND_EDGES:
        return simple
    program = _Program(problem)
    relaxed = program.run(program.first_cover(), seconds, whole=False)
    return min(simple, -float(relaxed.fun)) if relaxed.status == 0 else simple
