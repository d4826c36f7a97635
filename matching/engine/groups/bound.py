"""What no grouping can pass, for any number of people.

The mean over the pairs of a group is the mean over its members of how well each fits with the
others. So no one adds more than with the best others who could be with them, in the best size;
the sum over all people is a bound. It is lowered by prices (Lagrangian relaxation; Fisher, "The
Lagrangian relaxation method", 1981): in a group of m everyone is another's mate m - 1 times, so
a price on being chosen, paid back to who is chosen, changes no grouping and every choice; a price
on opening a group counts where the groups are few.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.engine.groups.arrays import Floats, Ints, Problem, free_at, size_fit
from matching.engine.groups.state import ROWS, Pairs

STEPS = 60
WORK = 4e8  # comparisons that the steps may take in all; three steps are always taken
ROOM_WORK = 2e8  # comparisons up to which each time of the week is looked at by itself
GROUP_PRICES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
MARGIN = 1e-5  # of each person, for the rounding of single precision


def bound(there: Problem, pairs: Pairs, *, steps: int = STEPS) -> float:
    """Return the least total, a mean over all people, found that no grouping can pass."""
    count = len(there)
    rooms = [room for room in _rooms(there) if len(room) >= there.rules.smallest]
    if not rooms:
        return 0.0
    work = sum(len(room) ** 2 for room in rooms)
    steps = max(3, min(steps, int(WORK / work)))
    prices = np.zeros(count)
    best = np.inf
    step = 0.05
    for _ in range(steps):
        value, chosen = _relaxed(there, pairs, rooms, prices.astype(np.float32))
        if value < best - 1e-9:
            best = value
        else:
            step *= 0.7
        surplus = chosen - chosen.mean()
        size = float(np.abs(surplus).mean())
        if size < 1e-9:
            break
        prices += step * np.clip(surplus / max(1.0, size), -3, 3)
    return min(1.0, best / count + MARGIN)


def _rooms(there: Problem) -> list[Ints]:
    """Sets of people of whom one holds every group: all, or those free at one time of the week.

    Times at which no more can meet than at another add nothing.
    """
    everybody = np.arange(len(there))
    if not there.rules.hours_hard:
        return [everybody]
    free = free_at(there.words)
    if there.rules.facilitated and len(there.facilitators):
        free &= free_at(there.led_words).any(axis=0)
    columns = np.unique(free, axis=1).T
    columns = columns[np.argsort(-columns.sum(axis=1), kind="stable")]
    kept: list[NDArray[np.bool_]] = []
    for column in columns:
        if column.any() and not any((column <= other).all() for other in kept):
            kept.append(column)
    if sum(int(column.sum()) ** 2 for column in kept) > max(ROOM_WORK, len(there) ** 2):
        return [everybody]
    return [np.flatnonzero(column) for column in kept]


def _relaxed(
    there: Problem, pairs: Pairs, rooms: Sequence[Ints], prices: Floats
) -> tuple[float, NDArray[np.float64]]:
    """Return the bound as a sum under *prices*, and how much more often each is chosen than can be."""
    rules = there.rules
    count = len(there)
    sizes = np.arange(rules.smallest, min(rules.largest, count) + 1)
    weight = there.weights.get("size_middle", 0.0)
    extra = np.array([weight * size_fit(rules, int(size)) for size in sizes])
    values = np.full((count, len(sizes)), -np.inf)
    mates = np.zeros((count, len(sizes), int(sizes[-1]) - 1), dtype=np.int64)
    for room in rooms:
        for start in range(0, len(room), ROWS):
            rows = room[start : start + ROWS]
            _best_mates(pairs, rows, room, prices, sizes, values, mates)
    return _priced_groups(there, values + extra + prices[:, None], sizes, mates)


def _best_mates(
    pairs: Pairs,
    rows: Ints,
    room: Ints,
    prices: Floats,
    sizes: Ints,
    values: NDArray[np.float64],
    mates: Ints,
) -> None:
    """Raise *values* of *rows* to what their best mates among *room* give, and name these."""
    at = np.ix_(rows, room)
    scores = pairs.scores[at] - prices[room][None, :]
    scores[~pairs.together[at]] = -np.inf
    widest = min(int(sizes[-1]) - 1, len(room) - 1)
    top = np.argpartition(-scores, widest - 1, axis=1)[:, :widest]
    held = np.take_along_axis(scores, top, axis=1)
    order = np.argsort(-held, axis=1, kind="stable")
    named = room[np.take_along_axis(top, order, axis=1)]
    sums = np.cumsum(np.take_along_axis(held, order, axis=1).astype(np.float64), axis=1)
    for place, size in enumerate(sizes.tolist()):
        if size - 1 > widest:
            break
        value = sums[:, size - 2] / (size - 1)
        better = value > values[rows, place]
        values[rows[better], place] = value[better]
        mates[rows[better], place, : size - 1] = named[better, : size - 1]


def _priced_groups(
    there: Problem, values: NDArray[np.float64], sizes: Ints, mates: Ints
) -> tuple[float, NDArray[np.float64]]:
    """Return the best size for everyone, where a group more has a price if groups are few."""
    most = len(there) // there.rules.smallest
    if there.rules.facilitated:
        most = min(most, sum(one.groups for one in there.facilitators))
    best, chosen_size = np.inf, np.zeros(len(values), dtype=np.int64)
    for price in GROUP_PRICES:
        each = values - price / sizes
        value = float(np.maximum(each.max(axis=1), 0).sum()) + price * most
        if value < best:
            best = value
            chosen_size = np.where(each.max(axis=1) > 0, each.argmax(axis=1), -1)
    chosen = np.zeros(len(values))
    for place, size in enumerate(sizes.tolist()):
        rows = chosen_size == place
        named = mates[rows, place, : size - 1].ravel()
        chosen += np.bincount(named, minlength=len(values)) / (size - 1)
        chosen -= rows
    return best, chosen
