"""Pairs among people of whom it is known who may be with whom: lists, the method, what is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.peers import best, stable
from matching.engine.peers.fewest import fewest_blocking

STABLE, BEST = "stable", "best"
UNMATCHED = stable.UNMATCHED

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arranged:
    """Everyone's partner (n,), -1 for no one, and how good that is known to be.

    `table` are the lists; `blocking` (pairs, 2) would both rather have each other. No pairing has
    fewer of them than `bound` (None for the best overall, which asks for something else). `rings`
    are the proof that no pairs are stable.
    """

    partners: Ints
    table: stable.Table
    blocking: Ints
    bound: int | None
    rings: tuple[tuple[int, ...], ...]


def arrange(
    ones: Ints,
    others: Ints,
    scores: Floats,
    count: int,
    *,
    named: Mapping[tuple[int, int], int],
    method: str,
    seed: int,
) -> Arranged:
    """Pair *count* people. Every possible pair is there in both directions, sorted by `ones`, then `others`.

    ``scores[e]`` is what ``ones[e]`` gains by ``others[e]``; *named* is the place that one gave the
    other in their list. The same input gives the same pairs. *method* is STABLE or BEST.

    >>> ones, others = np.array([0, 0, 1, 2]), np.array([1, 2, 0, 0])
    >>> arrange(
    ...     ones, others, np.ones(4), 3, named={(0, 2): 0}, method=STABLE, seed=1
    ... ).partners.tolist()
    [2, -1, 0]
    """
    table = _table(ones, others, scores, count, named, seed)
    if method == STABLE:
        after = stable.partition(table)
        rings = tuple(tuple(ring) for ring in stable.cycles_of(after) if len(ring) > 2)
        found = fewest_blocking(table, after)
        partners, bound = found.partners, found.bound
    else:
        # Both directions are sorted alike, so that each pair meets its reverse.
        reverse = np.lexsort((ones, others))
        low = ones < others
        both = (scores + scores[reverse]) / 2
        partners = best.solve(ones[low], others[low], both[low], count, seed=seed)
        bound, rings = None, ()
    return Arranged(partners, table, stable.blocking_arrays(table, partners), bound, rings)


def _table(
    ones: Ints,
    others: Ints,
    scores: Floats,
    count: int,
    named: Mapping[tuple[int, int], int],
    seed: int,
) -> stable.Table:
    """Everyone's list: whom they named, in that order, then the others by score, equals drawn."""
    pairs = zip(ones.tolist(), others.tolist(), strict=True)
    places = np.array([named.get(pair, count) for pair in pairs], dtype=np.int64)
    drawn = np.random.default_rng(seed).permutation(len(ones))
    order = np.lexsort((drawn, -np.round(scores, 9), places, ones))
    offsets = np.searchsorted(ones, np.arange(count + 1))
    return stable.table(offsets, others[order])
