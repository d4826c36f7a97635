"""Everyone's list of the others, from scores and choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.people import Instance, Ints
from matching.engine.scoring import Edges


def lists_of(
    there: Instance,
    edges: Edges,
    used: Ints,
    *,
    seed: int,
    protege_choices: dict[str, tuple[str, ...]],
    mentor_choices: dict[str, tuple[str, ...]],
) -> tuple[Ints, Ints, Ints]:
    """Return everyone's list: those whom they named, in that order, then the others by score.

    Equal scores are drawn by *seed*. Offsets, mentors and ranks as `stable.solve_arrays` takes them.
    """
    rows, cols = edges.rows[used], edges.cols[used]
    drawn = np.random.default_rng(seed).permutation(len(used))
    scores = -np.round(edges.scores[used], 9)
    own = _place_named(there.proteges.keys, there.mentors.keys, protege_choices, rows, cols)
    theirs = _place_named(there.mentors.keys, there.proteges.keys, mentor_choices, cols, rows)
    order = np.lexsort((drawn, scores, own, rows))
    offsets = np.searchsorted(rows[order], np.arange(len(there.proteges) + 1))
    welcome = np.lexsort((drawn, scores, theirs, cols))
    ranks = np.empty(len(used), dtype=np.int64)
    starts = np.searchsorted(cols[welcome], np.arange(len(there.mentors)))
    ranks[welcome] = np.arange(len(used)) - starts[cols[welcome]]
    return offsets, cols[order], ranks[order]


def _place_named(
    keys: Sequence[str],
    others: Sequence[str],
    choices: dict[str, tuple[str, ...]],
    rows: Ints,
    cols: Ints,
) -> Ints:
    """Return where each edge's column stands in its row's choices; a large number where it does not."""
    at = {key: place for place, key in enumerate(others)}
    width = len(others)
    named: dict[int, int] = {}
    for row, key in enumerate(keys):
        for place, other in enumerate(choices.get(key, ())):
            if other in at:
                named.setdefault(row * width + at[other], place)
    flat = np.array(sorted(named), dtype=np.int64)
    places = np.array([named[key] for key in flat.tolist()], dtype=np.int64)
    found = np.full(len(rows), np.iinfo(np.int64).max)
    if len(flat):
        wanted = rows * width + cols
        position = np.minimum(np.searchsorted(flat, wanted), len(flat) - 1)
        is_named = flat[position] == wanted
        found[is_named] = places[position[is_named]]
    return found
