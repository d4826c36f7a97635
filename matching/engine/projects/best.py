"""The best allocation of mentees to projects: most mentees, then minimums, then the total score.

A flow through mentees, projects and mentors to the sink, whose aims are met one after another with
a proof (`matching.engine.network`). Scores may come from ranks (`rank_scores`): then the sum of the
places that mentees give their projects is the least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.engine import network
from matching.engine.edges import checked
from matching.engine.errors import BadCapacity, EmptySide
from matching.engine.projects.stable import UNMATCHED, Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NO_CANDIDATES, PLACES_TAKEN = "no_candidates", "places_taken"


@dataclass(frozen=True)
class Places:
    """Projects and who leads them, their places, and how many each should have at the least.

    The minimums are met as far as the hard rules and the most mentees allow.
    """

    mentor_of: Ints
    capacities: Ints
    mentor_capacities: Ints
    minimums: Ints | None = None
    mentor_minimums: Ints | None = None


@dataclass(frozen=True)
class Unmatched:
    """Why one mentee has no project.

    `cause`: "no_candidates" (no project they may have) or "places_taken". One more place in any
    one of `projects`, or for any one of `mentors`, would give them one and no one would lose
    theirs; both are empty where more than one place would be needed.
    """

    mentee: int
    cause: str
    projects: tuple[int, ...]
    mentors: tuple[int, ...]


@dataclass(frozen=True)
class Allocation:
    """The project of each mentee (-1 for none), what minimums lack, and why some have none.

    `short` and `mentor_short` hold how many each project and mentor is below its minimum.
    """

    projects: Ints
    short: Ints
    mentor_short: Ints
    unmatched: tuple[Unmatched, ...]


def rank_scores(there: Instance) -> tuple[Ints, Ints, Floats]:
    """Return edges and scores of an instance: each place further down the list is one less."""
    owners = np.repeat(np.arange(len(there)), np.diff(there.offsets))
    return owners, there.choices, -(np.arange(len(owners)) - there.offsets[owners]).astype(float)


def solve(
    mentees: ArrayLike,
    projects: ArrayLike,
    scores: ArrayLike,
    count: int,
    places: Places,
    *,
    seed: int = 0,
) -> Allocation:
    """Allocate *count* mentees; edge e may give ``projects[e]`` to ``mentees[e]``, at ``scores[e]``.

    Pairs that no rule allows have no edge. Among equally good allocations *seed* decides.

    Raise EmptySide, BadIndex, BadScore, NamedTwice and BadCapacity, which name the offender.
    """
    ones, others, weights = _checked(mentees, projects, scores, count, places)
    mixed = np.random.default_rng(seed).permutation(len(ones))
    ones, others, weights = ones[mixed], others[mixed], weights[mixed]
    building = network.Building()
    source, sink = building.add_nodes(2).tolist()
    people = building.add_nodes(count)
    own = building.add_nodes(len(places.capacities))
    leads = building.add_nodes(len(places.mentor_capacities))
    entering = building.add_arcs(source, people, 1)
    edges = building.add_arcs(people[ones], own[others], 1)
    minimums, mentor_minimums = _minimums(places)
    first = building.add_arcs(own, leads[places.mentor_of], minimums)
    further = building.add_arcs(own, leads[places.mentor_of], places.capacities - minimums)
    mentor_first = building.add_arcs(leads, sink, mentor_minimums)
    mentor_further = building.add_arcs(leads, sink, places.mentor_capacities - mentor_minimums)
    building.add_arcs(sink, source, count)
    net = building.network()
    most, least, best = (np.zeros(len(net), dtype=np.int64) for _ in range(3))
    most[entering] = -1
    least[first] = least[mentor_first] = -1
    best[edges] = network.scaled(-weights, net.nodes)
    flow = network.solve(net, [most, least, best])

    found = np.full(count, UNMATCHED, dtype=np.int64)
    chosen = flow[edges] > 0
    found[ones[chosen]] = others[chosen]
    left = network.reach(net, flow, without=[source])
    arriving = left.to_node(sink)
    causes = []
    full = (flow[first] + flow[further]) >= places.capacities
    mentor_full = (flow[mentor_first] + flow[mentor_further]) >= places.mentor_capacities
    has_edge = np.bincount(ones, minlength=count) > 0
    for mentee in np.flatnonzero(found < 0).tolist():
        if not has_edge[mentee]:
            causes.append(Unmatched(mentee, NO_CANDIDATES, (), ()))
            continue
        reached = left.from_node(int(people[mentee]))
        more = reached[own] & full & arriving[leads[places.mentor_of]]
        mentor_more = reached[leads] & mentor_full
        causes.append(
            Unmatched(
                mentee,
                PLACES_TAKEN,
                tuple(np.flatnonzero(more).tolist()),
                tuple(np.flatnonzero(mentor_more).tolist()),
            )
        )
    return Allocation(
        found, minimums - flow[first], mentor_minimums - flow[mentor_first], tuple(causes)
    )


def _minimums(places: Places) -> tuple[Ints, Ints]:
    """Return the minimums; what is more than the places is cut."""
    zero = np.zeros(len(places.capacities), dtype=np.int64)
    mentor_zero = np.zeros(len(places.mentor_capacities), dtype=np.int64)
    minimums = zero if places.minimums is None else places.minimums
    leads = mentor_zero if places.mentor_minimums is None else places.mentor_minimums
    return (
        np.minimum(minimums, places.capacities),
        np.minimum(leads, places.mentor_capacities),
    )


def _checked(
    mentees: ArrayLike, projects: ArrayLike, scores: ArrayLike, count: int, places: Places
) -> tuple[Ints, Ints, Floats]:
    if not len(places.capacities):
        raise EmptySide("projects")
    for room in (places.capacities, places.mentor_capacities):
        if (room < 0).any():
            at = int(np.argmax(room < 0))
            raise BadCapacity(at, int(room[at]))
    return checked(mentees, projects, scores, count, len(places.capacities), side="mentees")
