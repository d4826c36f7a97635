"""Who among equals has so few partners that a run would tell what one of them said in confidence.

A partner counts with whom someone is paired in some largest pairing: one whom others need is no choice. A pair is in
one if and only if as many people less two can be paired without the two. Most are settled by the pairing at hand: of a
pair across two of its pairs, where the other two can be a pair, or where one of them fits someone who has nobody.
"""

from __future__ import annotations

import numpy as np
import rustworkx
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ALONE = -1
ENOUGH = 16  # partners of each person that nearly always give a largest pairing
LOOKED_AT = (
    5_000_000  # possible pairs, at the most, to settle the others; who is not settled has few
)


def few_partners(least: int, could: Bools) -> Bools:
    """Return who has fewer than *least* partners; *could* (people, people) says which two can be a pair.

    >>> line = np.zeros((4, 4), dtype=bool)
    >>> line[[0, 1, 2], [1, 2, 3]] = line[[1, 2, 3], [0, 1, 2]] = True
    >>> few_partners(2, line).tolist()  # the two in the middle are needed at the ends
    [True, True, True, True]
    """
    partners = _largest(could)
    sure = _in_some(could, partners)
    counts = sure.sum(axis=1)
    degrees = could.sum(axis=1)
    size = int(np.count_nonzero(partners != ALONE))
    tries = LOOKED_AT // max(1, int(np.count_nonzero(could)) // 2)
    for one in np.flatnonzero((counts < least) & (degrees >= least)).tolist():
        for other in np.flatnonzero(could[one] & ~sure[one]).tolist():
            if counts[one] >= least or not tries:
                break
            tries -= 1
            if _leaves(size - 2, could, one, other):
                sure[one, other] = sure[other, one] = True
                counts[[one, other]] += 1
    found: Bools = counts < least
    return found


def _in_some(could: Bools, partners: Ints) -> Bools:
    """Return pairs (people, people) that are in some largest pairing beyond doubt; others may be."""
    alone = partners == ALONE
    theirs = np.where(alone, np.arange(len(partners)), partners)
    near_alone: Bools = np.any(could[:, alone], axis=1)
    near_alone = near_alone[theirs]
    crossed = could[np.ix_(theirs, theirs)]
    found: Bools = (
        crossed | near_alone[:, None] | near_alone[None, :] | alone[:, None] | alone[None, :]
    )
    found &= could
    return found


def _largest(could: Bools) -> Ints:
    """Return everyone's partner in a largest pairing."""
    found = _paired(_sample(could))
    return found if np.count_nonzero(found != ALONE) == _most(could) else _paired(could)


def _most(could: Bools) -> int:
    """Return a number of people that no pairing exceeds: of those who are joined by chains of pairs, an even one."""
    _, parts = connected_components(csr_array(could), directed=False)
    return 2 * int((np.bincount(parts, minlength=1) // 2).sum())


def _sample(could: Bools) -> Bools:
    """Return at most ENOUGH partners of each person, and whoever has that person among theirs."""
    part = np.zeros_like(could)
    for one, given in enumerate(could):
        others = np.flatnonzero(given)
        steps = np.arange(min(ENOUGH, len(others))) * max(len(others) // ENOUGH, 1) + one
        part[one, others[steps % len(others)] if len(others) else others] = True
    return part | part.T


def _paired(could: Bools) -> Ints:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(could)))
    graph.extend_from_edge_list(
        [(one, other) for one, other in np.argwhere(np.triu(could)).tolist()]
    )
    partners = np.full(len(could), ALONE, dtype=np.int64)
    for one, other in rustworkx.max_weight_matching(graph, max_cardinality=True):
        partners[one], partners[other] = other, one
    return partners


def _leaves(most: int, could: Bools, one: int, other: int) -> bool:
    """Return whether *most* people can be paired without these two."""
    rest = np.delete(np.delete(could, [one, other], axis=0), [one, other], axis=1)
    return _most(rest) >= most and np.count_nonzero(_largest(rest) != ALONE) == most
