"""A grouping while it is being made: who is where, and what each change would be worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.groups.arrays import (
    Floats,
    Ints,
    Problem,
    Words,
    fits_hours,
    pair_scores,
    size_fit,
)

NOBODY = -1
ROWS = 512  # people compared with everyone at a time
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)

Bools = NDArray[np.bool_]
Made = tuple[list[int], int | None]  # the positions of members, and of their facilitator


@dataclass(frozen=True)
class Pairs:
    """How well every two people fit (n × n, single precision), and with how many each could be.

    `scores` are 0 on the diagonal; `together` (n × n) says whether two could be in one group.
    """

    scores: Floats
    together: Bools
    degree: Ints


def pairs_of(there: Problem, scores: Floats | None = None) -> Pairs:
    """Compare everyone with everyone; *scores* where they are known."""
    count = len(there)
    everybody = np.arange(count)
    found = np.empty((count, count), dtype=np.float32) if scores is None else scores
    together = np.ones((count, count), dtype=bool)
    for start in range(0, count, ROWS):
        rows = everybody[start : start + ROWS]
        if scores is None:
            found[rows] = pair_scores(there, rows, everybody)
        if there.rules.hours_hard:
            together[rows] = fits_hours(there.words[rows], there.words)
    for one, others in enumerate(there.apart):
        together[one, list(others)] = False
    if there.rules.hours_said:
        silent = [at for at, one in enumerate(there.people) if not one.slots]
        together[silent] = together[:, silent] = False
    np.fill_diagonal(found, 0)
    np.fill_diagonal(together, val=False)
    return Pairs(found, together, together.sum(axis=1))


@dataclass
class State:
    """A grouping that is being made: who is where, and what each change would be worth.

    Row g of `sums` (groups × n) holds for everyone the sum of their scores with the members of
    group g; `rest` (n × 6) the hours of someone's group without them. `frozen` people stay where
    their locks put them.
    """

    there: Problem
    pairs: Pairs
    groups: list[list[int]] = field(default_factory=list)
    leads: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        count = len(self.there)
        self.most = max(1, count // self.there.rules.smallest)
        self.sums = np.zeros((self.most, count), dtype=np.float32)
        self.of = np.full(count, NOBODY)
        self.own = np.zeros(count, dtype=np.float32)
        self.rest: Words = np.full((count, self.there.words.shape[1]), ALL)
        self.frozen = np.zeros(count, dtype=bool)
        self.values = np.zeros(self.most)
        self.sizes = np.zeros(self.most, dtype=np.int64)
        self.busy = [0] * len(self.there.facilitators)
        self.groups = [[] for _ in range(self.most)]
        self.leads = [None] * self.most
        rules = self.there.rules
        weight = self.there.weights.get("size_middle", 0.0)
        self.size_value = np.array(
            [size * weight * size_fit(rules, size) for size in range(rules.largest + 2)]
        )
        self.asks = np.array(
            [bool(one.not_alone & one.traits) for one in self.there.people], dtype=bool
        )

    def put(self, at: int, members: Sequence[int], lead: int | None) -> None:
        """Give group *at* these members and no others; who was there and is not is nowhere."""
        for one in self.groups[at]:
            if self.of[one] == at:
                self.of[one] = NOBODY
        old = self.leads[at]
        if old is not None:
            self.busy[old] -= 1
        if lead is not None:
            self.busy[lead] += 1
        self.groups[at], self.leads[at] = list(members), lead
        self.sizes[at] = len(members)
        if not members:
            self.sums[at] = 0
            self.values[at] = 0
            return
        held = np.array(members)
        self.of[held] = at
        np.sum(self.pairs.scores[held], axis=0, out=self.sums[at])
        self.own[held] = self.sums[at][held]
        self.values[at] = self.worth(float(self.own[held].sum()), len(members))
        words = np.repeat(self.there.words[held][None], len(held), axis=0)
        words[np.arange(len(held)), np.arange(len(held))] = ALL
        self.rest[held] = np.bitwise_and.reduce(words, axis=1)
        if lead is not None:
            self.rest[held] &= self.there.led_words[lead]

    def worth(self, twice: float, size: int) -> float:
        """Return the value of a group, from the sum over its pairs counted twice: a sum over members."""
        return (twice / (size - 1) if size > 1 else 0.0) + float(self.size_value[size])

    def placed(self) -> int:
        return int(self.sizes.sum())

    def key(self) -> tuple[int, float]:
        """Return what is compared: places first, then the value."""
        return self.placed(), float(self.values.sum())

    def hours(self, at: int) -> Words:
        first = self.groups[at][0]
        return self.rest[first] & self.there.words[first]

    def empty(self) -> int | None:
        """Return a group that is not used yet."""
        free = np.flatnonzero(self.sizes == 0)
        return int(free[0]) if len(free) else None

    def made(self) -> list[Made]:
        """Return the groups with anyone in them, in the order of their first members."""
        found = [
            (sorted(members), lead)
            for members, lead in zip(self.groups, self.leads, strict=True)
            if members
        ]
        return sorted(found, key=lambda group: group[0])

    def keep(self) -> list[tuple[int, list[int], int | None]]:
        return [(at, list(self.groups[at]), self.leads[at]) for at in range(self.most)]

    def back(self, kept: Iterable[tuple[int, list[int], int | None]]) -> None:
        """Put groups back as they were."""
        changed = [
            one for one in kept if one[1] != self.groups[one[0]] or one[2] != self.leads[one[0]]
        ]
        for at, _, _ in changed:
            self.put(at, [], None)
        for at, members, lead in changed:
            self.put(at, members, lead)
