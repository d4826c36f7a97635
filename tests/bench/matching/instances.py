"""Made-up instances, the same for the same seed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from matching.engine.people import AREAS, MODES, RANKS, ROLES, Instance, Person, instance

LIST_LENGTH = 12


def preferences(proteges: int, mentors: int, capacity: int, *, seed: int = 1) -> dict[str, Any]:
    """Lists of 12 on both sides, each pair listed by both, in an order drawn anew."""
    rng = np.random.default_rng(seed)
    lists = [rng.choice(mentors, LIST_LENGTH, replace=False).tolist() for _ in range(proteges)]
    asked: dict[str, list[str]] = {f"m{mentor}": [] for mentor in range(mentors)}
    for protege, named in enumerate(lists):
        for mentor in named:
            asked[f"m{mentor}"].append(f"p{protege}")
    return {
        "proteges": {
            f"p{protege}": [f"m{mentor}" for mentor in named] for protege, named in enumerate(lists)
        },
        "mentors": {
            mentor: [named[at] for at in rng.permutation(len(named)).tolist()]
            for mentor, named in asked.items()
            if named
        },
        "capacities": {mentor: capacity for mentor, named in asked.items() if named},
    }


def peers(count: int, *, seed: int = 1, each: int | None = None) -> dict[str, Any]:
    """Everyone lists all others, or about *each* of them who list them as well, in an order drawn anew."""
    rng = np.random.default_rng(seed)
    others: list[set[int]] = [{*range(count)} - {one} for one in range(count)]
    if each is not None:
        pairs = np.column_stack(np.triu_indices(count, 1))
        others = [set() for _one in range(count)]
        for one, other in rng.choice(pairs, count * each // 2, replace=False).tolist():
            others[one].add(other)
            others[other].add(one)
    return {
        "kind": "people",
        "people": {
            f"p{one}": [f"p{other}" for other in rng.permutation(count).tolist() if other in own]
            for one, own in enumerate(others)
        },
    }


def projects(mentees: int, count: int, mentors: int, *, seed: int = 1) -> dict[str, Any]:
    """Lists of six projects; mentors rank all who list one of theirs; 3 places, a mentor 4."""
    rng = np.random.default_rng(seed)
    lists = {
        f"s{one}": [f"p{at}" for at in rng.choice(count, 6, replace=False).tolist()]
        for one in range(mentees)
    }
    listed = {project for own in lists.values() for project in own}
    mentor_of = {f"p{at}": f"k{at % mentors}" for at in range(count) if f"p{at}" in listed}
    asked: dict[str, list[str]] = {mentor: [] for mentor in sorted(set(mentor_of.values()))}
    for mentee, own in lists.items():
        for mentor in {mentor_of[project] for project in own}:
            asked[mentor].append(mentee)
    return {
        "kind": "projects",
        "mentees": lists,
        "mentors": {
            mentor: [own[at] for at in rng.permutation(len(own)).tolist()]
            for mentor, own in asked.items()
        },
        "mentor_of": mentor_of,
        "project_capacities": dict.fromkeys(mentor_of, 3),
        "mentor_capacities": {
            mentor: min(4, 3 * list(mentor_of.values()).count(mentor)) for mentor in asked
        },
    }


def people(proteges: int, mentors: int, *, seed: int = 1) -> Instance:
    """Two sides with needs, roles, terms and texts of 25 words, units, ranks and wishes."""
    chance = random.Random(seed)
    words = [f"topic{at}" for at in range(2000)]

    def person(key: str, ranks: tuple[str, ...], capacity: int) -> Person:
        return Person(
            key=key,
            rank=chance.choice(ranks),
            unit=f"unit{chance.randrange(80)}",
            areas={area: chance.choice([1, 2, 3]) for area in chance.sample(AREAS, 3)},
            roles=tuple(chance.sample(ROLES, 2)),
            terms=tuple(f"{chance.choice(words)} {chance.choice(words)}" for _ in range(4)),
            text=" ".join(chance.choices(words, k=25)),
            modes=tuple(chance.sample(MODES, 2)),
            languages=("english",),
            utc_offset=-5.0,
            capacity=capacity,
            rank_wish=chance.choice(["any", "junior", "half_generation"]),
        )

    return instance(
        [person(f"p{at}", RANKS[:4], 1) for at in range(proteges)],
        [person(f"m{at}", RANKS[3:], 3) for at in range(mentors)],
        protege_choices={
            f"p{at}": [f"m{chance.randrange(mentors)}" for _ in range(3)]
            for at in range(0, proteges, 2)
        },
    )


def dense(rows: int, cols: int, *, seed: int = 1) -> np.ndarray:
    """Scores of everybody with everybody."""
    return np.random.default_rng(seed).random((rows, cols))


def best_edges(scores: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The best *count* edges of each row."""
    top = np.argpartition(-scores, count, axis=1)[:, :count]
    rows = np.repeat(np.arange(len(scores)), count)
    cols = top.ravel()
    return rows, cols, scores[rows, cols]
