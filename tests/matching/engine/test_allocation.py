"""From mentees and projects to who works on what: no rule broken, and everyone's openings kept."""

from __future__ import annotations

from collections import Counter

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
            assert one.cause
            continue
        assert there.choices[one.mentee][one.choice - 1] == one.project
        mentors = projects[one.project].mentors
        pairs = {(one.mentee, mentor) for mentor in mentors}
        assert one.ruled or not pairs & {*there.people.blocked}
        load.update(mentors)
    taken = Counter(one.project for one in found)
    assert all(taken[key] <= one.places for key, one in projects.items())
    assert all(load[one.key] <= one.capacity for one in there.people.mentors)


def test_openings_of_who_joins_are_reserved() -> None:
    projects = (Project("x", ("m", "n"), 2), Project("y", ("n",), 2))
    lists = dict.fromkeys(MENTEES, ("x", "y"))

    found = allocation.solve(Given(cohort_of(capacities=(2, 3, 0)), projects, lists))

    assert Counter(one.project for one in found) == {"x": 2, "y": 1, None: 1}
    assert allocation.reserved(Given(cohort_of(capacities=(2, 3, 0)), projects, lists)) == (
        {"x": 2, "y": 1},
        {"m": 2, "n": 1, "o": 0},
    )


def test_no_opening_is_reserved_for_a_project_that_no_one_chose() -> None:
    projects = (Project("x", ("m", "n"), 2), Project("y", ("n",), 2))

    found = allocation.reserved(
        Given(cohort_of(capacities=(2, 2, 0)), projects, {"a": ("x",), "b": ("y",)})
    )

    assert found == ({"x": 2, "y": 1}, {"m": 2, "n": 1, "o": 0})


def test_causes_say_whether_someone_chose_had_anything_open_or_came_too_late() -> None:
    people = cohort_of(blocked=(("b", "m"),), mentor_choices={"m": ("c",)})
    lists = {"b": ("x",), "c": ("x",), "d": ("x",)}

    projects = (Project("x", ("m",), 1), Project("y", ("n",), 1), Project("z", ("o",), 1))
    found = allocation.solve(Given(people, projects, lists))

    assert [(one.project, one.choice, one.cause) for one in found] == [
        (None, None, "no_choices"),
        (None, None, "not_open"),
        ("x", 1, ""),
        (None, None, "places_taken"),
    ]


def test_who_has_fewer_than_three_projects_is_placed_whatever_was_said_in_confidence_and_asked() -> (
    None
):
    """By ranks, places and projects alone: what was said changes neither who is placed nor who is asked."""
    lists = {"a": ("x",)}
    projects = tuple(Project(key, (mentor,), 1) for key, mentor in zip("xyz", MENTORS, strict=True))
    few, full = projects[:2], (*projects[:2], Project("z", ("o",), 0))

    for offered in (few, full):
        plain, said = (
            allocation.solve(Given(cohort_of(**more), offered, lists))
            for more in ({}, {"blocked": (("a", "m"),), "tied": (("a", "m"),)})
        )
        assert plain == said
        assert (plain[0].project, plain[0].ruled) == ("x", True)
    enough = allocation.solve(Given(cohort_of(blocked=(("a", "m"),)), projects, lists))
    assert (enough[0].project, enough[0].ruled) == (None, False)
