"""Flows that meet several aims, one after another, each with a proof.

A circulation of minimum cost for each aim in turn (Ahuja, Magnanti & Orlin, "Network Flows", 1993,
chapters 9 to 11), by the cost-scaling solver of OR-tools. After each aim, prices of the nodes are
found from what is left of the arcs. They prove that the aim can be met no better, and by
complementary slackness they say which arcs every flow that meets it leaves empty or full. Those are
fixed, and the next aim is sought among the rest; so no aim needs a weight against another.

Half a million arcs and three aims take some seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from matching.engine.errors import EngineError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What the solver multiplies costs by the number of nodes may not pass this.
COST_LIMIT = 2**60


@dataclass(frozen=True)
class Network:
    """Arcs from `tails` to `heads` among *nodes* nodes, each with room for `capacities`."""

    nodes: int
    tails: Ints
    heads: Ints
    capacities: Ints

    def __len__(self) -> int:
        return len(self.tails)


class Building:
    """A network as it is put together."""

    def __init__(self) -> None:
        self.nodes = 0
        self._arcs: list[tuple[Ints, Ints, Ints]] = []
        self._count = 0

    def add_nodes(self, count: int) -> Ints:
        """Return the numbers of *count* new nodes."""
        first, self.nodes = self.nodes, self.nodes + count
        return np.arange(first, first + count)

    def add_arcs(self, tails: Ints | int, heads: Ints | int, capacities: Ints | int) -> Ints:
        """Return the positions of new arcs; what is given once holds for all."""
        arcs = np.broadcast_arrays(tails, heads, capacities)
        one, other, room = (np.atleast_1d(part).astype(np.int64) for part in arcs)
        self._arcs.append((one, other, room))
        first, self._count = self._count, self._count + len(one)
        return np.arange(first, self._count)

    def network(self) -> Network:
        tails, heads, capacities = (
            np.concatenate([arcs[part] for arcs in self._arcs]) for part in range(3)
        )
        return Network(self.nodes, tails, heads, capacities)


def scaled(costs: Floats, nodes: int) -> Ints:
    """Return whole costs in proportion, as fine as the solver takes them."""
    span = float(np.abs(costs).max(initial=0.0)) or 1.0
    scale = 2.0 ** np.floor(np.log2(COST_LIMIT / (4 * (nodes + 1))))
    whole: Ints = np.rint(costs / span * scale).astype(np.int64)
    return whole


def solve(network: Network, aims: Sequence[Ints]) -> Ints:
    """Return the flow of each arc that keeps the costs of *aims* lowest, the first aim first.

    Each aim holds what a unit on each arc costs. What flows into a node flows out of it, so there
    is an arc back from the sink to the source.
    """
    low = np.zeros(len(network), dtype=np.int64)
    high = network.capacities.copy()
    flow = low
    for at, costs in enumerate(aims):
        flow = _cheapest(network, low, high, costs)
        if at + 1 < len(aims):
            price = prices(network, flow, costs, low, high)
            reduced = costs + price[network.tails] - price[network.heads]
            low, high = np.where(reduced < 0, high, low), np.where(reduced > 0, low, high)
    return flow


def _cheapest(network: Network, low: Ints, high: Ints, costs: Ints) -> Ints:
    free = np.flatnonzero(high > low)
    flow = low.copy()
    if not len(free) or not costs[free].any():
        # Any flow will do that the bounds allow.
        costs = np.zeros_like(costs)
    supply = np.zeros(network.nodes, dtype=np.int64)
    np.add.at(supply, network.heads, low)
    np.subtract.at(supply, network.tails, low)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tails[free], network.heads[free], (high - low)[free], costs[free]
    )
    solver.set_nodes_supplies(np.arange(network.nodes), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise EngineError(f"The flow solver stopped with {status}.", offender=str(status))
    flow[free] += solver.flows(arcs)
    return flow


def prices(
    network: Network, flow: Ints, costs: Ints, low: Ints | None = None, high: Ints | None = None
) -> Ints:
    """Return a price of each node, by which no arc that has room left is worth its cost.

    They prove that no flow costs less. Raise EngineError where *flow* can be bettered: a check by
    the definition alone (Bellman & Ford's shortest paths in what is left of the arcs).
    """
    low = np.zeros(len(network), dtype=np.int64) if low is None else low
    high = network.capacities if high is None else high
    onward, back = flow < high, flow > low
    tails = np.concatenate([network.tails[onward], network.heads[back]])
    heads = np.concatenate([network.heads[onward], network.tails[back]])
    lengths = np.concatenate([costs[onward], -costs[back]])
    price = np.zeros(network.nodes, dtype=np.int64)
    for _ in range(network.nodes + 1):
        found = price[tails] + lengths
        better = found < price[heads]
        if not better.any():
            return price
        np.minimum.at(price, heads[better], found[better])
    raise EngineError("The flow is not the cheapest.", offender="flow")


@dataclass(frozen=True)
class Reach:
    """What is left of a flow's arcs: whom one more unit could get to."""

    onward: csr_array
    backward: csr_array

    def from_node(self, node: int) -> Bools:
        """Return which nodes one more unit from *node* can get to."""
        return _reached(self.onward, node)

    def to_node(self, node: int) -> Bools:
        """Return from which nodes one more unit can get to *node*."""
        return _reached(self.backward, node)


def reach(network: Network, flow: Ints, *, without: Sequence[int]) -> Reach:
    """Return what is left of the arcs, leaving out the nodes *without*."""
    onward, back = flow < network.capacities, flow > 0
    tails = np.concatenate([network.tails[onward], network.heads[back]])
    heads = np.concatenate([network.heads[onward], network.tails[back]])
    used = ~np.isin(tails, without) & ~np.isin(heads, without)
    shape = (network.nodes, network.nodes)
    ones = np.ones(int(used.sum()), dtype=np.int8)
    graph = csr_array((ones, (tails[used], heads[used])), shape=shape)
    return Reach(graph, csr_array(graph.T))


def _reached(graph: csr_array, node: int) -> Bools:
    found = np.zeros(graph.shape[0], dtype=bool)
    found[breadth_first_order(graph, node, return_predecessors=False)] = True
    return found
