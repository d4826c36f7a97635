"""With how many mentors each protégé can be paired without that fewer people have a mentor.

A run pairs as many people as it can. So of the mentors whom the rules leave someone, those alone are open to them with
whom they are paired in some largest matching; the others are needed by somebody else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

from matching.engine.people import Ints

Bools = NDArray[np.bool_]
SOURCE, SINK = 0, 1
ENOUGH = 16  # columns of each row that nearly always settle it


def fewer_than(least: int, open_to: Bools, places: Ints) -> Bools:
    """Return which rows have fewer than *least* partners in some largest matching; see `partners_in_largest`.

    Most rows are settled by a few of their columns: where these alone give a matching that no other can exceed, what is
    in one of theirs is in one of all.
    """
    degrees = open_to.sum(axis=1)
    few: Bools = degrees < least
    counts, size = _solved(_sample(open_to), places)
    # No matching is larger than the people whom anyone is open to, or than the places that are open to anyone.
    bound = min(np.count_nonzero(degrees), places[open_to.any(axis=0)].sum())
    if size == bound and not (~few & (counts < least)).any():
        return few
    found: Bools = partners_in_largest(open_to, places) < least
    return found


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
    return _solved(open_to, places)[0]


def _solved(open_to: Bools, places: Ints) -> tuple[Ints, int]:
    """Return the partners of each row, and the size of a largest matching."""
    if not open_to.any():
        return np.zeros(len(open_to), dtype=np.int64), 0
    row_kind, rows = _alike(open_to)
    col_kind, cols = _alike(rows.T)
    edges = cols.T
    people = np.bincount(row_kind)
    mentors = np.bincount(col_kind)
    room = np.bincount(col_kind, weights=places).astype(np.int64)
    usable, size = _usable(edges, people, room)
    return (usable @ mentors)[row_kind], size


def _alike(rows: Bools) -> tuple[Ints, Bools]:
    """Return for each row the number of its kind, and one row of each kind."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    whole = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, kind = np.unique(whole, return_index=True, return_inverse=True)
    return kind.astype(np.int64), rows[first]


def _usable(edges: Bools, people: Ints, room: Ints) -> tuple[Ints, int]:
    """Return as (kinds of rows, kinds of columns) 1 for pairs of kinds that are in some largest matching; and its size."""
    height, width = edges.shape
    own, their = np.nonzero(edges)
    own_node, their_node = own + 2, their + 2 + height
    tails = np.concatenate([np.full(height, SOURCE), own_node, np.arange(width) + 2 + height])
    heads = np.concatenate([np.arange(height) + 2, their_node, np.full(width, SINK)])
    limits = np.concatenate([people, np.minimum(people[own], room[their]), room])
    size = 2 + height + width
    network = csr_array(
        coo_array((limits.astype(np.int32), (tails, heads)), shape=(size, size), dtype=np.int32)
    )
    found = maximum_flow(network, SOURCE, SINK)
    flow = csr_array(found.flow)
    left = csr_array(network - flow)
    left.data = (left.data > 0).astype(np.int32)
    left.eliminate_zeros()
    _, part = connected_components(left, directed=True, connection="strong")
    carried = np.asarray(flow[own_node, their_node]).ravel() > 0
    usable = np.zeros(edges.shape, dtype=np.int64)
    usable[own, their] = carried | (part[own_node] == part[their_node])
    return usable, int(found.flow_value)
