"""Who has how many others to be paired with without that fewer people have a mentor.

A run pairs as many people as it can. So of the mentors whom the rules leave someone, those alone are open to them with
whom they are paired in some largest matching; the others are needed by somebody else. In the same way a mentor who has
somebody in every largest matching is missed where a run gives them nobody. Who may have several mentors is paired
several times, after everyone has their first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from matching.engine.people import Ints

Bools = NDArray[np.bool_]
FIRST, FURTHER, SINK = 0, 1, 2
NODES = 3  # before those of rows and columns
ENOUGH = 16  # columns of each row, and rows of each column, that nearly always suffice for a largest matching
LOOKED_AT = 20_000_000  # pairs, at the most, to try whom a largest matching can leave out; who is not tried is needed


@dataclass(frozen=True)
class Sides:
    """Places of the columns; how often each row is paired at most, and whether its first pair is a first one.

    First pairs are as many as can be before all others. None: each row is paired once, and it is.
    """

    places: Ints
    wanted: Ints | None = None
    first: Bools | None = None

    def of_rows(self, count: int) -> tuple[Ints, Bools]:
        """Return `wanted` and `first` of *count* rows."""
        wanted = np.ones(count, dtype=np.int64) if self.wanted is None else self.wanted
        first = np.ones(count, dtype=np.bool_) if self.first is None else self.first
        return wanted, first & (wanted > 0)


def few_partners(
    least_of_rows: Ints, least: int, open_to: Bools, sides: Sides
) -> tuple[Bools, Bools]:
    """Return the rows that have fewer partners than theirs of *least_of_rows*, and the columns that have fewer than *least* and are needed.

    Partners are those of some largest matching; see `partners_in_largest`. A column is needed if it has a partner in
    every largest matching.
    """
    found = _Largest.of(open_to, sides)
    return found.of_rows < least_of_rows, found.needed(least)


def _sample(open_to: Bools) -> Bools:
    """Return at most ENOUGH columns of each row, spread over all of them."""
    part = np.zeros_like(open_to)
    for row, given in enumerate(open_to):
        cols = np.flatnonzero(given)
        steps = np.arange(min(ENOUGH, len(cols))) * max(len(cols) // ENOUGH, 1) + row
        part[row, cols[steps % len(cols)] if len(cols) else cols] = True
    return part


def partners_in_largest(open_to: Bools, sides: Sides) -> Ints:
    """Return for each row the number of columns with which it is paired in some largest matching.

    *open_to* is (rows, columns); each row is paired with a column once, and a column as often as its places say (at
    least once). A largest matching has as many first pairs as can be, and then as many pairs.
    A pair is in some largest matching if it is in the one at hand, or lies on a cycle of its residual network
    (Dulmage and Mendelsohn 1958; Régin, "A filtering algorithm for constraints of difference in CSPs", AAAI 1994).
    First pairs and others have a source each, so that no cycle exchanges the one for the other.
    Rows that are open to the same columns, and columns to the same rows, are one node of the network.
    """
    return _Largest.of(open_to, sides).of_rows


def partners_within(open_to: Bools, places: Ints, group_of: Ints, rooms: Ints) -> Ints:
    """Return what `partners_in_largest` does, where column c is in group_of[c], which all in all has rooms[group]."""
    row_kind, rows = _alike(open_to, np.zeros(len(open_to), dtype=np.int64))
    people = np.bincount(row_kind)
    kinds = _Kinds(
        edges=rows,
        people=people,
        mentors=np.ones_like(places),
        first=people,
        further=np.zeros_like(people),
        room=places,
        groups=(group_of, rooms),
    )
    usable, _size = _usable(kinds, kinds)
    found: Ints = usable.sum(axis=1)[row_kind]
    return found


@dataclass(frozen=True)
class _Kinds:
    """Kinds of rows and of columns, and which are open to which: `edges` is (kinds of rows, kinds of columns).

    `people` and `mentors` are how many are of a kind, `first` and `further` how many pairs a kind of rows may have of
    these, `room` the places of a kind of columns. `groups`: the group of each column, and the room of each group.
    """

    edges: Bools
    people: Ints
    mentors: Ints
    first: Ints
    further: Ints
    room: Ints
    groups: tuple[Ints, Ints] | None = None

    def without(self, col: int, places: int) -> _Kinds:
        """Return the same with one column of this kind less, which has so many places."""
        mentors, room = self.mentors.copy(), self.room.copy()
        mentors[col] -= 1
        room[col] -= places
        return replace(self, mentors=mentors, room=room)


@dataclass(frozen=True)
class _Largest:
    """The first pairs and the pairs of a largest matching, and with how many each is paired in some of them.

    `few` are the kinds with a few edges of each; `col_kinds` are the columns' kinds.
    """

    of_rows: Ints
    of_cols: Ints
    size: tuple[int, int]
    kinds: _Kinds
    few: _Kinds
    col_kinds: Ints
    places: Ints

    @classmethod
    def of(cls, open_to: Bools, sides: Sides) -> _Largest:
        wanted, first = sides.of_rows(len(open_to))
        several = bool((wanted > 1).any())
        plain = not several and bool(first.all())
        row_kind, rows = _alike(open_to, np.zeros_like(wanted) if plain else 2 * wanted + first)
        # Who may have several mentors has each once: so columns of one kind have the same places.
        places = sides.places
        col_kind, cols = _alike(rows.T, places if several else np.zeros_like(places))
        people = np.bincount(row_kind)
        firsts = np.bincount(row_kind, weights=first).astype(np.int64)
        kinds = _Kinds(
            edges=cols.T,
            people=people,
            mentors=np.bincount(col_kind),
            first=firsts,
            further=np.bincount(row_kind, weights=wanted).astype(np.int64) - firsts,
            room=np.bincount(col_kind, weights=places).astype(np.int64),
        )
        few = replace(kinds, edges=_sample(kinds.edges) | _sample(kinds.edges.T).T)
        usable, size = _usable(kinds, few)
        # Numbers of people, exact in single precision.
        with_whom = usable.astype(np.float32)
        of_rows = np.rint(with_whom @ kinds.mentors.astype(np.float32)).astype(np.int64)
        of_cols = np.rint(people.astype(np.float32) @ with_whom).astype(np.int64)
        return cls(of_rows[row_kind], of_cols[col_kind], size, kinds, few, col_kind, places)

    def needed(self, least: int) -> Bools:
        """Return the columns with fewer than *least* partners that have one in every largest matching."""
        found: Bools = (self.of_cols > 0) & (self.of_cols < least)
        edges = self.kinds.edges
        every_place_is_taken = self.size[1] == self.kinds.room[edges.any(axis=0)].sum()
        if not every_place_is_taken:
            for among in (self.few, self.kinds):
                # Whom the few edges leave out without loss, all edges do.
                left = np.flatnonzero(found)
                if len(left) * np.count_nonzero(among.edges) <= LOOKED_AT:
                    found[left] = [self._is_needed(col, among) for col in left.tolist()]
        return found

    def _is_needed(self, col: int, among: _Kinds) -> bool:
        less = among.without(int(self.col_kinds[col]), int(self.places[col]))
        return _flow(less)[1] < self.size


def _alike(rows: Bools, also: Ints) -> tuple[Ints, Bools]:
    """Return for each row the number of its kind, and one row of each kind; *also* is alike in each kind."""
    packed = np.packbits(rows, axis=1)
    told = np.ascontiguousarray(also.astype(np.int64)[:, None]).view(np.uint8)
    keys = np.ascontiguousarray(np.concatenate([packed, told], axis=1))
    whole = keys.view(np.dtype((np.void, keys.shape[1]))).ravel()
    _, first, kind = np.unique(whole, return_index=True, return_inverse=True)
    return kind.astype(np.int64), rows[first]


def _network(kinds: _Kinds, *, source: int, given: Ints) -> csr_array:
    """Return the network from *source*, which gives the kinds of rows so many pairs, by them and columns to SINK.

    With groups, columns reach SINK through theirs.
    """
    height, width = kinds.edges.shape
    own, their = np.nonzero(kinds.edges)
    rows, cols = np.arange(height) + NODES, np.arange(width) + NODES + height
    each = np.minimum(kinds.people[own] * kinds.mentors[their], (kinds.first + kinds.further)[own])
    tails = [np.full(height, source), rows[own], cols]
    heads = [rows, cols[their]]
    limits = [given, np.minimum(each, kinds.room[their]), kinds.room]
    size = NODES + height + width
    if kinds.groups is None:
        heads.append(np.full(width, SINK))
    else:
        group_of, rooms = kinds.groups
        heads += [group_of + size, np.full(len(rooms), SINK)]
        tails.append(np.arange(len(rooms)) + size)
        limits.append(rooms)
        size += len(rooms)
    arcs = (np.concatenate(tails), np.concatenate(heads))
    return csr_array(coo_array((np.concatenate(limits).astype(np.int32), arcs), shape=(size, size)))


def _flow(kinds: _Kinds) -> tuple[csr_array, tuple[int, int], csr_array]:
    """Return what a largest matching carries, its first pairs and its pairs, and what is left of the network."""
    network = _network(kinds, source=FIRST, given=kinds.first)
    found = maximum_flow(network, FIRST, SINK)
    carried, left = csr_array(found.flow), csr_array(network - found.flow)
    size = int(found.flow_value)
    if not kinds.further.any():
        return carried, (size, size), left
    rows = np.arange(len(kinds.people)) + NODES
    more = csr_array(
        coo_array(
            (kinds.further.astype(np.int32), (np.full(len(rows), FURTHER), rows)), shape=left.shape
        )
    )
    # First pairs stay what they are: their source is out of reach.
    inner = _without(left, FIRST) + more
    further = maximum_flow(csr_array(inner), FURTHER, SINK)
    return (
        csr_array(carried + further.flow),
        (size, size + int(further.flow_value)),
        csr_array(left + more - further.flow),
    )


def _without(network: csr_array, node: int) -> csr_array:
    kept = network.tocoo()
    used = (kept.row != node) & (kept.col != node)
    parts = (kept.data[used], (kept.row[used], kept.col[used]))
    return csr_array(coo_array(parts, shape=network.shape))


def _usable(kinds: _Kinds, few: _Kinds) -> tuple[Bools, tuple[int, int]]:
    """Return the (kinds of rows, kinds of columns) that are in some largest matching; and its size.

    A largest matching of the edges of *few*, if nothing in what is left of all of them betters it, is one of all. Then
    the cycles are sought among these few first, and of all others only between the parts that this leaves.
    """
    if not kinds.edges.any():
        return kinds.edges, (0, 0)
    flow, size, left = _flow(few)
    carried = _carried(kinds, flow)
    parts = _Parts.of(kinds, left, carried)
    if few is not kinds and parts.can_be_bettered():
        return _usable(kinds, kinds)
    rows, cols = parts.of_sides(kinds)
    return carried | (kinds.edges & (rows[:, None] == cols[None, :])), size


def _carried(kinds: _Kinds, flow: csr_array) -> Bools:
    height, width = kinds.edges.shape
    used = flow.tocoo()
    rows, cols = used.row - NODES, used.col - NODES - height
    inner = (used.data > 0) & (rows >= 0) & (rows < height) & (cols >= 0) & (cols < width)
    carried = np.zeros_like(kinds.edges)
    carried[rows[inner], cols[inner]] = True
    return carried


@dataclass(frozen=True)
class _Parts:
    """The nodes that cycles join, as numbers, and what is left of arcs between these parts."""

    of_node: Ints
    between: csr_array

    @classmethod
    def of(cls, kinds: _Kinds, left: csr_array, carried: Bools) -> _Parts:
        """Return the parts of what is *left* and of all edges that carry nothing."""
        left.data = (left.data > 0).astype(np.int32)
        left.eliminate_zeros()
        _, part = connected_components(left, directed=True, connection="strong")
        rows, cols = cls(part, left).of_sides(kinds)
        own, their = np.nonzero(kinds.edges & ~carried & (rows[:, None] != cols[None, :]))
        there = left.tocoo()
        tails = np.concatenate([part[there.row], rows[own]])
        heads = np.concatenate([part[there.col], cols[their]])
        ones = np.ones(len(tails), dtype=np.int32)
        shape = (int(part.max()) + 1,) * 2
        between = csr_array(coo_array((ones, (tails, heads)), shape=shape))
        joined = connected_components(between, directed=True, connection="strong")[1]
        onward = between.tocoo()
        arcs = (np.ones(len(onward.row), dtype=np.int32), (joined[onward.row], joined[onward.col]))
        return cls(joined[part], csr_array(coo_array(arcs, shape=(int(joined.max()) + 1,) * 2)))

    def of_sides(self, kinds: _Kinds) -> tuple[Ints, Ints]:
        """Return the parts of the kinds of rows, and of columns."""
        height, width = kinds.edges.shape
        return np.split(self.of_node[NODES : NODES + height + width], [height])  # type: ignore[return-value]

    def can_be_bettered(self) -> bool:
        """Return whether another first pair, or another pair, can be had in what is left."""
        first, further, sink = self.of_node[[FIRST, FURTHER, SINK]].tolist()
        return bool({further, sink} & self._from(first)) or sink in self._from(further)

    def _from(self, part: int) -> set[int]:
        found = breadth_first_order(self.between, part, return_predecessors=False)
        return set(found.tolist())
