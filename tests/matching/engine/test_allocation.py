"""From mentees and projects to who works on what: no rule broken, and everyone's openings kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import allocation
from matching.engine.allocation import Given, Project
from matching.engine.pairs.cohort import Cohort
from matching.engine.people import Person
from matching.engine.scoring import Rules
from tests.support.examples import examples

MENTEES, MENTORS = ("a", "b", "c", "d"), ("m", "n", "o")


def person(key: str, capacity: int = 1, rank: str = "full") -> Person:
    return Person(key=key, rank=rank, capacity=capacity)


def cohort_of(*, capacities: tuple[int, ...] = (2, 2, 2), **more) -> Cohort:
    return Cohort(
        proteges=tuple(person(key, rank="assistant") for key in MENTEES),
        mentors=tuple(person(key, room) for key, room in zip(MENTORS, capacities, strict=True)),
        rules=Rules(),
        **more,
    )


@st.composite
def instances(draw) -> Given:
    projects = tuple(
        Project(key, tuple(draw(st.permutations(MENTORS))[: draw(st.integers(1, 3))]), places)
        for key, places in zip("xyz", draw(st.tuples(*[st.integers(0, 3)] * 3)), strict=True)
    )
    pairs = st.tuples(st.sampled_from(MENTEES), st.sampled_from(MENTORS))
    people = cohort_of(
        capacities=draw(st.tuples(*[st.integers(0, 3)] * 3)),
        method=draw(st.sampled_from(["stable", "best"])),
        blocked=tuple(draw(st.lists(pairs, max_size=4, unique=True))),
        seed=draw(st.integers(0, 5)),
    )
    lists = {key: tuple(draw(st.permutations("xyz"))[: draw(st.integers(0, 3))]) for key in MENTEES}
    return Given(people, projects, lists)


@settings(max_examples=examples(200), deadline=None)
@given(instances())
def test_everyone_has_what_they_chose_and_may_have_and_no_one_is_over_their_places(there) -> None:
    found = allocation.solve(allocation.load(allocation.dump(there)))

    assert found == allocation.solve(there)
    projects = {one.key: one for one in there.projects}
    load: Counter[str] = Counter()
    for one in found:
        if one.project is None:
            assert one.choice is None
            continue
        assert there.choices[one.mentee][one.choice - 1] == one.project
        mentors = projects[one.project].mentors
        pairs = {(one.mentee, mentor) for mentor in mentors}
        assert one.ruled or not pairs & {*there.people.blocked}
        load.update(mentors)
    taken = Counter(one.project for one in found)
    assert all(taken[key] <= one.places for key, one in projects.items())
    assert all(load[one.key] <= one.capacity for one in there.people.mentors)


def test_openings_of_who_joins_are_reserved_and_what_is_not_used_is_given_to_others() -> None:
    projects = (Project("x", ("m", "n"), 2), Project("y", ("n",), 2))
    there = Given(cohort_of(capacities=(2, 3, 0)), projects, dict.fromkeys(MENTEES, ("x", "y")))
    # One of the two who chose x has z instead: the opening that n keeps for them goes to y.
    spare = Given(
        cohort_of(capacities=(2, 2, 1)),
        (*projects, Project("z", ("o",), 1)),
        {"a": ("x",), "b": ("z", "x"), "c": ("y",), "d": ("y",)},
    )

    wanted = Counter({"x": 4, "y": 4})
    assert allocation.reserved(there, wanted) == ({"x": 2, "y": 1}, {"m": 2, "n": 1, "o": 0})
    assert allocation.reserved(there, Counter({"x": 1, "y": 1}))[1]["n"] == 2
    assert Counter(one.project for one in allocation.solve(there)) == {"x": 2, "y": 1, None: 1}
    for method in ("stable", "best"):
        people = replace(spare.people, method=method)
        found = allocation.solve(replace(spare, people=people))
        assert Counter(one.project for one in found) == {"x": 1, "y": 1, "z": 1, None: 1}


@settings(max_examples=examples(200), deadline=None)
@given(instances())
def test_no_place_is_left_free_that_someone_chose_and_may_have(there) -> None:
    there = replace(there, people=replace(there.people, blocked=(), method="stable"))

    found = allocation.solve(there)

    projects = {one.key: one for one in there.projects}
    taken = Counter(one.project for one in found)
    load = Counter(
        mentor for one in found if one.project for mentor in projects[one.project].mentors
    )
    full = {one.key for one in there.people.mentors if load[one.key] == one.capacity}
    for one in found:
        chosen = there.choices[one.mentee]
        better = chosen[: one.choice - 1] if one.choice else chosen
        assert all(
            taken[key] == projects[key].places or full & {*projects[key].mentors} for key in better
        )


def test_who_chose_nothing_is_kept_apart_or_came_too_late_is_placed_nowhere_and_looks_alike() -> (
    None
):
    people = cohort_of(blocked=(("b", "m"),), mentor_choices={"m": ("c",)})
    lists = {"b": ("x",), "c": ("x",), "d": ("x",)}

    projects = (Project("x", ("m",), 1), Project("y", ("n",), 1), Project("z", ("o",), 1))
    found = allocation.solve(Given(people, projects, lists))

    nowhere, _, placed, _ = found
    assert (placed.project, placed.choice) == ("x", 1)
    assert {replace(one, mentee="") for one in found} == {
        replace(nowhere, mentee=""),
        replace(placed, mentee=""),
    }
    assert nowhere.project is None


def test_who_has_fewer_than_three_projects_is_placed_whatever_was_said_in_confidence_and_asked() -> (
    None
):
    """By ranks, places and projects alone: what was said changes neither who is placed nor who is asked."""
    lists = {"a": ("x",)}
    projects = tuple(Project(key, (mentor,), 1) for key, mentor in zip("xyz", MENTORS, strict=True))
    few, full = projects[:2], (*projects[:2], Project("z", ("o",), 0))
    # Projects that are open to a, but needed by those who may have no other; n has one opening for three projects.
    shared = (*projects, Project("w", ("n",), 1), Project("v", ("n",), 1))
    needed = (("b", "m"), ("b", "o"), ("c", "m"), ("c", "n"), ("d", "m"))

    only = {"forbidden": needed, "capacities": (1, 1, 1)}
    for offered, there in ((few, {}), (full, {}), (projects, only), (shared, only)):
        plain, said = (
            allocation.solve(Given(cohort_of(**more, **there), offered, lists))
            for more in ({}, {"blocked": (("a", "m"),), "tied": (("a", "m"),)})
        )
        assert plain == said
        assert (plain[0].project, plain[0].ruled) == ("x", True)
    enough = allocation.solve(Given(cohort_of(blocked=(("a", "m"),)), projects, lists))
    assert (enough[0].project, enough[0].ruled) == (None, False)
