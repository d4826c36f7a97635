"""Which changes may enter the figures together, so that no difference speaks of few people. Pure.

A figure moves by the changes of at least a threshold of people, or it does not move. Whose change
would move one together with fewer waits until enough others have changed, too: `settle` takes the
largest set that holds to this. It is unique, for two such sets together are one.

Figures of unlike groups can be subtracted as well. `exposed` finds the people, if any, whose own
change is a sum of differences that can be read (a vector in the row space of a matrix), and they
wait, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

EXACT = 1e-7
MOST_COLUMNS = 2_000
"""Of more kinds of changes only those of the fewest people are looked at: fewer unknowns can only make
more of them seem to follow, so this errs on the safe side."""

Vector = Mapping[str, int]
"""Which figures a change moves, and in which direction."""


def settle(
    changes: Mapping[str, Vector],
    *,
    threshold: int,
    beside: Mapping[str, frozenset[str]] | None = None,
) -> frozenset[str]:
    """Return the people whose changes may be taken together.

    *beside* names for each figure the people who move it at the same time anyway.
    """
    left = dict(changes)
    while True:
        kept = _of_enough(left, threshold, beside or {})
        alone = exposed([left[one] for one in kept], threshold=threshold) if kept else []
        if not alone:
            return frozenset(kept)
        gone = {kept[at] for at in alone}
        left = {one: left[one] for one in kept if one not in gone}


def _of_enough(
    changes: Mapping[str, Vector], threshold: int, beside: Mapping[str, frozenset[str]]
) -> list[str]:
    """Return the largest set in which every figure that moves is moved by at least *threshold* people."""
    movers: dict[str, set[str]] = defaultdict(set)
    for person, vector in changes.items():
        for key in vector:
            movers[key].add(person)
    left = set(changes)
    few = [key for key, people in movers.items() if _is_few(people, beside.get(key), threshold)]
    while few:
        key = few.pop()
        for person in list(movers[key]):
            left.discard(person)
            for other in changes[person]:
                people = movers[other]
                people.discard(person)
                if people and _is_few(people, beside.get(other), threshold):
                    few.append(other)
    return sorted(left)


def _is_few(people: set[str], beside: frozenset[str] | None, threshold: int) -> bool:
    if not people:
        return False
    return len(people | beside if beside else people) < threshold


def exposed(vectors: Sequence[Vector], *, threshold: int) -> list[int]:
    """Return the positions of changes that could be worked out alone, or with too few others.

    People who move the same figures in the same direction cannot be told apart; each such class is
    one unknown, and safe by itself where it has at least *threshold* people.
    """
    classes: dict[frozenset[tuple[str, int]], list[int]] = defaultdict(list)
    for at, vector in enumerate(vectors):
        classes[frozenset(vector.items())].append(at)
    kinds = sorted(classes, key=lambda kind: (len(classes[kind]), sorted(kind)))[:MOST_COLUMNS]
    found = exposed_columns(matrix_of(kinds), [len(classes[kind]) for kind in kinds], threshold)
    return [at for column in found for at in classes[kinds[column]]]


def matrix_of(kinds: Sequence[Collection[tuple[str, int]]]) -> npt.NDArray[np.float64]:
    """Figures as rows, kinds of people as columns."""
    rows = {
        key: at for at, key in enumerate(sorted({key for kind in kinds for key, _sign in kind}))
    }
    matrix = np.zeros((len(rows), len(kinds)))
    for column, kind in enumerate(kinds):
        for key, sign in kind:
            matrix[rows[key], column] = sign
    return matrix


def exposed_columns(
    matrix: npt.NDArray[np.float64], sizes: Sequence[int], threshold: int
) -> list[int]:
    """Return the columns of few people, alone or two together, that the rows give away.

    A set of columns follows from the rows where some sum of rows is zero everywhere else: there the
    projection onto what the rows leave open has no full rank.
    """
    small = [at for at, size in enumerate(sizes) if size < threshold]
    if not small or not matrix.size:
        return []
    open_part = np.eye(len(small)) - _projection(matrix, small)
    left = np.diag(open_part)
    found = {at for at in range(len(small)) if left[at] < EXACT}
    together = np.outer(left, left) - open_part**2
    for one, other in np.argwhere(np.triu(together < EXACT, 1)):
        if sizes[small[one]] + sizes[small[other]] < threshold:
            found |= {int(one), int(other)}
    return [small[at] for at in sorted(found)]


def _projection(matrix: npt.NDArray[np.float64], at: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return the projection onto the row space of *matrix*, restricted to some columns."""
    values, vectors = np.linalg.eigh(matrix @ matrix.T)
    used = values > max(values[-1], 1.0) * 1e-9
    basis = (vectors[:, used] / np.sqrt(values[used])).T @ matrix[:, at]
    return np.asarray(basis.T @ basis)
