"""Mentees to projects or topics of several mentors, stable: student-project allocation.

Abraham, Irving & Manlove, "Two algorithms for the student-project allocation problem", Journal of
Discrete Algorithms 5 (2007), the first of the two. Mentees rank projects, mentors rank mentees;
projects and mentors have places. Mentees propose, so each gets the best project of any stable
allocation. Where several mentors offer one topic, `offers` makes a project of each of them.

Time and memory grow with the lengths of the lists.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadIndex, EmptySide, UnknownId
from matching.engine.preferences import indices, places_of

Ints = NDArray[np.int64]
Lists = Mapping[Any, Sequence[Any]]

UNMATCHED = -1
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Instance:
    """Projects and mentors by position, and what each mentee may have.

    Mentee i would have the projects ``choices[offsets[i]:offsets[i + 1]]``, best first;
    ``ranks``, parallel to ``choices``, is where that project's mentor ranks this mentee.
    ``mentor_of[p]`` leads project p, which has ``places[p]``; ``mentor_places[k]`` is the room of
    mentor k over all their projects.
    """

    offsets: Ints
    choices: Ints
    ranks: Ints
    mentor_of: Ints
    places: Ints
    mentor_places: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1


def solve(
    mentee_preferences: Lists,
    mentor_preferences: Lists,
    mentor_of: Mapping[Any, Any],
    project_capacities: Mapping[Any, int],
    mentor_capacities: Mapping[Any, int],
    *,
    seed: int = 0,
) -> dict[Any, Hashable | None]:
    """Return each mentee's project in the mentee-optimal stable allocation, or None.

    Mentees list projects, mentors list mentees, best first; *mentor_of* maps every project to who
    leads it. An entry that is itself a list or a set is a group of equals, drawn by *seed*. A
    project is acceptable where the mentee lists it and its mentor lists the mentee.

    Raise EmptySide, UnknownId, NamedTwice and BadCapacity, which name the offender.

    >>> solve({"ada": ["p", "q"], "ben": ["p"]}, {"m": ["ben", "ada"]}, {"p": "m", "q": "m"},
    ...       {"p": 1, "q": 1}, {"m": 2})
    {'ada': 'q', 'ben': 'p'}
    """
    instance = read(
        mentee_preferences,
        mentor_preferences,
        mentor_of,
        project_capacities,
        mentor_capacities,
        seed=seed,
    )
    projects = [*mentor_of, None]  # the last one answers to UNMATCHED
    return {
        mentee: projects[project]
        for mentee, project in zip(mentee_preferences, solve_arrays(instance).tolist(), strict=True)
    }


def offers(
    mentee_preferences: Lists, topics: Mapping[Any, Mapping[Any, int]]
) -> tuple[dict[Any, list[list[Any]]], dict[Any, Any], dict[Any, int]]:
    """Return lists, mentors and capacities for topics that several mentors offer.

    *topics* maps each topic to its mentors and the places that each has for it. A project is
    (topic, mentor); a mentee is indifferent between the mentors of one topic.

    >>> offers({"ada": ["t"]}, {"t": {"m": 1, "n": 2}})[0]
    {'ada': [[('t', 'm'), ('t', 'n')]]}
    """
    mentor_of = {(topic, mentor): mentor for topic, own in topics.items() for mentor in own}
    capacities = {(topic, one): many for topic, own in topics.items() for one, many in own.items()}
    lists: dict[Any, list[list[Any]]] = {}
    for mentee, wanted in mentee_preferences.items():
        for topic in wanted:
            if topic not in topics:
                raise UnknownId(topic, named_by=mentee)
        lists[mentee] = [[(topic, mentor) for mentor in topics[topic]] for topic in wanted]
    return lists, mentor_of, capacities


def read(
    mentee_preferences: Lists,
    mentor_preferences: Lists,
    mentor_of: Mapping[Any, Any],
    project_capacities: Mapping[Any, int],
    mentor_capacities: Mapping[Any, int],
    *,
    seed: int = 0,
) -> Instance:
    """Return the instance as arrays; ids become positions. Raise what `solve` raises."""
    for side, name in (
        (mentee_preferences, "mentees"),
        (mentor_preferences, "mentors"),
        (mentor_of, "projects"),
    ):
        if not side:
            raise EmptySide(name)
    mentors = {mentor: at for at, mentor in enumerate(mentor_preferences)}
    for project, mentor in mentor_of.items():
        if mentor not in mentors:
            raise UnknownId(mentor, named_by=project)
    leads = np.array([mentors[mentor] for mentor in mentor_of.values()], dtype=np.int64)
    rng = np.random.default_rng(seed)
    offsets, choices = indices(mentee_preferences, mentor_of, rng)
    starts, ranked = indices(mentor_preferences, mentee_preferences, rng)
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    ranks = _ranks(owners, leads[choices], starts, ranked)
    listed = ranks >= 0
    kept = np.bincount(owners[listed], minlength=len(offsets) - 1)
    return Instance(
        np.concatenate([[0], np.cumsum(kept)]),
        choices[listed],
        ranks[listed],
        leads,
        places_of(mentor_of, project_capacities),
        places_of(mentor_preferences, mentor_capacities),
    )


def _ranks(mentees: Ints, mentors: Ints, starts: Ints, ranked: Ints) -> Ints:
    """Return where each of these mentors ranks each of these mentees, or -1."""
    count = int(max(mentees.max(initial=0), ranked.max(initial=0))) + 1
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    keys = owners * count + ranked
    order = np.argsort(keys)
    wanted = mentors * count + mentees
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    return np.where(keys[at] == wanted, at - starts[owners[at]], -1)


def solve_arrays(there: Instance) -> Ints:
    """Return the project of each mentee, int64 of length n, `UNMATCHED` (-1) for none."""
    held = _Held(there)
    bounds, choices, ranks = (part.tolist() for part in (there.offsets, there.choices, there.ranks))
    at = bounds[:-1]
    for first in range(len(there)):
        mentee: int = first
        while mentee != UNMATCHED and at[mentee] < bounds[mentee + 1]:
            here = at[mentee]
            at[mentee] = here + 1
            if held.take(mentee, choices[here], ranks[here]):
                mentee = held.reject(choices[here])
    return np.array(held.project, dtype=np.int64)


class _Held:
    """Who has which project for now, and from which rank on a project or a mentor takes no one."""

    def __init__(self, there: Instance) -> None:
        self.project = [UNMATCHED] * len(there)
        self.mentor_of = there.mentor_of.tolist()
        self.free = there.places.tolist()
        self.mentor_free = there.mentor_places.tolist()
        # Heaps of (-rank, mentee, project): the least welcome on top, some of them gone since.
        self.of_project: list[list[tuple[int, int, int]]] = [[] for _ in self.free]
        self.of_mentor: list[list[tuple[int, int, int]]] = [[] for _ in self.mentor_free]
        self.until = [NEVER if free else -1 for free in self.free]
        self.mentor_until = [NEVER if free else -1 for free in self.mentor_free]

    def take(self, mentee: int, project: int, rank: int) -> bool:
        """Hold the mentee for now; False where someone better has closed that place."""
        mentor = self.mentor_of[project]
        if rank > min(self.until[project], self.mentor_until[mentor]):
            return False
        entry = (-rank, mentee, project)
        heappush(self.of_project[project], entry)
        heappush(self.of_mentor[mentor], entry)
        self.project[mentee] = project
        self.free[project] -= 1
        self.mentor_free[mentor] -= 1
        return True

    def reject(self, project: int) -> int:
        """Return who has to go after someone was taken, or UNMATCHED; close what is full."""
        mentor = self.mentor_of[project]
        gone = UNMATCHED
        if self.free[project] < 0:
            gone = self._remove(self.of_project[project])
        elif self.mentor_free[mentor] < 0:
            gone = self._remove(self.of_mentor[mentor])
        if not self.free[project]:
            worst = self._worst(self.of_project[project])
            self.until[project] = min(self.until[project], -worst[0])
        if not self.mentor_free[mentor]:
            worst = self._worst(self.of_mentor[mentor])
            self.mentor_until[mentor] = min(self.mentor_until[mentor], -worst[0])
        return gone

    def _worst(self, heap: list[tuple[int, int, int]]) -> tuple[int, int, int]:
        while self.project[heap[0][1]] != heap[0][2]:
            heappop(heap)
        return heap[0]

    def _remove(self, heap: list[tuple[int, int, int]]) -> int:
        _, mentee, project = self._worst(heap)
        self.project[mentee] = UNMATCHED
        self.free[project] += 1
        self.mentor_free[self.mentor_of[project]] += 1
        return mentee


def blocking_arrays(there: Instance, matched: Ints) -> Ints:
    """Return the blocking pairs (pairs, 2) of mentees and projects; a stable allocation has none.

    A mentee and a project that they would rather have block where the project and its mentor
    have room; where the project has room, and the mentor has the mentee already or would rather
    have them than the least welcome they have; or where the project is full and its mentor would
    rather have them than the least welcome in it.
    """
    owners = np.repeat(np.arange(len(there)), np.diff(there.offsets))
    places = np.arange(len(there.choices)) - there.offsets[owners]
    held = matched[owners] == there.choices
    own = np.full(len(there), NEVER)
    own[owners[held]] = places[held]
    count, mentors = len(there.places), len(there.mentor_places)
    placed = matched[matched >= 0]
    load = np.bincount(placed, minlength=count)
    mentor_load = np.bincount(there.mentor_of[placed], minlength=mentors)
    worst = np.full(count, -1, dtype=np.int64)
    np.maximum.at(worst, there.choices[held], there.ranks[held])
    mentor_worst = np.full(mentors, -1, dtype=np.int64)
    np.maximum.at(mentor_worst, there.mentor_of[there.choices[held]], there.ranks[held])

    leads = there.mentor_of[there.choices]
    theirs = (matched[owners] >= 0) & (there.mentor_of[matched[owners]] == leads)
    room = load[there.choices] < there.places[there.choices]
    mentor_room = mentor_load[leads] < there.mentor_places[leads]
    able = (there.places[there.choices] > 0) & (there.mentor_places[leads] > 0)
    welcome = np.where(
        room,
        mentor_room | theirs | (there.ranks < mentor_worst[leads]),
        there.ranks < worst[there.choices],
    )
    blocking = (places < own[owners]) & able & welcome
    return np.column_stack([owners[blocking], there.choices[blocking]])


def fits(there: Instance, matched: Ints) -> bool:
    """Return whether everyone has a project they may have, and none has more than its places."""
    placed = np.flatnonzero(matched >= 0)
    if not len(matched) == len(there):
        raise BadIndex("The allocation has another length.", offender=len(matched))
    owners = np.repeat(np.arange(len(there)), np.diff(there.offsets))
    allowed = np.zeros(len(there), dtype=bool)
    allowed[owners[matched[owners] == there.choices]] = True
    load = np.bincount(matched[placed], minlength=len(there.places))
    mentors = np.bincount(there.mentor_of[matched[placed]], minlength=len(there.mentor_places))
    return bool(
        allowed[placed].all()
        and (load <= there.places).all()
        and (mentors <= there.mentor_places).all()
    )
