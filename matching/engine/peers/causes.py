"""Why someone has no partner: facts as codes and indices, which the domain puts into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matching.engine.peers.stable import UNMATCHED, Ints, Table

NO_CANDIDATES, LEFT_OUT, ODD_ONE_OUT, PARTNERS_TAKEN = (
    "no_candidates",
    "left_out",
    "odd_one_out",
    "partners_taken",
)
SHOWN = 3


@dataclass(frozen=True)
class Loss:
    """A candidate who is with someone else; `rather`: whom they would rather have."""

    candidate: int
    partner: int
    rather: bool


@dataclass(frozen=True)
class Unmatched:
    """Why one person has no partner.

    `cause`: "left_out" (by the director); "no_candidates" (no one lists them whom they list);
    "odd_one_out" (all others with whom a chain of possible pairs joins them have a partner, and with
    them they are an odd number, so that no pairing has room for all); "partners_taken"
    (every candidate is with someone: `losses`, the best candidates first).
    """

    person: int
    cause: str
    candidates: int
    losses: tuple[Loss, ...]


def unmatched(there: Table, partners: Ints, *, left_out: Sequence[int] = ()) -> list[Unmatched]:
    """Explain everyone without a partner in *partners* (n,), in the order of the people."""
    owners = there.owners
    graph = csr_array(
        (np.ones(len(owners), dtype=np.int8), (owners, there.choices)), shape=(len(there),) * 2
    )
    _, parts = connected_components(graph, directed=False)
    sizes = np.bincount(parts)
    alone = np.bincount(parts[partners < 0], minlength=len(sizes))
    places = np.full(len(there), len(there.choices))
    held = partners[owners] == there.choices
    places[owners[held]] = there.places[held]
    aside = set(left_out)
    found = []
    for person in np.flatnonzero(partners == UNMATCHED).tolist():
        own = slice(int(there.offsets[person]), int(there.offsets[person + 1]))
        candidates = there.choices[own].tolist()
        losses = tuple(
            Loss(other, int(partners[other]), bool(places[other] < rank))
            for other, rank in zip(candidates, there.ranks[own].tolist(), strict=True)
            if partners[other] >= 0
        )[:SHOWN]
        if person in aside:
            cause = LEFT_OUT
        elif not candidates:
            cause = NO_CANDIDATES
        elif alone[parts[person]] == 1 and sizes[parts[person]] % 2:
            cause = ODD_ONE_OUT
        else:
            cause = PARTNERS_TAKEN
        found.append(Unmatched(person, cause, len(candidates), losses))
    return found
