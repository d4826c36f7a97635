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
from scipy.sparse.csgraph import connected_components, maximum_flow

from matching.engine.people import Ints

Bools = NDArray[np.bool_]
FIRST, FURTHER, SINK = 0, 1, 2
NODES = 3  # before those of rows and columns
ENOUGH = 16  # columns of each row that nearly always settle it
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
    every largest matching. Most are settled by a few columns of each row: where these alone give a matching that
    no other can exceed, what is in one of theirs is in one of all, and whom one of theirs leaves out, one of all does.
    """
    degrees = open_to.sum(axis=1)
    few: Bools = degrees < least_of_rows
    part = _Largest.of(_sample(open_to), sides)
    # No matching is larger than the people whom anyone is open to, or than the places that are open to anyone.
    wanted, first = sides.of_rows(len(open_to))
    room = sides.places[open_to.any(axis=0)].sum()
    bound = (
        min(np.count_nonzero(first & (degrees > 0)), room),
        min(np.minimum(wanted, degrees).sum(), room),
    )
    none: Bools = np.zeros(open_to.shape[1], dtype=np.bool_)
    settled = part.size == bound and not (~few & (part.of_rows < least_of_rows)).any()
    if settled and not part.needed(least).any():
        return few, none
    whole = _Largest.of(open_to, sides)
    return whole.of_rows < least_of_rows, whole.needed(least)


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
    usable, _size = _usable(kinds)
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

    `col_kinds` are the columns' kinds.
    """

    of_rows: Ints
    of_cols: Ints
    size: tuple[int, int]
    kinds: _Kinds
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
        usable, size = _usable(kinds)
        return cls(
            (usable @ kinds.mentors)[row_kind],
            (people @ usable)[col_kind],
            size,
            kinds,
            col_kind,
            places,
        )

    def needed(self, least: int) -> Bools:
        """Return the columns with fewer than *least* partners that have one in every largest matching."""
        found: Bools = (self.of_cols > 0) & (self.of_cols < least)
        cols = np.flatnonzero(found)
        edges = self.kinds.edges
        every_place_is_taken = self.size[1] == self.kinds.room[edges.any(axis=0)].sum()
        if not every_place_is_taken and len(cols) * np.count_nonzero(edges) <= LOOKED_AT:
            found[cols] = [self._is_needed(col) for col in cols.tolist()]
        return found

    def _is_needed(self, col: int) -> bool:
        less = self.kinds.without(int(self.col_kinds[col]), int(self.places[col]))
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


def _usable(kinds: _Kinds) -> tuple[Ints, tuple[int, int]]:
    """Return as (kinds of rows, kinds of columns) 1 for pairs of kinds that are in some largest matching; and its size."""
    usable = np.zeros(kinds.edges.shape, dtype=np.int64)
    if not kinds.edges.any():
        return usable, (0, 0)
    own, their = np.nonzero(kinds.edges)
    own_node, their_node = own + NODES, their + NODES + len(kinds.edges)
    flow, size, left = _flow(kinds)
    left.data = (left.data > 0).astype(np.int32)
    left.eliminate_zeros()
    _, part = connected_components(left, directed=True, connection="strong")
    carried = np.asarray(flow[own_node, their_node]).ravel() > 0
    usable[own, their] = carried | (part[own_node] == part[their_node])
    return usable, size
