"""Scores of a block of protégés against all mentors, for little more than reading and adding them.

A part that depends on few different values (a rank, a unit, ways of working, hours) is calculated
once for each value and looked up by rows; words are a product of sparse rows. The sums are those
of `parts_of`, rounded to single precision after each part: equal people have equal scores,
whatever the block, so that what is kept hangs neither on its length nor on who calculates it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.engine.parts import PARTS, PLAIN, Part, area_part
from matching.engine.people import UNKNOWN, Floats, Instance, Ints
from matching.engine.rules import Parted, alike

Singles = NDArray[np.float32]
Array = NDArray[Any]
# A table of all values of a part is kept up to this size; else each block makes its own.
TABLE_CELLS = 2_000_000
PARTED = np.float32(-4.0)  # brings any score below 0


class Blocks:
    """The scores of one instance by blocks. Several threads may ask at once."""

    def __init__(self, instance: Instance, parted: Parted, share: Floats) -> None:
        self.instance, self.parted = instance, parted
        self.weight = dict(zip(PARTS, share.tolist(), strict=True))
        proteges, mentors = instance.proteges, instance.mentors
        self.wanted = [
            _Wanted(wanted, offered, self.weight[name])
            for name, wanted, offered in (
                ("area", proteges.areas, mentors.areas),
                ("role", proteges.roles, mentors.roles),
            )
            if self.weight[name]
        ]
        self.words = _narrow(proteges.text), _narrow(csr_array(mentors.text.T))
        self.plain = [
            _Plain(
                part, [getattr(proteges, asked) for asked in fields], instance, self.weight[name]
            )
            for name, (part, fields) in PLAIN.items()
            if self.weight[name]
        ]
        self.wishes = [
            (_coordinates(wishes), self.weight[name])
            for name, wishes in (
                ("protege_wish", instance.protege_wishes),
                ("mentor_wish", instance.mentor_wishes),
            )
            if self.weight[name]
        ]
        self.penalty = (parted.by_rank | parted.closed[None, :]) * PARTED

    def scores(self, start: int, stop: int) -> tuple[Singles, Floats | None]:
        """Return the scores (b, mentors) of rows from *start* to *stop*, below 0 where a rule parts.

        The second array is the part of words, None if it counts for nothing.
        """
        rows = np.arange(start, stop)
        total = np.zeros((len(rows), len(self.instance.mentors)), dtype=np.float32)
        space = np.empty(total.shape)
        for wanted in self.wanted:
            _add(total, wanted.scores(rows, space))
        words = None
        if self.weight["expertise"]:
            words = self._words(start, stop)
            _add(total, np.multiply(words, self.weight["expertise"], out=space))
        for plain in self.plain:
            _add(total, plain.scores(rows, space))
        for wishes, weight in self.wishes:
            low, high = np.searchsorted(wishes[0], [start, stop])
            down, across, value = (one[low:high] for one in wishes)
            total[down - start, across] += weight * value
        self._part(total, rows)
        return total, words

    def _words(self, start: int, stop: int) -> Floats:
        likeness = self.words[0][start:stop] @ self.words[1]
        np.sqrt(np.clip(likeness.data, 0, 1, out=likeness.data), out=likeness.data)
        words: Floats = likeness.toarray()
        return words

    def _part(self, total: Singles, rows: Ints) -> None:
        proteges, mentors = self.instance.proteges, self.instance.mentors
        total += self.penalty[proteges.rank[rows] - UNKNOWN]
        if not self.parted.rules.same_unit:
            total[alike(proteges.unit[rows][:, None], mentors.unit[None, :])] = PARTED
        if not self.parted.rules.same_supervisor:
            own = proteges.supervisor[rows][:, None]
            total[alike(own, mentors.supervisor[None, :])] = PARTED
        width = self.parted.width
        low, high = np.searchsorted(self.parted.keys, [rows[0] * width, (rows[-1] + 1) * width])
        total.ravel()[self.parted.keys[low:high] - rows[0] * width] = PARTED


def _add(total: Singles, part: Floats) -> None:
    """Sum in double precision, and round."""
    np.add(total, part, out=total, casting="same_kind")


class _Wanted:
    """What is wanted of what is offered: one column for each different offer."""

    def __init__(self, wanted: Floats, offered: Floats, weight: float) -> None:
        self.wanted, self.weight = wanted, weight
        bits = np.arange(offered.shape[1])
        offers, self.offer = np.unique((offered > 0) @ (1 << bits), return_inverse=True)
        self.offers = (offers[None, :] >> bits[:, None] & 1).astype(np.float64)

    def scores(self, rows: Ints, space: Floats) -> Floats:
        part = self.weight * area_part(
            np.einsum("ij,jk->ik", self.wanted[rows], self.offers), self.wanted, rows[:, None]
        )
        return np.take(part, self.offer, axis=1, out=space, mode="clip")


class _Plain:
    """A part that asks few different things of protégés: one row for each of them."""

    def __init__(self, part: Part, asked: list[Array], instance: Instance, weight: float) -> None:
        self.part, self.instance, self.weight = part, instance, weight
        kinds = np.zeros(len(instance.proteges), dtype=np.int64)
        for values in asked:
            different, kind = np.unique(values, return_inverse=True)
            kinds = kinds * len(different) + kind
        _, self.first, self.kinds = np.unique(kinds, return_index=True, return_inverse=True)
        small = len(self.first) * len(instance.mentors) <= TABLE_CELLS
        self.table = self._rows(self.first) if small else None

    def scores(self, rows: Ints, space: Floats) -> Floats:
        kinds, table = self.kinds[rows], self.table
        if table is None:
            here, kinds = np.unique(kinds, return_inverse=True)
            table = self._rows(self.first[here])
        if len(table) == 1:
            return table
        return np.take(table, kinds, axis=0, out=space, mode="clip")

    def _rows(self, rows: Ints) -> Floats:
        proteges, mentors = self.instance.proteges, self.instance.mentors
        across = np.arange(len(mentors))[None, :]
        found: Floats = self.weight * self.part(proteges, mentors, rows[:, None], across)
        return found


def _coordinates(rows: csr_array) -> tuple[Ints, Ints, Floats]:
    there = rows.tocsr()
    return np.repeat(np.arange(there.shape[0]), np.diff(there.indptr)), there.indices, there.data


def _narrow(rows: csr_array) -> csr_array:
    """Return the same matrix with indices of 32 bits, which are multiplied sooner."""
    if rows.nnz >= 2**31:
        return rows
    indices, indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    return csr_array((rows.data, indices, indptr), shape=rows.shape)
