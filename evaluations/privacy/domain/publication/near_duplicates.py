"""Groups that are, but for a few people, another group or a sum of others. Pure.

A program that has all of a unit and one person more tells of that person, though both are large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable

import numpy as np
from scipy.sparse import csr_array

from evaluations.privacy.domain.publication.batches import MOST_COLUMNS, exposed_columns, matrix_of
from evaluations.privacy.domain.publication.structure import WHOLE, Structure

# What is given up first: the narrowest way of dividing people.
FIRST = ("cohort", "rest", "program", "track", "rank", "own", "unit", "institution")


def hide_alike(
    structure: Structure, hidden: Collection[Hashable], *, threshold: int
) -> frozenset[str]:
    """Return further groups to hide, so that what is shown sets no few people apart."""
    classes: Counter[frozenset[str]] = Counter()
    for groups, count in structure.signatures.items():
        classes[frozenset(one for one in structure.all_of(groups) if one not in hidden)] += count
    kinds = sorted(classes, key=lambda kind: (classes[kind], sorted(kind)))
    suppressed = _nearly_the_same(structure, kinds, classes, threshold)
    if suppressed:
        return frozenset(suppressed)
    few = kinds[:MOST_COLUMNS]
    matrix = matrix_of([{(one, 1) for one in kind} for kind in few])
    for column in exposed_columns(matrix, [classes[kind] for kind in few], threshold):
        if there := few[column] - {WHOLE}:
            suppressed.add(min(there, key=lambda one: _order(structure, one)))
    return frozenset(suppressed)


def _nearly_the_same(
    structure: Structure,
    kinds: list[frozenset[str]],
    classes: Counter[frozenset[str]],
    threshold: int,
) -> set[str]:
    """Return the lesser of any two groups that differ in few people."""
    names = sorted({one for kind in kinds for one in kind})
    place = {name: at for at, name in enumerate(names)}
    cells = [(place[one], at) for at, kind in enumerate(kinds) for one in kind]
    if not cells:
        return set()
    rows, columns = np.array(cells).T
    inside = csr_array(
        (np.ones(len(cells)), (rows, columns)), shape=(len(names), len(kinds)), dtype=np.float64
    )
    weighted = inside * np.array([classes[kind] for kind in kinds], dtype=np.float64)
    overlap = (weighted @ inside.T).toarray()
    sizes = np.diag(overlap)
    apart = sizes[:, None] + sizes[None, :] - 2 * overlap
    suppressed: set[str] = set()
    for one, other in np.argwhere(np.triu((apart > 0) & (apart < threshold), 1)):
        pair = {names[one], names[other]}
        if not pair & suppressed:
            suppressed.add(min(pair - {WHOLE}, key=lambda name: _order(structure, name)))
    return suppressed


def _order(structure: Structure, name: str) -> tuple[int, int, str]:
    kind = name.partition(":")[0]
    return FIRST.index(kind), structure.sizes[name], name
