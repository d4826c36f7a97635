"""Pairs that do what a director asks, as far as can be: exact, each aim proved before the next.

A flow from the source through quotas of protégés, protégés, mentors' shares, mentors and their
quotas to the sink (`matching.engine.network` has the sources of the method). What is asked of it
and in which order is in `asked`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from matching.engine import network
from matching.engine.edges import checked_edges
from matching.engine.network import Bools, Building, Floats, Ints
from matching.engine.pairs.asked import (
    MENTORS,
    PROTEGES,
    Asked,
    Pairs,
    Short,
    check,
    had,
    limits,
    shortfalls,
)

NO_CANDIDATES, NO_ROOM = "no_candidates", "no_room"


@dataclass(frozen=True)
class Change:
    """One number that is raised by one, or a reserved place let go.

    `what`: "capacity" (`at` is the mentor), "reserved" (the mentor, who has a place left that is
    kept for others), "share" (the limit of a share, by its place in the list) or "quota".
    """

    what: str
    at: int


@dataclass(frozen=True)
class Unplaced:
    """Why one protégé has no mentor, now or from before: "no_candidates" (no pair with them is allowed) or "no_room".

    Each of `changes`, alone, would give them a mentor, and no one would lose their last one.
    None of them where more than one change is needed.
    """

    row: int
    cause: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Arranged:
    """The pairs, sorted by row; must-pairs for which there was no place; what is short; why.

    `open` (protégés' kinds, mentors) tells `open_to` who could take one more.
    """

    rows: Ints
    cols: Ints
    missed: Pairs
    short: tuple[Short, ...]
    unplaced: tuple[Unplaced, ...]
    open: Bools = field(repr=False)
    kind_of: Ints = field(repr=False)

    def open_to(self, row: int) -> Ints:
        """Return the mentors who could take this protégé, if the rules allowed the pair.

        They have a place left, or will have one when others, who keep a mentor, move.
        """
        return np.flatnonzero(self.open[self.kind_of[row]])


@dataclass
class _Built:
    """Arcs and nodes by what they stand for."""

    rows: Ints
    cols: Ints
    scores: Floats
    building: Building = field(default_factory=Building)
    people: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    mentors: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    common: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    onward: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    edges: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    first: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    # Arcs that count one each for minimums and quotas; arcs of a load's units, and their numbers.
    counted: list[Ints] = field(default_factory=list)
    load: tuple[Ints, Ints] | None = None
    # Nodes of quotas, and their arcs from the source or to the sink.
    quota_nodes: dict[int, int] = field(default_factory=dict)
    quota_arcs: dict[int, Ints] = field(default_factory=dict)
    # (kind's number, mentor) → where protégés of the kind come in; share → its two nodes.
    entry: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    limited: dict[int, tuple[int, int, int]] = field(default_factory=dict)


def solve(
    rows: ArrayLike,
    cols: ArrayLike,
    scores: ArrayLike,
    count: int,
    asked: Asked,
    *,
    seed: int = 0,
) -> Arranged:
    """Return pairs of *count* protégés; edge e may pair ``rows[e]`` with ``cols[e]``, at ``scores[e]``.

    Pairs that a rule parts have no edge. Among equally good pairs *seed* decides.

    Raise what `assignment.solve` and `asked.check` raise, which names the offender.
    """
    check(asked, count)
    heads, tails, weights, _ = checked_edges(rows, cols, scores, count, asked.capacities)
    built = _Built(*_edges(heads, tails, weights, count, asked, seed))
    kinds, kind_of = _kinds(asked, count)
    source, sink = built.building.add_nodes(2).tolist()
    _enter(built, asked, count, source)
    _leave(built, asked, sink)
    _share(built, asked, kinds)
    built.edges = built.building.add_arcs(
        built.people[built.rows], built.entry[kind_of[built.rows], built.cols], 1
    )
    built.building.add_arcs(sink, source, int(limits(asked, count)[0].sum()))
    net = built.building.network()
    flow = network.solve(net, _aims(built, asked, net))
    chosen = np.flatnonzero(flow[built.edges] > 0)
    chosen = chosen[np.lexsort((built.cols[chosen], built.rows[chosen]))]
    made = list(zip(built.rows[chosen].tolist(), built.cols[chosen].tolist(), strict=True))
    entering = [
        built.quota_nodes[at] for at in built.quota_nodes if asked.quotas[at].side == PROTEGES
    ]
    left = network.reach(net, flow, without=[source, *entering])
    arriving = left.to_node(sink)
    return Arranged(
        built.rows[chosen],
        built.cols[chosen],
        tuple(pair for pair in asked.must if pair not in set(made)),
        tuple(shortfalls(asked, count, made)),
        _unplaced(built, asked, flow, left, arriving, sink, made),
        arriving[built.entry],
        kind_of,
    )


def _edges(
    rows: Ints, cols: Ints, scores: Floats, count: int, asked: Asked, seed: int
) -> tuple[Ints, Ints, Floats]:
    """Return the edges in an order drawn by *seed*, with must-pairs and without those of `never`."""
    width = len(asked.capacities)
    keys = rows * width + cols
    never = np.array([row * width + col for row, col in asked.never], dtype=np.int64)
    kept = ~np.isin(keys, never)
    must = np.array([row * width + col for row, col in asked.must], dtype=np.int64)
    added = np.setdiff1d(must, keys)
    rows = np.concatenate([rows[kept], added // width])
    cols = np.concatenate([cols[kept], added % width])
    scores = np.concatenate([scores[kept], np.zeros(len(added))])
    order = np.lexsort((cols, rows))
    mixed = order[np.random.default_rng(seed).permutation(len(order))]
    return rows[mixed], cols[mixed], scores[mixed]


def _kinds(asked: Asked, count: int) -> tuple[Sequence[int], Ints]:
    """Return the kinds that shares name, and each protégé's number among them, the last for others."""
    named = sorted({share.kind for share in asked.shares})
    if asked.kinds is None or not named:
        return [], np.zeros(count, dtype=np.int64)
    number = {kind: at for at, kind in enumerate(named)}
    return named, np.array([number.get(kind, len(named)) for kind in asked.kinds.tolist()])


def _enter(built: _Built, asked: Asked, count: int, source: int) -> None:
    """From the source through quotas to protégés: their first mentor, and further ones."""
    building = built.building
    wanted, _ = limits(asked, count)
    built.people = building.add_nodes(count)
    start = np.full(count, source)
    for at, quota in enumerate(asked.quotas):
        if quota.side == PROTEGES:
            node = int(building.add_nodes(1)[0])
            start[list(quota.members)] = node
            _quota(built, asked, at, node, (source, node), int(wanted.sum()))
    first = np.minimum(wanted, had(asked, count) == 0)
    built.first = building.add_arcs(start, built.people, first)
    built.counted.append(building.add_arcs(start, built.people, wanted - first))


def _leave(built: _Built, asked: Asked, sink: int) -> None:
    """From mentors through quotas to the sink: minimums first, then one place after another."""
    building = built.building
    mentors = len(asked.capacities)
    _, minimums = limits(asked, 0)
    # One more than can be used tells who could take one more, if the rules allowed a pair.
    useful = np.minimum(asked.capacities, np.bincount(built.cols, minlength=mentors) + 1)
    built.mentors = building.add_nodes(mentors)
    built.onward = np.full(mentors, sink)
    for at, quota in enumerate(asked.quotas):
        if quota.side == MENTORS:
            node = int(building.add_nodes(1)[0])
            built.onward[list(quota.members)] = node
            _quota(built, asked, at, node, (node, sink), int(asked.capacities.sum()))
    least = np.minimum(minimums, useful)
    if not asked.even:
        built.counted.append(building.add_arcs(built.mentors, built.onward, least))
        building.add_arcs(built.mentors, built.onward, useful - least)
        return
    owners = np.repeat(np.arange(mentors), useful)
    number = np.arange(len(owners)) - (np.cumsum(useful) - useful)[owners] + 1
    units = building.add_arcs(built.mentors[owners], built.onward[owners], 1)
    built.counted.append(units[number <= least[owners]])
    built.load = units, number if asked.before is None else number + asked.before[owners]


def _quota(
    built: _Built, asked: Asked, at: int, node: int, arc: tuple[int, int], everything: int
) -> None:
    quota = asked.quotas[at]
    most = everything if quota.most is None else quota.most
    least = built.building.add_arcs(*arc, min(quota.least, most))
    rest = built.building.add_arcs(*arc, max(0, most - quota.least))
    built.counted.append(least)
    built.quota_nodes[at], built.quota_arcs[at] = node, np.concatenate([least, rest])


def _share(built: _Built, asked: Asked, kinds: Sequence[int]) -> None:
    """Where protégés of each kind come in to each mentor, past what is reserved for others."""
    building = built.building
    built.entry = np.tile(built.mentors, (len(kinds) + 1, 1))
    built.common = built.mentors.copy()
    mentors = sorted({share.mentor for share in asked.shares})
    for mentor in mentors:
        reserved = sum(share.reserved for share in asked.shares if share.mentor == mentor)
        node = int(building.add_nodes(1)[0])
        building.add_arcs(
            node, int(built.mentors[mentor]), int(asked.capacities[mentor]) - reserved
        )
        built.common[mentor] = node
        built.entry[:, mentor] = node
    for at, share in enumerate(asked.shares):
        room = int(asked.capacities[share.mentor])
        outer, inner = building.add_nodes(2).tolist()
        most = room if share.most is None else share.most
        arc = int(building.add_arcs(outer, inner, most)[0])
        building.add_arcs(inner, int(built.mentors[share.mentor]), share.reserved)
        building.add_arcs(inner, int(built.common[share.mentor]), room)
        built.entry[kinds.index(share.kind), share.mentor] = outer
        built.limited[at] = outer, inner, arc


def _aims(built: _Built, asked: Asked, net: network.Network) -> list[Ints]:
    def aim(arcs: Ints, costs: Ints | int) -> Ints:
        found = np.zeros(len(net), dtype=np.int64)
        found[arcs] = costs
        return found

    width = len(asked.capacities)
    keys = built.rows * width + built.cols

    def of(pairs: Pairs) -> Ints:
        named = np.array([row * width + col for row, col in pairs], dtype=np.int64)
        return built.edges[np.isin(keys, named)]

    aims = [aim(of(asked.must), -1)] if asked.must else []
    aims += [aim(built.first, -1), aim(np.concatenate(built.counted), -1)]
    if built.load:
        aims.append(aim(*built.load))
    if asked.prefer:
        aims.append(aim(of(asked.prefer), -1))
    return [*aims, aim(built.edges, network.scaled(-built.scores, net.nodes))]


def _unplaced(
    built: _Built,
    asked: Asked,
    flow: Ints,
    left: network.Reach,
    arriving: Bools,
    sink: int,
    made: Sequence[tuple[int, int]],
) -> tuple[Unplaced, ...]:
    placed = {row for row, _ in made}
    candidates = set(built.rows.tolist())
    load = np.bincount([col for _, col in made], minlength=len(asked.capacities))
    full = load >= asked.capacities
    capacities = built.building.network().capacities
    quota_of = {
        row: at
        for at, quota in enumerate(asked.quotas)
        if quota.side == PROTEGES
        for row in quota.members
    }
    wanted, _ = limits(asked, len(built.people))
    wanted = np.where(had(asked, len(built.people)) > 0, 0, wanted)

    def closed(at: int) -> bool:
        arcs = built.quota_arcs[at]
        return bool((flow[arcs] >= capacities[arcs]).all())

    found = []
    for row in range(len(built.people)):
        if row in placed or not wanted[row]:
            continue
        if row not in candidates:
            found.append(Unplaced(row, NO_CANDIDATES, ()))
            continue
        reached = left.from_node(int(built.people[row]))
        own = quota_of.get(row)
        if own is not None and closed(own):
            changes = [Change("quota", own)] if reached[sink] else []
        else:
            changes = _changes(built, asked, reached, arriving, full)
            changes += [
                Change("quota", at)
                for at, node in built.quota_nodes.items()
                if asked.quotas[at].side == MENTORS and reached[node] and closed(at)
            ]
        found.append(Unplaced(row, NO_ROOM, tuple(changes)))
    return tuple(found)


def _changes(
    built: _Built, asked: Asked, reached: Bools, arriving: Bools, full: Bools
) -> list[Change]:
    """Return what of a mentor's own could be raised by one: places, what is kept, and limits."""
    there = reached[built.mentors] | reached[built.common]
    onward = arriving[built.onward]
    found = [Change("capacity", at) for at in np.flatnonzero(there & full & onward).tolist()]
    kept = reached[built.common] & ~reached[built.mentors] & ~full & arriving[built.mentors]
    found += [Change("reserved", at) for at in np.flatnonzero(kept).tolist()]
    for at, (outer, inner, _) in built.limited.items():
        if reached[outer] and not reached[inner] and arriving[inner]:
            found.append(Change("share", at))
    return found
