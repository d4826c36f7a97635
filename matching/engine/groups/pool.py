"""Groups to choose among: who is in each, what it is worth, who can lead it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from matching.engine.groups.arrays import Problem, size_fit
from matching.engine.groups.columns import Columns, columns, leads_of
from matching.engine.groups.state import Made, Pairs

ALL_GROUPS = 400_000  # parts of groups, up to which all groups are listed


@dataclass(frozen=True)
class Pool:
    """Groups of any size: a row of `members` (k × n, 0 and 1) each, values and who can lead."""

    members: csr_array
    values: NDArray[np.float64]
    leads: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def of(self, kept: NDArray[np.int64]) -> Pool:
        return Pool(self.members[kept], self.values[kept], self.leads[kept])


def sizes_of(there: Problem) -> list[int]:
    """Return the sizes that a group may have, the smallest first."""
    return list(range(there.rules.smallest, min(there.rules.largest, len(there)) + 1))


def extra(there: Problem, size: int) -> float:
    """Return what a group of this size is worth beside its pairs."""
    return size * there.weights.get("size_middle", 0.0) * size_fit(there.rules, size)


def all_groups(there: Problem, pairs: Pairs) -> Pool | None:
    """Return all groups that keep the rules, or None where they are too many."""
    found: list[Columns] = []
    if not sizes_of(there):
        return pool_of(there, pairs, ())
    nothing = np.zeros(len(there))
    for size in sizes_of(there):
        made = columns(there, pairs, size, nothing, -np.inf, ALL_GROUPS, extra(there, size))
        if made.missed > -np.inf:
            return None
        found.append(made)
    return pool_of_columns(there, found)


def pool_of_columns(there: Problem, found: Sequence[Columns]) -> Pool:
    """Return the groups of all *found*, in their order, as one pool."""
    leads = len(there.facilitators)
    rows = [csr_array((0, len(there)))]
    for made in found:
        count, size = made.members.shape
        ones = np.ones(made.members.size)
        at = (ones, (np.repeat(np.arange(count), size), made.members.ravel()))
        rows.append(csr_array(at, shape=(count, len(there))))
    return Pool(
        csr_array(vstack(rows, format="csr")),
        np.concatenate([np.zeros(0), *(made.values for made in found)]),
        np.concatenate([np.zeros((0, leads), dtype=bool), *(made.leads for made in found)]),
    )


def pool_of(there: Problem, pairs: Pairs, made: Sequence[Made]) -> Pool:
    """Return the groups of a grouping."""
    found = []
    for members, _ in made:
        at = np.array([members])
        leads = leads_of(there, at, np.bitwise_and.reduce(there.words[at], axis=1))
        value = float(pairs.scores[np.ix_(members, members)].sum()) / (len(members) - 1)
        found.append(Columns(at, np.array([value + extra(there, len(members))]), leads, -np.inf))
    return pool_of_columns(there, found)


def joined(one: Pool, other: Pool) -> Pool:
    """Return the groups of *one*, then those of *other*."""
    return Pool(
        csr_array(vstack([one.members, other.members], format="csr")),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.leads, other.leads]),
    )
