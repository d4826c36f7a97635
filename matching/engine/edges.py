"""Edges with scores, as all methods take them, and whether they fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.engine.errors import BadCapacity, BadIndex, BadScore, EmptySide, NamedTwice

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def checked_edges(
    rows: ArrayLike, cols: ArrayLike, scores: ArrayLike, row_count: int, capacities: ArrayLike
) -> tuple[Ints, Ints, Floats, Ints]:
    """Return rows, columns, scores and capacities as arrays that fit; raises what `solve` raises."""
    places = _capacities(capacities)
    return *checked(rows, cols, scores, row_count, len(places)), places


def _capacities(capacities: ArrayLike) -> Ints:
    given = np.asarray(capacities)
    if given.ndim != 1 or not len(given):
        raise EmptySide("mentors")
    if given.dtype.kind not in "iuf":
        raise BadCapacity(0, given[0])
    whole = np.isfinite(given) & (given >= 0) & (given == np.floor(given))
    if not whole.all():
        at = int(np.argmin(whole))
        raise BadCapacity(at, given[at].item())
    return given.astype(np.int64)


def checked(
    rows: ArrayLike,
    cols: ArrayLike,
    scores: ArrayLike,
    row_count: int,
    col_count: int,
    *,
    side: str = "protégés",
) -> tuple[Ints, Ints, Floats]:
    """Return rows, columns and scores as arrays that fit; *side* names the rows.

    Raise EmptySide, BadIndex, BadScore and NamedTwice, which name the offender.
    """
    if row_count < 1:
        raise EmptySide(side)
    heads, tails = _indices(rows, row_count, "row"), _indices(cols, col_count, "column")
    weights = np.asarray(scores, dtype=np.float64)
    if not len(heads) == len(tails) == len(weights):
        raise BadIndex(
            f"There are {len(heads)} rows, {len(tails)} columns and {len(weights)} scores.",
            offender=(len(heads), len(tails), len(weights)),
        )
    if not (finite := np.isfinite(weights)).all():
        at = int(np.argmin(finite))
        raise BadScore(at, float(weights[at]))
    keys = np.sort(heads * col_count + tails)
    if (twice := np.flatnonzero(keys[1:] == keys[:-1])).size:
        row, col = divmod(int(keys[twice[0]]), col_count)
        raise NamedTwice(col, named_by=row)
    return heads, tails, weights


def _indices(given: ArrayLike, count: int, side: str) -> Ints:
    found = np.asarray(given)
    if not found.size:
        return np.zeros(0, dtype=np.int64)
    if found.dtype.kind not in "iu":
        raise BadIndex(f"A {side} must be a whole number.", offender=found.flat[0].item())
    if (outside := (found < 0) | (found >= count)).any():
        offender = int(found[int(np.argmax(outside))])
        raise BadIndex(f"There is no {side} {offender}: there are {count}.", offender=offender)
    return found.astype(np.int64)
