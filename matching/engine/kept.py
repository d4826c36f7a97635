"""The best few of each person, out of blocks of scores that come one after another.

Of equal scores the lower columns are kept for a protégé, and the lower rows for a mentor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.people import Floats, Ints

Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]
MOST_WAITING = 16  # blocks
# A row this many times wider than what is kept of it is looked through before it is sorted.
WIDE = 8
PILES = 3  # as many times more piles than are kept


@dataclass(frozen=True)
class Candidates:
    """Pairs of one block in order: row × mentors + column, and what is known of each."""

    keys: Ints
    scores: Singles
    words: Floats

    def where(self, chosen: Ints) -> Candidates:
        return Candidates(self.keys[chosen], self.scores[chosen], self.words[chosen])


def best_of_rows(total: Singles, count: int) -> Ints:
    """Return the flat positions of the best *count* of each row, in order; below 0 is none."""
    height, width = total.shape
    if width >= WIDE * count:
        at = _promising(total, count)
        if len(at) < height * width // 2:
            table, places = _packed(at // width, total.ravel()[at], height)
            return at[places[best_of_rows(table, count)]]
    if width <= count:
        return np.flatnonzero(total >= 0)
    bound = np.partition(total, width - count, axis=1)[:, width - count, None]
    np.maximum(bound, 0, out=bound)
    at = np.flatnonzero(total >= bound)
    kept = np.diff(np.searchsorted(at, np.arange(height + 1) * width))
    if len(crowded := np.flatnonzero(kept > count)):
        chosen = total >= bound
        even = total[crowded] == bound[crowded]
        surely = chosen[crowded] & ~even
        left = count - surely.sum(axis=1, keepdims=True)
        chosen[crowded] = surely | (even & (np.cumsum(even, axis=1) <= left))
        at = np.flatnonzero(chosen)
    return at


def _promising(total: Singles, count: int) -> Ints:
    """Return the flat positions of all that may be among the best *count* of their row.

    Of more piles than *count*, each with its best, the count-th best of these is a bound.
    """
    height, width = total.shape
    piles = PILES * count
    deep = width // piles
    tops = total[:, : deep * piles].reshape(height, deep, piles).max(axis=1)
    bound = np.partition(tops, piles - count, axis=1)[:, piles - count, None]
    return np.flatnonzero(total >= np.maximum(bound, 0))


def _packed(rows: Ints, scores: Singles, height: int) -> tuple[Singles, Ints]:
    """Return the scores of ascending *rows* side by side, -1 after the last, and where each was."""
    lengths = np.bincount(rows, minlength=height)
    slots = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table = np.full((height, int(lengths.max(initial=0))), -1.0, dtype=np.float32)
    flat = rows * table.shape[1] + slots
    table.ravel()[flat] = scores
    places = np.empty(table.size, dtype=np.int64)
    places[flat] = np.arange(len(rows))
    return table, places


class BestOfMentors:
    """The best *count* protégés of each mentor so far.

    `floors` is what a score of a later row must be above. Blocks come in the order of their
    rows, so that one that was asked about with older floors brings more, and never less.
    """

    def __init__(self, width: int, count: int) -> None:
        self.width, self.count = width, count
        # Below all that counts; above all scores, where no one is to be kept.
        self.floors = np.full(width, -1.0 if count else np.inf, dtype=np.float32)
        self.best = joined([])
        self.waiting: list[Candidates] = []

    def chosen(self, total: Singles, *, first: bool) -> Ints:
        """Return the flat positions of those in a block who may be among the best of a mentor."""
        if not first or not self.count:
            return np.flatnonzero(total > self.floors)
        at = best_of_rows(np.ascontiguousarray(total.T), self.count)
        cols, rows = np.divmod(at, len(total))
        return np.sort(rows * self.width + cols)

    def offer(self, block: Candidates) -> None:
        self.waiting.append(block)
        many = sum(len(one.keys) for one in self.waiting) >= self.width * self.count // 2
        if many or len(self.waiting) >= MOST_WAITING:
            self.settle()

    def settle(self) -> Candidates:
        """Cut what was offered down to the best, and return them."""
        if self.waiting:
            self.best = self._cut(joined([self.best, *self.waiting]))
            self.waiting = []
        return self.best

    def _cut(self, all_: Candidates) -> Candidates:
        if not len(all_.keys):
            return all_
        cols = (all_.keys % self.width).astype(np.uint16 if self.width <= 2**16 else np.int64)
        order = np.argsort(cols, kind="stable")
        # One row a mentor, each in the order of the protégés' rows.
        table, places = _packed(cols[order].astype(np.int64), all_.scores[order], self.width)
        if table.shape[1] < self.count:
            return all_
        least = np.partition(table, -self.count, axis=1)[:, -self.count]
        self.floors = np.maximum(self.floors, least)
        chosen = np.zeros(len(order), dtype=bool)
        chosen[order[places[best_of_rows(table, self.count)]]] = True
        return all_.where(np.flatnonzero(chosen))


def joined(blocks: list[Candidates]) -> Candidates:
    if not blocks:
        return Candidates(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0))
    return Candidates(
        np.concatenate([one.keys for one in blocks]),
        np.concatenate([one.scores for one in blocks]),
        np.concatenate([one.words for one in blocks]),
    )
