"""Flows that meet aims one after another; `projects/test_best.py` tries them against enumerations."""

from __future__ import annotations

import numpy as np
import pytest

from matching.engine import errors, network


def two_ways() -> tuple[network.Network, np.ndarray, np.ndarray]:
    """Return source → a or b → sink → source, the way over a and the way back."""
    building = network.Building()
    source, one, other, sink = building.add_nodes(4).tolist()
    over_one = building.add_arcs(np.array([source, one]), np.array([one, sink]), 1)
    building.add_arcs(np.array([source, other]), np.array([other, sink]), 2)
    back = building.add_arcs(sink, source, 2)
    return building.network(), over_one, back


def aim(net: network.Network, arcs: np.ndarray, cost: int) -> np.ndarray:
    costs = np.zeros(len(net), dtype=np.int64)
    costs[arcs] = cost
    return costs


def test_a_later_aim_never_costs_an_earlier_one() -> None:
    net, over_one, back = two_ways()
    most, dear = aim(net, back, -1), aim(net, over_one, 1)

    assert network.solve(net, [most, dear]).tolist() == [0, 0, 2, 2, 2]
    assert network.solve(net, [most, -dear]).tolist() == [1, 1, 1, 1, 2]
    assert network.solve(net, [dear, most]).tolist() == [0, 0, 2, 2, 2]
    assert network.solve(net, [-most, most]).tolist() == [0, 0, 0, 0, 0]


def test_prices_prove_a_cheapest_flow_and_refuse_another() -> None:
    net, _, back = two_ways()
    most = aim(net, back, -1)
    flow = network.solve(net, [most])

    price = network.prices(net, flow, most)

    reduced = most + price[net.tails] - price[net.heads]
    assert (reduced[flow < net.capacities] >= 0).all()
    assert (reduced[flow > 0] <= 0).all()
    with pytest.raises(errors.EngineError):
        network.prices(net, np.zeros(len(net), dtype=np.int64), most)


def test_reach_says_where_one_more_unit_could_go() -> None:
    net, _, back = two_ways()
    left = network.reach(net, network.solve(net, [aim(net, back, -1)]), without=[0])

    assert left.from_node(2).tolist()[3] or left.from_node(1).tolist()[3]
    assert not left.from_node(3)[0]
    assert left.to_node(3).tolist()[3]
