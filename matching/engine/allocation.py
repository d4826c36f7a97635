"""One cohort of mentees and projects, from its people to who works on what, and why some have nothing.

A project has one mentor who leads it and may have others who join. The calculations know one mentor a
project: the one who leads. The places of those who join are reserved beforehand, project by project in
the given order, so that no mentor has more mentees than openings whatever comes out. What is reserved and
not used is given to others, in further passes over everyone, until nothing is left to give.

Who has fewer than FEWEST projects by all that a director sees is placed as if no one had said anything in confidence, and
is asked first: to whom one project is left, having none would tell that something parts them from its mentors.
A project counts on which someone works in some largest allocation; one that others need is no choice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadIndex, UnknownId
from matching.engine.pairs.cohort import Cohort
from matching.engine.pairs.cohort import dump as dump_people
from matching.engine.pairs.cohort import load as load_people
from matching.engine.pairs.largest import partners_within
from matching.engine.pairs.narrowing import FEWEST
from matching.engine.people import Instance, instance
from matching.engine.projects import best, stable
from matching.engine.rules import Parted
from matching.engine.scoring import checked_weights, parts_of

STABLE, BEST = "stable", "best"
Counts = dict[str, int]
NO_ONE: Counts = {}
MOST_PASSES = 40


@dataclass(frozen=True)
class Project:
    """A project with its places; the first of its mentors leads it, the others join."""

    key: str
    mentors: tuple[str, ...]
    places: int


@dataclass(frozen=True)
class Given:
    """All that an allocation depends on; `choices` are projects by mentee, best first."""

    people: Cohort
    projects: tuple[Project, ...]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """The outcome for one mentee: a project with its place in their list, from 1; or none.

    Why someone has none is not told: it would say who chose, who is kept apart, or who declined. `ruled`: placed whatever anyone said in confidence, so all of them are asked first.
    """

    mentee: str
    project: str | None
    choice: int | None = None
    ruled: bool = False


def dump(given: Given) -> str:
    """Return what is given as JSON, the same text for equal cohorts."""
    rest = {"projects": [asdict(one) for one in given.projects], "choices": given.choices}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f'{{"people":{dump_people(given.people)},"rest":{text}}}'


def load(text: str) -> Given:
    """Return what `dump` wrote."""
    found = json.loads(text)
    rest = found["rest"]
    return Given(
        people=load_people(json.dumps(found["people"])),
        projects=tuple(
            Project(one["key"], tuple(one["mentors"]), one["places"]) for one in rest["projects"]
        ),
        choices={key: tuple(named) for key, named in rest["choices"].items()},
    )


def solve(given: Given) -> list[Placed]:
    """Allocate by the method and the seed of the people, in their order.

    Hard rules hold between a mentee and every mentor of a project. Raise the engine's errors.
    """
    few = _few(given)
    people = _without_confidence(given.people, few)
    given = replace(given, people=people)
    if people.method not in (STABLE, BEST):
        raise BadIndex(f"{people.method!r} is no method.", offender=people.method)
    there = instance(
        people.proteges,
        people.mentors,
        blocked=(*people.blocked, *people.forbidden),
        tied=people.tied,
        mentor_choices=dict(people.mentor_choices),
    )
    allowed = _allowed(given, there)
    lists = _lists(given, allowed)
    ranking = _ranking(given, there, allowed)
    keys = [*(one.key for one in given.projects), None]

    def by(places: Counts, rooms: Counts) -> list[str | None]:
        leads = {one.key: one.mentors[0] for one in given.projects}
        read = stable.read(lists, ranking, leads, places, rooms, seed=people.seed)
        found = stable.solve_arrays(read) if people.method == STABLE else _best(given, read)
        return [keys[at] for at in found.tolist()]

    return [
        replace(
            _placed(person.key, project, given.choices.get(person.key, ())),
            ruled=person.key in few and project is not None,
        )
        for person, project in zip(people.proteges, _in_passes(given, by), strict=True)
    ]


def _in_passes(given: Given, by: Callable[[Counts, Counts], list[str | None]]) -> list[str | None]:
    """Return each mentee's project once no place that someone reserves is left unused which others could have.

    A pass begins with what the one before gave, so no one ever gets less by it. What one pass leaves unused of a
    project is closed in the next, and opened again in the one after it, for whoever wants it then.
    """
    wanted = Counter(project for chosen in given.choices.values() for project in chosen)
    shared = [one.key for one in given.projects if len(one.mentors) > 1]
    limits = reserved(given, wanted)
    found, same = by(*limits), 0
    for _pass in range(MOST_PASSES if shared else 0):
        used = Counter(one for one in found if one is not None)
        closed = [key for key in shared if used[key] < limits[0][key]]
        before, limits = found, reserved(given, wanted, used, closed)
        found = by(*limits)
        same = same + 1 if found == before else 0
        if same == 2:
            break
    return found


def reserved(
    given: Given,
    wanted: Mapping[str, int],
    used: Mapping[str, int] = NO_ONE,
    closed: Collection[str] = (),
) -> tuple[Counts, Counts]:
    """Return the places of each project, and the room of each mentor for the projects that they lead.

    Whoever joins a project reserves openings for its places, as far as they have them and mentees wanted it. Places
    that are *used* stay; of projects that are *closed*, no others are kept.
    """
    out = {*given.people.mentors_left_out}
    rooms = {one.key: 0 if one.key in out else one.capacity for one in given.people.mentors}
    leading: Counter[str] = Counter()
    for project in given.projects:
        for mentor in project.mentors:
            if mentor not in rooms:
                raise UnknownId(mentor, named_by=project.key)
        leading[project.mentors[0]] += used.get(project.key, 0)
        for mentor in project.mentors[1:]:
            rooms[mentor] -= used.get(project.key, 0)
    places: Counts = {}
    for project in given.projects:
        there = used.get(project.key, 0)
        more = 0 if project.key in closed else project.places - there
        more = min([more, *(rooms[mentor] - leading[mentor] for mentor in project.mentors[1:])])
        places[project.key] = min(there + more, rooms[project.mentors[0]])
        for mentor in project.mentors[1:]:
            rooms[mentor] -= max(0, min(places[project.key], wanted[project.key]) - there)
    return places, rooms


def _few(given: Given) -> frozenset[str]:
    """Return who has fewer than FEWEST projects by ranks, units, supervision, places, rules and acts alone.

    Whether others reserve places for a project depends on wishes, so it has to be enough with all of them and with none.
    """
    people = given.people
    if not people.proteges or not given.projects:
        return frozenset()
    allowed = _allowed(given, instance(people.proteges, people.mentors, blocked=people.forbidden))
    at = {one.key: col for col, one in enumerate(people.mentors)}
    leads = np.array([at[one.mentors[0]] for one in given.projects])
    found = np.zeros(len(people.proteges), dtype=np.bool_)
    for wanted in (NO_ONE, {one.key: one.places for one in given.projects}):
        places, rooms = reserved(given, Counter(wanted))
        open_to = np.column_stack(
            [
                allowed[:, [at[mentor] for mentor in one.mentors]].all(axis=1)
                & (places[one.key] > 0)
                for one in given.projects
            ]
        )
        partners = partners_within(
            open_to,
            np.array([places[one.key] for one in given.projects]),
            leads,
            np.array([rooms[one.key] for one in people.mentors]),
        )
        found |= partners < FEWEST
    return frozenset(people.proteges[row].key for row in np.flatnonzero(found).tolist())


def _without_confidence(people: Cohort, few: frozenset[str]) -> Cohort:
    """Let nothing that anyone said in confidence part *few* from anyone."""
    return replace(
        people,
        blocked=tuple(pair for pair in people.blocked if pair[0] not in few),
        tied=tuple(pair for pair in people.tied if pair[0] not in few),
    )


def _allowed(given: Given, there: Instance) -> NDArray[np.bool_]:
    """Return which mentee (row) any rule but the openings lets be with which mentor (column)."""
    out = {*given.people.proteges_left_out}
    found = Parted(there, given.people.rules).allowed()
    found[[person.key in out for person in given.people.proteges]] = False
    return found


def _lists(given: Given, allowed: NDArray[np.bool_]) -> dict[str, list[str]]:
    """Return the projects that each mentee chose and may have, best first."""
    at = {one.key: col for col, one in enumerate(given.people.mentors)}
    columns = {one.key: [at[mentor] for mentor in one.mentors] for one in given.projects}
    return {
        person.key: [
            project
            for project in given.choices.get(person.key, ())
            if project in columns and allowed[row, columns[project]].all()
        ]
        for row, person in enumerate(given.people.proteges)
    }


def _ranking(
    given: Given, there: Instance, allowed: NDArray[np.bool_]
) -> Mapping[str, list[list[str]]]:
    """Return each mentor's list: whom they named, in that order, then the others by score; equals together."""
    weights = checked_weights(given.people.weights)
    keys = [one.key for one in given.people.proteges]
    found: dict[str, list[list[str]]] = {}
    for col, mentor in enumerate(given.people.mentors):
        rows = np.flatnonzero(allowed[:, col])
        scores = parts_of(there, rows, np.full(len(rows), col)) @ weights
        may = {keys[row]: float(score) for row, score in zip(rows, scores.round(9), strict=True)}
        named = [one for one in given.people.mentor_choices.get(mentor.key, ()) if one in may]
        rest: dict[float, list[str]] = {}
        for key, score in may.items():
            if key not in named:
                rest.setdefault(-score, []).append(key)
        found[mentor.key] = [*([one] for one in named), *(rest[score] for score in sorted(rest))]
    return found


def _best(given: Given, read: stable.Instance) -> NDArray[np.int64]:
    """Return the most mentees, then the least sum of places in the lists as mentees wrote them."""
    keys = [one.key for one in given.projects]
    owners = np.repeat(np.arange(len(read)), np.diff(read.offsets))
    people = given.people.proteges
    scores = [
        -float(given.choices[people[owner].key].index(keys[project]))
        for owner, project in zip(owners.tolist(), read.choices.tolist(), strict=True)
    ]
    places = best.Places(read.mentor_of, read.places, read.mentor_places)
    solved = best.solve(owners, read.choices, scores, len(read), places, seed=given.people.seed)
    return solved.projects


def _placed(mentee: str, project: str | None, chosen: tuple[str, ...]) -> Placed:
    return Placed(mentee, project, choice=None if project is None else chosen.index(project) + 1)
