"""The pairs of one cohort that do what its terms ask: from scored edges to `arranged`, and back to causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.pairs import arranged
from matching.engine.pairs.arranged import Unplaced
from matching.engine.pairs.asked import Asked
from matching.engine.pairs.explanations import UNMATCHED, Change, Unmatched
from matching.engine.pairs.terms import Positions, Terms, asked_of, numbers
from matching.engine.people import Floats, Instance, Ints
from matching.engine.scoring import Edges, Rules, causes_of, parts_of

KINDS = {"quota": "limit", "reserved": "reserved", "share": "reserved", "capacity": "place"}
"""What `arranged` names a change, and what an explanation does; what a director may relax stands first."""


@dataclass(frozen=True)
class Outcome:
    """Everyone's mentor, or UNMATCHED; the locks that there was a place for; why the others have no one.

    `further` (f, 2) are the second and third mentors of those who may have them, the best first.
    """

    matched: Ints
    further: Ints
    locks: Ints
    unplaced: tuple[Unplaced, ...]
    asked: Asked


def arrange(
    terms: Terms,
    there: Instance,
    edges: Edges,
    *,
    rules: Rules,
    weights: Floats,
    locks: Ints,
    proteges_out: Ints,
    mentors_out: Ints,
    seed: int,
    mentors_each: Mapping[str, int],
    having: Mapping[str, int],
) -> Outcome:
    """Return the pairs, each aim proved before the next; *locks* (l, 2) must be, as far as places allow.

    *mentors_each*: how many mentors protégés may have, one where nothing is said; *having*: those they have already.
    """
    count, width = edges.shape
    at = Positions(
        {key: row for row, key in enumerate(there.proteges.keys)},
        {key: col for col, key in enumerate(there.mentors.keys)},
    )
    capacities = there.mentors.capacity.copy()
    capacities[mentors_out] = 0
    wanted = numbers(mentors_each, at.rows, np.ones(count, dtype=np.int64))
    wanted[proteges_out] = 0
    had = numbers(having, at.rows, np.zeros(count, dtype=np.int64))
    must = tuple((int(row), int(col)) for row, col in locks.tolist())
    asked = asked_of(terms, at, capacities=capacities, wanted=wanted, having=had, must=must)
    used = ~np.isin(edges.rows, proteges_out) & ~np.isin(edges.cols, mentors_out)
    rows, cols, scores = edges.rows[used], edges.cols[used], edges.scores[used]
    more = _preferred(asked, there, rules, rows * width + cols)
    further = parts_of(there, more[:, 0], more[:, 1]) @ weights
    found = arranged.solve(
        np.concatenate([rows, more[:, 0]]),
        np.concatenate([cols, more[:, 1]]),
        np.concatenate([scores, further]),
        count,
        asked,
        seed=seed,
    )
    keys = found.rows * width + found.cols
    kept = locks[np.isin(locks[:, 0] * width + locks[:, 1], keys)]
    is_locked = np.isin(keys, kept[:, 0] * width + kept[:, 1])
    own = parts_of(there, found.rows, found.cols) @ weights
    order = np.lexsort((found.cols, -np.round(own, 9), ~is_locked, found.rows))
    pairs = np.column_stack([found.rows, found.cols])[order]
    is_first = np.ones(len(pairs), dtype=bool)
    is_first[1:] = pairs[1:, 0] != pairs[:-1, 0]
    matched = np.full(count, UNMATCHED, dtype=np.int64)
    matched[pairs[is_first, 0]] = pairs[is_first, 1]
    return Outcome(matched, pairs[~is_first], kept, found.unplaced, asked)


def _preferred(asked: Asked, there: Instance, rules: Rules, known: Ints) -> Ints:
    """Return preferred pairs that no rule parts and that are not among the edges kept, as (p, 2)."""
    width = len(there.mentors)
    there_already = set(known.tolist())
    found = [
        (row, col)
        for row, col in asked.prefer
        if row * width + col not in there_already
        and asked.capacities[col]
        and not causes_of(there, rules, row)[col].any()
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def with_changes(causes: Sequence[Unmatched], found: Outcome) -> list[Unmatched]:
    """Return *causes* with the change that would do: of what the director asked first, then a place more."""
    changes = {one.row: one.changes for one in found.unplaced}
    order = list(KINDS)
    told = []
    for cause in causes:
        own = sorted(changes.get(cause.row, ()), key=lambda one: order.index(one.what))
        if not own:
            told.append(cause)
            continue
        first = own[0]
        kind = KINDS[first.what]
        col = found.asked.shares[first.at].mentor if first.what == "share" else first.at
        is_limit = kind == "limit"
        change = Change(kind, UNMATCHED if is_limit else col, limit=first.at if is_limit else None)
        why = cause.cause if kind == "place" else "limits"
        told.append(replace(cause, cause=why, change=change))
    return told
