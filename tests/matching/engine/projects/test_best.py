"""The best allocation to projects: against an enumeration; what is said of the unmatched is tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.projects import best, stable
from tests.support.examples import examples


def numbers(draw, count: int, most: int) -> np.ndarray:
    return np.array(draw(st.lists(st.integers(0, most), min_size=count, max_size=count)))


@st.composite
def instances(draw):
    mentees, projects, mentors = (draw(st.integers(1, most)) for most in (5, 4, 3))
    every = list(product(range(mentees), range(projects)))
    edges = draw(st.lists(st.sampled_from(every), unique=True))
    scores = [draw(st.integers(-8, 8)) / 8 for _ in edges]
    places = best.Places(
        numbers(draw, projects, mentors - 1),
        numbers(draw, projects, 3),
        numbers(draw, mentors, 3),
        numbers(draw, projects, 2),
        numbers(draw, mentors, 2),
    )
    return mentees, edges, scores, places


def worth(places: best.Places, score: dict, choice: tuple) -> tuple[int, int, float] | None:
    """Return people, minimums met and total; None where there is no room."""
    placed = [p for p in choice if p is not None]
    load = np.bincount(placed, minlength=len(places.capacities)).astype(int)
    leads = np.bincount(places.mentor_of[placed], minlength=len(places.mentor_capacities))
    if (load > places.capacities).any() or (leads > places.mentor_capacities).any():
        return None
    met = np.minimum(load, places.minimums).sum() + np.minimum(leads, places.mentor_minimums).sum()
    total = sum(score[s, p] for s, p in enumerate(choice) if p is not None)
    return len(placed), int(met), total


def solved(mentees, edges, scores, places, **options) -> best.Allocation:
    ones, others = [s for s, _ in edges], [p for _, p in edges]
    return best.solve(ones, others, scores, mentees, places, **options)


@given(instances())
@settings(max_examples=examples(200), deadline=None)
def test_most_mentees_then_minimums_then_the_total(instance) -> None:
    mentees, edges, scores, places = instance
    score = dict(zip(edges, scores, strict=True))
    options = [[None, *[p for s, p in edges if s == mentee]] for mentee in range(mentees)]
    reached = max(
        value for choice in product(*options) if (value := worth(places, score, choice)) is not None
    )

    found = solved(*instance)

    choice = tuple(None if p < 0 else p for p in found.projects.tolist())
    assert worth(places, score, choice) == reached
    load = np.bincount(found.projects[found.projects >= 0], minlength=len(places.capacities))
    least = np.minimum(places.minimums, places.capacities)
    assert np.array_equal(found.short, np.maximum(least - load, 0))
    assert [one.mentee for one in found.unmatched] == [
        s for s in range(mentees) if choice[s] is None
    ]


@given(instances())
@settings(max_examples=examples(100), deadline=None)
def test_each_place_that_is_named_would_do_and_no_other(instance) -> None:
    mentees, edges, scores, places = instance
    placed = int((solved(*instance).projects >= 0).sum())

    for one in solved(*instance).unmatched:
        # The others who have none are set aside: the place is for this one.
        others = {other.mentee for other in solved(*instance).unmatched} - {one.mentee}
        kept = [at for at, (s, _) in enumerate(edges) if s not in others]
        smaller = (mentees, [edges[at] for at in kept], [scores[at] for at in kept])

        def would_do(more: best.Places, smaller=smaller) -> bool:
            return int((solved(*smaller, more).projects >= 0).sum()) == placed + 1

        for project in range(len(places.capacities)):
            more = places.capacities + (np.arange(len(places.capacities)) == project)
            assert would_do(replace(places, capacities=more)) == (project in one.projects)
        for mentor in range(len(places.mentor_capacities)):
            more = places.mentor_capacities + (np.arange(len(places.mentor_capacities)) == mentor)
            assert would_do(replace(places, mentor_capacities=more)) == (mentor in one.mentors)


def test_scores_of_ranks_give_the_least_sum_of_ranks() -> None:
    there = stable.read(
        {"a": ["p", "q"], "b": ["p"], "c": ["q", "p"]},
        {"m": ["a", "b", "c"]},
        {"p": "m", "q": "m"},
        {"p": 1, "q": 2},
        {"m": 3},
    )

    ones, others, scores = best.rank_scores(there)
    places = best.Places(there.mentor_of, there.places, there.mentor_places)

    assert best.solve(ones, others, scores, 3, places).projects.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("edges", "scores", "error", "offender"),
    [
        ([(0, 1)], [1.0], errors.BadIndex, 1),
        ([(3, 0)], [1.0], errors.BadIndex, 3),
        ([(0, 0)], [np.inf], errors.BadScore, 0),
        ([(0, 0), (0, 0)], [1.0, 2.0], errors.NamedTwice, 0),
    ],
)
def test_solve_names_the_offender(edges, scores, error, offender) -> None:
    places = best.Places(np.array([0]), np.array([1]), np.array([1]))

    with pytest.raises(error) as caught:
        solved(2, edges, scores, places)

    assert caught.value.offender == offender
