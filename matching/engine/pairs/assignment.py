"""The best overall matching of protégés with mentors on weighted edges: many to one, exact.

First as many protégés as possible, then the highest total score, then (where it is asked for)
the lowest score raised. Solved as a maximum flow of minimum cost (Ahuja, Magnanti & Orlin,
"Network Flows", 1993, chapters 10 and 12) with the cost-scaling solver of OR-tools: source →
protégés → mentors → sink, so that a place never needs a copy of its mentor.

The solver's costs are whole numbers. Scores are scaled by the largest power of two for which no
sum overflows, which is finer than 1e-12 of the score range up to some 100,000 people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python import min_cost_flow

from matching.engine.edges import checked_edges

UNMATCHED = -1
# What the solver multiplies costs by the number of nodes may not pass this.
COST_LIMIT = 2**60

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def solve(
    rows: ArrayLike,
    cols: ArrayLike,
    scores: ArrayLike,
    row_count: int,
    capacities: ArrayLike,
    *,
    seed: int = 0,
    worst_off: float | None = None,
) -> Ints:
    """Return the mentor (column) of each protégé (row), int64 of length *row_count*, -1 for none.

    Edge e joins protégé ``rows[e]`` to mentor ``cols[e]`` with ``scores[e]``, any finite number;
    ``capacities[j]`` is how many protégés mentor j takes. The order of the edges makes no
    difference; among equally good matchings *seed* decides, and the same seed decides the same.

    *worst_off* is the share of the total that may be given up to raise the lowest score among
    the pairs: 0.0 chooses among the best totals alone, 0.02 gives up to two hundredths, None
    does not look at it. The number of pairs is never lowered.

    Raise EmptySide, BadIndex, BadScore, NamedTwice and BadCapacity, which name the offender.

    >>> solve([0, 0, 1], [0, 1, 0], [0.9, 0.2, 0.8], 2, [1, 1]).tolist()
    [1, 0]
    """
    edges = _Edges(rows, cols, scores, row_count, capacities, seed=seed)
    chosen = edges.best()
    if worst_off is not None and len(chosen):
        chosen = _raised(edges, chosen, worst_off)
    matched = np.full(row_count, UNMATCHED, dtype=np.int64)
    matched[edges.rows[chosen]] = edges.cols[chosen]
    return matched


def total(rows: ArrayLike, cols: ArrayLike, scores: ArrayLike, matched: ArrayLike) -> float:
    """Return the sum of the scores of the edges that *matched* uses."""
    held = np.asarray(matched)
    used = held[np.asarray(rows)] == np.asarray(cols)
    return float(np.asarray(scores, dtype=np.float64)[used].sum())


class _Edges:
    """Checked edges in an order of their own, and the solver that runs on a part of them."""

    def __init__(
        self,
        rows: ArrayLike,
        cols: ArrayLike,
        scores: ArrayLike,
        row_count: int,
        capacities: ArrayLike,
        *,
        seed: int,
    ) -> None:
        self.row_count = row_count
        self.rows, self.cols, self.scores, self.capacities = checked_edges(
            rows, cols, scores, row_count, capacities
        )
        rng = np.random.default_rng(seed)
        self._row_node = 1 + rng.permutation(row_count)
        self._col_node = 1 + row_count + rng.permutation(len(self.capacities))
        order = np.lexsort((self._col_node[self.cols], self._row_node[self.rows]))
        self.rows, self.cols = self.rows[order], self.cols[order]
        self.scores = self.scores[order]
        self._costs = self._scaled()

    def _scaled(self) -> Ints:
        if not len(self.scores):
            return np.zeros(0, dtype=np.int64)
        span = float(self.scores.max() - self.scores.min()) or 1.0
        nodes = self.row_count + len(self.capacities) + 2
        scale = 2.0 ** np.floor(np.log2(COST_LIMIT / (4 * nodes)))
        costs: Ints = np.rint((self.scores.max() - self.scores) / span * scale).astype(np.int64)
        return costs

    def best(self, at_least: float | None = None) -> Ints:
        """Return the edges of the best matching, by position; of those with this score at least."""
        kept = (
            np.arange(len(self.rows))
            if at_least is None
            else np.flatnonzero(self.scores >= at_least)
        )
        if not len(kept):
            return kept
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            self._row_node[self.rows[kept]],
            self._col_node[self.cols[kept]],
            np.ones(len(kept), dtype=np.int64),
            self._costs[kept],
        )
        starts = np.unique(self._row_node[self.rows[kept]])
        ends = np.unique(self.cols[kept])
        sink = self.row_count + len(self.capacities) + 1
        zeros = np.zeros(max(len(starts), len(ends)), dtype=np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(
            np.zeros(len(starts), dtype=np.int64),
            starts,
            np.ones(len(starts), dtype=np.int64),
            zeros[: len(starts)],
        )
        flow.add_arcs_with_capacity_and_unit_cost(
            self._col_node[ends],
            np.full(len(ends), sink),
            self.capacities[ends],
            zeros[: len(ends)],
        )
        flow.set_nodes_supplies(np.array([0, sink]), np.array([self.row_count, -self.row_count]))
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"The flow solver stopped with {status}.")
        found: Ints = kept[flow.flows(arcs) > 0]
        return found


def _raised(edges: _Edges, chosen: Ints, give_up: float) -> Ints:
    """Raise the lowest score as far as the number of pairs and the total allow, by bisection."""
    size, best = len(chosen), float(edges.scores[chosen].sum())
    floor = best - give_up * abs(best) - 1e-12 * max(1.0, abs(best))
    levels = np.unique(edges.scores[edges.scores > edges.scores[chosen].min()])
    low, high = 0, len(levels)  # levels[:low] can be reached, levels[high:] cannot
    while low < high:
        middle = (low + high) // 2
        tried = edges.best(at_least=float(levels[middle]))
        if len(tried) == size and float(edges.scores[tried].sum()) >= floor:
            chosen, low = tried, middle + 1
        else:
            high = middle
    return chosen
