"""Mentees to projects, stable: against a checker and an enumeration of their own."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.projects import stable
from tests.support.examples import examples


@st.composite
def instances(draw, mentees: int = 5, projects: int = 4, mentors: int = 3):
    """Lists of every shape, places from 0 to 3 for projects and mentors."""
    s = [f"s{at}" for at in range(draw(st.integers(1, mentees)))]
    p = [f"p{at}" for at in range(draw(st.integers(1, projects)))]
    k = [f"k{at}" for at in range(draw(st.integers(1, mentors)))]

    def lists(own, others):
        return {
            one: draw(st.lists(st.sampled_from(others), unique=True, max_size=len(others)))
            for one in own
        }

    return (
        lists(s, p),
        lists(k, s),
        {one: draw(st.sampled_from(k)) for one in p},
        {one: draw(st.integers(0, 3)) for one in p},
        {one: draw(st.integers(0, 3)) for one in k},
    )


def blocking_by_definition(instance, matched) -> list[tuple[str, str]]:
    wanted, ranked, lead, places, mentor_places = instance
    found = []
    for s, listed in wanted.items():
        for p in listed:
            k = lead[p]
            if s not in ranked[k] or matched[s] == p or not places[p] or not mentor_places[k]:
                continue
            if matched[s] in listed and listed.index(matched[s]) < listed.index(p):
                continue
            order = ranked[k].index
            in_project = [one for one, held in matched.items() if held == p]
            with_mentor = [one for one, held in matched.items() if held and lead[held] == k]
            if len(in_project) < places[p]:
                if (
                    len(with_mentor) < mentor_places[k]
                    or s in with_mentor
                    or order(s) < max(map(order, with_mentor))
                ):
                    found.append((s, p))
            elif order(s) < max(map(order, in_project)):
                found.append((s, p))
    return found


def all_allocations(instance):
    wanted, ranked, lead, places, mentor_places = instance
    options = [[None, *[p for p in listed if s in ranked[lead[p]]]] for s, listed in wanted.items()]
    for choice in product(*options):
        leads = [lead[p] for p in choice if p]
        if all(choice.count(p) <= places[p] for p in places) and all(
            leads.count(k) <= mentor_places[k] for k in mentor_places
        ):
            yield dict(zip(wanted, choice, strict=True))


@given(instances())
@settings(max_examples=examples(300), deadline=None)
def test_solve_gives_each_mentee_the_best_of_all_stable_allocations(instance) -> None:
    every = [one for one in all_allocations(instance) if not blocking_by_definition(instance, one)]

    matched = stable.solve(*instance)

    assert matched in every
    for s, listed in instance[0].items():
        reached = [listed.index(one[s]) for one in every if one[s] is not None]
        assert matched[s] == (listed[min(reached)] if reached else None)
        # Who is matched is so in every stable allocation.
        assert {one[s] is not None for one in every} == {matched[s] is not None}


@given(instances(), st.data())
@settings(max_examples=examples(200), deadline=None)
def test_blocking_pairs_are_found_in_any_allocation(instance, data) -> None:
    allocations = list(all_allocations(instance))
    matched = allocations[data.draw(st.integers(0, len(allocations) - 1))]
    there = stable.read(*instance)
    projects = {None: -1, **{p: at for at, p in enumerate(instance[2])}}
    held = np.array([projects[matched[s]] for s in instance[0]], dtype=np.int64)

    found = stable.blocking_arrays(there, held)

    names, mentees = list(instance[2]), list(instance[0])
    assert sorted((mentees[s], names[p]) for s, p in found.tolist()) == sorted(
        blocking_by_definition(instance, matched)
    )
    assert stable.fits(there, held)


def test_topic_of_two_mentors_has_the_places_of_each() -> None:
    wanted = {"ada": ["t"], "ben": ["t", "u"], "cy": ["t"]}
    lists, mentor_of, places = stable.offers(wanted, {"t": {"m": 1, "n": 1}, "u": {"n": 2}})

    found = stable.solve(
        lists,
        {"m": ["ada", "ben", "cy"], "n": ["cy", "ben", "ada"]},
        mentor_of,
        places,
        {"m": 2, "n": 2},
        seed=1,
    )

    assert found == {"ada": ("t", "m"), "ben": ("u", "n"), "cy": ("t", "n")}


@pytest.mark.parametrize(
    ("arguments", "error", "offender"),
    [
        (({}, {"m": []}, {"p": "m"}, {"p": 1}, {"m": 1}), errors.EmptySide, "mentees"),
        (({"a": []}, {}, {"p": "m"}, {"p": 1}, {}), errors.EmptySide, "mentors"),
        (({"a": []}, {"m": []}, {}, {}, {"m": 1}), errors.EmptySide, "projects"),
        (({"a": ["x"]}, {"m": []}, {"p": "m"}, {"p": 1}, {"m": 1}), errors.UnknownId, "x"),
        (({"a": []}, {"m": []}, {"p": "x"}, {"p": 1}, {"m": 1}), errors.UnknownId, "x"),
        (({"a": ["p", "p"]}, {"m": []}, {"p": "m"}, {"p": 1}, {"m": 1}), errors.NamedTwice, "p"),
        (({"a": []}, {"m": []}, {"p": "m"}, {"p": -1}, {"m": 1}), errors.BadCapacity, "p"),
        (({"a": []}, {"m": []}, {"p": "m"}, {"p": 1}, {}), errors.BadCapacity, "m"),
    ],
)
def test_solve_names_the_offender(arguments, error, offender) -> None:
    with pytest.raises(error) as caught:
        stable.solve(*arguments)

    assert caught.value.offender == offender
