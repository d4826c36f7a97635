"""Who has how many others to be paired with without that fewer people have a mentor.

A run pairs as many people as it can. So of the mentors whom the rules leave someone, those alone are open to them with
whom they are paired in some largest matching; the others are needed by somebody else. In the same way a mentor who has
somebody in every largest matching is missed where a run gives them nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

from matching.engine.people import Ints

Bools = NDArray[np.bool_]
SOURCE, SINK = 0, 1
ENOUGH = 16  # columns of each row that nearly always settle it
LOOKED_AT = 20_000_000  # pairs, at the most, to try whom a largest matching can leave out; who is not tried is needed


def few_partners(least: int, open_to: Bools, places: Ints) -> tuple[Bools, Bools]:
    """Return the rows that have fewer than *least* partners, and the columns that have fewer and are needed.

    Partners are those of some largest matching; see `partners_in_largest`. A column is needed if it has a partner in
    every largest matching. Most are settled by a few columns of each row: where these alone give a matching that
    no other can exceed, what is in one of theirs is in one of all, and whom one of theirs leaves out, one of all does.
    """
    degrees = open_to.sum(axis=1)
    few: Bools = degrees < least
    part = _Largest.of(_sample(open_to), places)
    # No matching is larger than the people whom anyone is open to, or than the places that are open to anyone.
    bound = min(np.count_nonzero(degrees), places[open_to.any(axis=0)].sum())
    none: Bools = np.zeros(open_to.shape[1], dtype=np.bool_)
    settled = part.size == bound and not (~few & (part.of_rows < least)).any()
    if settled and not part.needed(least).any():
        return few, none
    whole = _Largest.of(open_to, places)
    return whole.of_rows < least, whole.needed(least)


def _sample(open_to: Bools) -> Bools:
    """Return at most ENOUGH columns of each row, spread over all of them."""
    part = np.zeros_like(open_to)
    for row, given in enumerate(open_to):
        cols = np.flatnonzero(given)
        steps = np.arange(min(ENOUGH, len(cols))) * max(len(cols) // ENOUGH, 1) + row
        part[row, cols[steps % len(cols)] if len(cols) else cols] = True
    return part


def partners_in_largest(open_to: Bools, places: Ints) -> Ints:
    """Return for each row the number of columns with which it is paired in some largest matching.

    *open_to* is (rows, columns); each row is paired once at most, a column as often as *places* says (at least once).
    A pair is in some largest matching if it is in the one at hand, or lies on a cycle of its residual network
    (Dulmage and Mendelsohn 1958; Régin, "A filtering algorithm for constraints of difference in CSPs", AAAI 1994).
    Rows that are open to the same columns, and columns to the same rows, are one node of the network.
    """
    return _Largest.of(open_to, places).of_rows


def partners_within(open_to: Bools, places: Ints, group_of: Ints, rooms: Ints) -> Ints:
    """Return what `partners_in_largest` does, where column c is in group_of[c], which all in all has rooms[group]."""
    row_kind, rows = _alike(open_to)
    network = _network(rows, np.bincount(row_kind), places, group_of, rooms)
    usable, _size = _usable(rows, network)
    found: Ints = usable.sum(axis=1)[row_kind]
    return found


@dataclass(frozen=True)
class _Largest:
    """The size of a largest matching, and with how many each row and each column is paired in some of them.

    `edges` are (kinds of rows, kinds of columns), of which there are `people`, with `room`; `kinds` are the columns'.
    """

    of_rows: Ints
    of_cols: Ints
    size: int
    edges: Bools
    people: Ints
    room: Ints
    kinds: Ints
    places: Ints

    @classmethod
    def of(cls, open_to: Bools, places: Ints) -> _Largest:
        row_kind, rows = _alike(open_to)
        col_kind, cols = _alike(rows.T)
        edges = cols.T
        people, mentors = np.bincount(row_kind), np.bincount(col_kind)
        room = np.bincount(col_kind, weights=places).astype(np.int64)
        usable, size = _usable(edges, _network(edges, people, room))
        return cls(
            (usable @ mentors)[row_kind],
            (people @ usable)[col_kind],
            size,
            edges,
            people,
            room,
            col_kind,
            places,
        )

    def needed(self, least: int) -> Bools:
        """Return the columns with fewer than *least* partners that have one in every largest matching."""
        found: Bools = (self.of_cols > 0) & (self.of_cols < least)
        cols = np.flatnonzero(found)
        every_place_is_taken = self.size == self.room[self.edges.any(axis=0)].sum()
        if not every_place_is_taken and len(cols) * np.count_nonzero(self.edges) <= LOOKED_AT:
            found[cols] = [self._is_needed(col) for col in cols.tolist()]
        return found

    def _is_needed(self, col: int) -> bool:
        room = self.room.copy()
        room[self.kinds[col]] -= self.places[col]
        network = _network(self.edges, self.people, room)
        return int(maximum_flow(network, SOURCE, SINK).flow_value) < self.size


def _alike(rows: Bools) -> tuple[Ints, Bools]:
    """Return for each row the number of its kind, and one row of each kind."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    whole = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, kind = np.unique(whole, return_index=True, return_inverse=True)
    return kind.astype(np.int64), rows[first]


def _network(
    edges: Bools,
    people: Ints,
    room: Ints,
    group_of: Ints | None = None,
    rooms: Ints | None = None,
) -> csr_array:
    """Return the network from SOURCE by the kinds of rows and of columns to SINK, with its capacities.

    Given *group_of* and *rooms*, columns reach SINK through their group.
    """
    height, width = edges.shape
    own, their = np.nonzero(edges)
    cols = np.arange(width) + 2 + height
    tails = [np.full(height, SOURCE), own + 2, cols]
    heads = [np.arange(height) + 2, cols[their]]
    limits = [people, np.minimum(people[own], room[their]), room]
    size = 2 + height + width
    if group_of is None or rooms is None:
        heads.append(np.full(width, SINK))
    else:
        heads += [group_of + size, np.full(len(rooms), SINK)]
        tails.append(np.arange(len(rooms)) + size)
        limits.append(rooms)
        size += len(rooms)
    arcs = (np.concatenate(tails), np.concatenate(heads))
    return csr_array(coo_array((np.concatenate(limits).astype(np.int32), arcs), shape=(size, size)))


def _usable(edges: Bools, network: csr_array) -> tuple[Ints, int]:
    """Return as (kinds of rows, kinds of columns) 1 for pairs of kinds that are in some largest matching; and its size."""
    usable = np.zeros(edges.shape, dtype=np.int64)
    if not edges.any():
        return usable, 0
    own, their = np.nonzero(edges)
    own_node, their_node = own + 2, their + 2 + len(edges)
    found = maximum_flow(network, SOURCE, SINK)
    flow = csr_array(found.flow)
    left = csr_array(network - flow)
    left.data = (left.data > 0).astype(np.int32)
    left.eliminate_zeros()
    _, part = connected_components(left, directed=True, connection="strong")
    carried = np.asarray(flow[own_node, their_node]).ravel() > 0
    usable[own, their] = carried | (part[own_node] == part[their_node])
    return usable, int(found.flow_value)
