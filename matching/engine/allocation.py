"""One cohort of mentees and projects, from its people to who works on what, and why some have nothing.

A project has one mentor who leads it and may have others who join. The calculations know one mentor a
project: the one who leads. The places of those who join are reserved beforehand, project by project in
the given order, so that no mentor has more mentees than openings whatever comes out.

Who has fewer than FEWEST projects by all that a director sees is placed as if no one had said anything in confidence, and
is asked first: to whom one project is left, having none would tell that something parts them from its mentors.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadIndex, UnknownId
from matching.engine.pairs.cohort import Cohort
from matching.engine.pairs.cohort import dump as dump_people
from matching.engine.pairs.cohort import load as load_people
from matching.engine.pairs.narrowing import FEWEST
from matching.engine.people import Instance, instance
from matching.engine.projects import best, stable
from matching.engine.rules import Parted
from matching.engine.scoring import checked_weights, parts_of

STABLE, BEST = "stable", "best"
NO_CHOICES, NOT_OPEN, PLACES_TAKEN = "no_choices", "not_open", "places_taken"


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
    """The outcome for one mentee: a project with its place in their list, from 1; or the cause.

    `ruled`: placed whatever anyone said in confidence, so all of them are asked first.
    """

    mentee: str
    project: str | None
    choice: int | None = None
    cause: str = ""
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
    places, rooms = reserved(given)
    lists = _lists(given, allowed)
    read = stable.read(
        lists,
        _ranking(given, there, allowed),
        {one.key: one.mentors[0] for one in given.projects},
        places,
        rooms,
        seed=people.seed,
    )
    found = stable.solve_arrays(read) if people.method == STABLE else _best(given, read)
    keys = [*(one.key for one in given.projects), None]
    return [
        replace(
            _placed(person.key, keys[at], given.choices.get(person.key, ()), lists[person.key]),
            ruled=person.key in few and keys[at] is not None,
        )
        for person, at in zip(people.proteges, found.tolist(), strict=True)
    ]


def reserved(given: Given) -> tuple[dict[str, int], dict[str, int]]:
    """Return the places of each project, and the room of each mentor for the projects that they lead.

    Whoever joins a project reserves openings for its places, as far as they have them and mentees chose it.
    """
    wanted = Counter(project for chosen in given.choices.values() for project in chosen)
    out = {*given.people.mentors_left_out}
    rooms = {one.key: 0 if one.key in out else one.capacity for one in given.people.mentors}
    places: dict[str, int] = {}
    for project in given.projects:
        for mentor in project.mentors:
            if mentor not in rooms:
                raise UnknownId(mentor, named_by=project.key)
        joining = project.mentors[1:]
        places[project.key] = min([project.places, *(rooms[mentor] for mentor in project.mentors)])
        for mentor in joining:
            rooms[mentor] -= min(places[project.key], wanted[project.key])
    return places, rooms


def _few(given: Given) -> frozenset[str]:
    """Return who has fewer than FEWEST projects by ranks, units, supervision, places, rules and acts alone."""
    people = given.people
    open_to = _allowed(given, instance(people.proteges, people.mentors, blocked=people.forbidden))
    open_to[:, [not one.capacity for one in people.mentors]] = False
    at = {one.key: col for col, one in enumerate(people.mentors)}
    out = {*people.mentors_left_out}
    counts = np.zeros(len(people.proteges), dtype=np.int64)
    for project in given.projects:
        if project.places and out.isdisjoint(project.mentors):
            counts += open_to[:, [at[mentor] for mentor in project.mentors if mentor in at]].all(
                axis=1
            )
    return frozenset(people.proteges[row].key for row in np.flatnonzero(counts < FEWEST).tolist())


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


def _placed(mentee: str, project: str | None, chosen: tuple[str, ...], may: list[str]) -> Placed:
    if project is not None:
        return Placed(mentee, project, choice=chosen.index(project) + 1)
    if not chosen:
        return Placed(mentee, None, cause=NO_CHOICES)
    return Placed(mentee, None, cause=PLACES_TAKEN if may else NOT_OPEN)
