"""All groups of one size that could be worth choosing, by branch and bound in arrays.

A group's worth under prices is a sum over its pairs, so a part of a group and the best that could
be added to it give a bound; parts whose bound is below the floor are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.groups.arrays import Floats, Ints, Problem, Words
from matching.engine.groups.state import ALL, Bools, Pairs

CHUNK = 20_000
ROUNDING = 1e-4  # of a group's worth, in single precision


@dataclass(frozen=True)
class Columns:
    """Groups of one size m: `members` (k × m) in order, `values` (k,), `leads` (k × f): who can
    lead which. What was not looked at is worth `missed` at the most, -inf where nothing was.
    """

    members: Ints
    values: NDArray[np.float64]
    leads: Bools
    missed: float


@dataclass(frozen=True)
class _Parts:
    """Groups in the making: members (k × level), worth (k,), what each person would add (k × n)."""

    members: Ints
    worth: Floats
    adds: Floats
    can: Bools
    hours: Words
    bounds: Floats


def columns(
    there: Problem,
    pairs: Pairs,
    size: int,
    prices: NDArray[np.float64],
    floor: float,
    limit: int,
    extra: float,
) -> Columns:
    """Return the groups of *size* whose value less the *prices* of its members is *floor* or more.

    The value is that of `State.worth`; *extra* is its part for the size. About *limit* parts of
    groups are looked at, the most promising first.
    """
    score = pairs.scores.astype(np.float64) * 2 / (size - 1)
    score -= (prices[:, None] + prices[None, :]) / (size - 1)
    weights = score.astype(np.float32)
    np.fill_diagonal(weights, 0)
    least = np.float32(floor - extra - ROUNDING)
    outlook = _outlook(weights, pairs.together, size)
    stack = [_start(there)]
    done: list[Ints] = []
    seen = 0
    missed = -np.inf
    while stack:
        parts = stack.pop()
        if seen > limit:
            missed = max(missed, float(parts.bounds.max(initial=-np.inf)))
            continue
        level = parts.members.shape[1]
        children = _grown(there, pairs, weights, outlook, parts, size, least)
        seen += sum(len(one.members) for one in children)
        if level + 1 == size:
            done += [one.members for one in children]
        else:
            stack += [one for one in reversed(children) if len(one.members)]
    found = np.concatenate(done) if done else np.zeros((0, size), dtype=np.int64)
    return _allowed(there, pairs, found, size, extra, missed + extra)


def _outlook(weights: Floats, together: Bools, size: int) -> Floats:
    """Row t: half of what the best t others can add to each person, at the most."""
    count = len(weights)
    seen = np.where(together, weights, -np.inf)
    best = -np.sort(-seen, axis=1)[:, : max(size - 1, 1)]
    sums = np.zeros((size, count), dtype=np.float32)
    sums[1 : best.shape[1] + 1] = np.cumsum(best, axis=1).T / 2
    if best.shape[1] < size - 1:
        sums[best.shape[1] + 1 :] = -np.inf
    return sums


def _start(there: Problem) -> _Parts:
    nobody = np.zeros((1, 0), dtype=np.int64)
    count = len(there)
    return _Parts(
        nobody,
        np.zeros(1, dtype=np.float32),
        np.zeros((1, count), dtype=np.float32),
        np.ones((1, count), dtype=bool),
        np.full((1, there.words.shape[1]), ALL),
        np.full(1, np.inf, dtype=np.float32),
    )


def _grown(
    there: Problem,
    pairs: Pairs,
    weights: Floats,
    outlook: Floats,
    parts: _Parts,
    size: int,
    least: np.float32,
) -> list[_Parts]:
    """Return the parts with one member more whose bound reaches *least*, in chunks, the best first."""
    rows, cols = np.nonzero(parts.can)
    hours = parts.hours[rows] & there.words[cols]
    if there.rules.hours_hard:
        fits = hours.any(axis=1)
        rows, cols, hours = rows[fits], cols[fits], hours[fits]
    worth = parts.worth[rows] + parts.adds[rows, cols]
    left = size - parts.members.shape[1] - 1
    if not left:
        full = worth >= least
        return [
            _Parts(
                np.column_stack([parts.members[rows[full]], cols[full]]),
                *(np.zeros((0, 0)) for _ in range(5)),  # type: ignore[arg-type]
            )
        ]
    later = np.arange(len(there))
    made = []
    for start in range(0, len(rows), CHUNK):
        at = slice(start, start + CHUNK)
        row, col = rows[at], cols[at]
        adds = parts.adds[row] + weights[col]
        can = parts.can[row] & pairs.together[col] & (later[None, :] > col[:, None])
        hope = np.where(can, adds + outlook[left - 1][None, :], -np.inf)
        if left < hope.shape[1]:
            hope = -np.partition(-hope, left - 1, axis=1)[:, :left]
        bounds = worth[at] + hope.sum(axis=1)
        keep = np.flatnonzero(bounds >= least)
        keep = keep[np.argsort(-bounds[keep], kind="stable")]
        made.append(
            _Parts(
                np.column_stack([parts.members[row[keep]], col[keep]]),
                worth[at][keep],
                adds[keep],
                can[keep],
                hours[at][keep],
                bounds[keep],
            )
        )
    return made


def _allowed(
    there: Problem, pairs: Pairs, found: Ints, size: int, extra: float, missed: float
) -> Columns:
    """Return those of *found* that keep every rule; the same rules as group_rules, in arrays."""
    hours = np.bitwise_and.reduce(there.words[found], axis=1)
    leads = leads_of(there, found, hours)
    keep = np.ones(len(found), dtype=bool)
    rules = there.rules
    if rules.not_alone_hard:
        for asks, told in _traits(there):
            keep &= ~(asks[found].any(axis=1) & (told[found].sum(axis=1) < 2))
    if rules.least_units > 1:
        units = np.sort(there.unit[found], axis=1)
        first = np.column_stack([units[:, :1] >= 0, (units[:, 1:] != units[:, :-1])])
        keep &= (first & (units >= 0)).sum(axis=1) >= rules.least_units
    for block in there.blocks:
        held = np.isin(found, block).sum(axis=1)
        keep &= (held == 0) | (held == len(block))
    led = np.isin(found, list(there.led)).any(axis=1)
    keep &= leads.any(axis=1) | ~(led | rules.facilitated)
    found, leads = found[keep], leads[keep]
    values = np.zeros(len(found))
    for one in range(size):
        for other in range(one):
            values += pairs.scores[found[:, one], found[:, other]]
    return Columns(found, values * 2 / (size - 1) + extra, leads, missed)


def leads_of(there: Problem, found: Ints, hours: Words) -> Bools:
    """Return (k × f) which facilitator can lead which group (k × m) with *hours* (k × 6)."""
    leads = np.ones((len(found), len(there.facilitators)), dtype=bool)
    for lead, person in enumerate(there.facilitators):
        fits = np.full(len(found), person.groups > 0)
        if there.rules.hours_hard:
            fits &= (hours & there.led_words[lead]).any(axis=1)
        fits &= ~np.isin(found, list(there.led_apart[lead])).any(axis=1)
        others = [one for one, led in there.led.items() if led != lead]
        leads[:, lead] = fits & ~np.isin(found, others).any(axis=1)
    return leads


def _traits(there: Problem) -> list[tuple[Bools, Bools]]:
    """For each attribute that someone asked not to be alone in: who did, and who has it."""
    asked = sorted({trait for one in there.people for trait in one.not_alone & one.traits})
    return [
        (
            np.array([trait in one.not_alone & one.traits for one in there.people]),
            np.array([trait in one.traits for one in there.people]),
        )
        for trait in asked
    ]
