"""Stable matchings: proved against a checker and an enumeration of their own."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.pairs import stable
from tests.support.examples import examples


@st.composite
def instances(draw, proteges: int = 7, mentors: int = 5):
    """Lists of every shape: empty, one-sided, capacities from 0 to 3."""
    p = [f"p{at}" for at in range(draw(st.integers(1, proteges)))]
    m = [f"m{at}" for at in range(draw(st.integers(1, mentors)))]

    def lists(own, others):
        return {
            one: draw(st.lists(st.sampled_from(others), unique=True, max_size=len(others)))
            for one in own
        }

    return lists(p, m), lists(m, p), {one: draw(st.integers(0, 3)) for one in m}


def blocking_by_definition(proteges, mentors, capacities, matched) -> list[tuple[str, str]]:
    """Both list each other; she would rather have him; he has room or holds someone worse."""
    found = []
    for p, m in product(proteges, mentors):
        if m not in proteges[p] or p not in mentors[m] or not capacities[m]:
            continue
        own = matched.get(p)
        if own in proteges[p] and proteges[p].index(own) <= proteges[p].index(m):
            continue
        held = [one for one, other in matched.items() if other == m]
        worse = [
            one
            for one in held
            if one not in mentors[m] or mentors[m].index(one) > mentors[m].index(p)
        ]
        if len(held) < capacities[m] or worse:
            found.append((p, m))
    return found


def all_matchings(proteges, mentors, capacities):
    options = [[None, *[m for m in proteges[p] if p in mentors[m]]] for p in proteges]
    for choice in product(*options):
        if all(choice.count(m) <= capacities[m] for m in mentors):
            yield dict(zip(proteges, choice, strict=True))


@given(instances())
@settings(max_examples=examples(300))
def test_solve_leaves_no_blocking_pair(instance) -> None:
    proteges, mentors, capacities = instance

    matched = stable.solve(proteges, mentors, capacities)

    assert list(matched) == list(proteges)
    assert blocking_by_definition(proteges, mentors, capacities, matched) == []
    assert stable.blocking_pairs(proteges, mentors, capacities, matched) == []
    for p, m in matched.items():
        assert m is None or (m in proteges[p] and p in mentors[m])
    held = list(matched.values())
    assert all(held.count(m) <= capacities[m] for m in mentors)


@given(instances(proteges=5, mentors=3))
@settings(max_examples=examples(150))
def test_solve_gives_each_protege_the_best_of_all_stable_matchings(instance) -> None:
    proteges, mentors, capacities = instance
    every = [
        one
        for one in all_matchings(proteges, mentors, capacities)
        if not blocking_by_definition(proteges, mentors, capacities, one)
    ]

    matched = stable.solve(proteges, mentors, capacities)

    for p, listed in proteges.items():
        reached = [listed.index(one[p]) for one in every if one[p] is not None]
        assert matched[p] == (listed[min(reached)] if reached else None)
        # Rural hospitals: who is matched is so in every stable matching.
        assert {one[p] is not None for one in every} == {matched[p] is not None}


@given(instances(), st.data())
def test_blocking_pairs_are_found_in_any_matching(instance, data) -> None:
    proteges, mentors, capacities = instance
    edited = {p: data.draw(st.sampled_from([None, *mentors])) for p in proteges}

    found = stable.blocking_pairs(proteges, mentors, capacities, edited)

    expected = blocking_by_definition(proteges, mentors, capacities, edited)
    assert sorted(found) == sorted(expected)


def test_mentor_whose_place_went_to_someone_they_would_rather_have_blocks_with_no_one() -> None:
    """Although that person never listed them: a director put the two together."""
    proteges, mentors = {"p0": ["m"], "p1": []}, {"m": ["p1", "p0"]}

    assert stable.blocking_pairs(proteges, mentors, {"m": 1}, {"p0": None, "p1": "m"}) == []
    assert stable.blocking_pairs(proteges, {"m": ["p0"]}, {"m": 1}, {"p0": None, "p1": "m"}) == [
        ("p0", "m")
    ]


@given(instances(), st.integers(0, 2**32))
def test_groups_are_drawn_by_the_seed_and_the_same_again(instance, seed) -> None:
    proteges, mentors, capacities = instance
    even = {m: [set(listed)] if listed else [] for m, listed in mentors.items()}

    one = stable.solve(proteges, even, capacities, seed=seed)
    again = stable.solve(proteges, even, capacities, seed=seed)

    assert one == again
    # Indifferent mentors block with no one whom they hold: only those with room count.
    for _, m in blocking_by_definition(proteges, mentors, capacities, one):
        assert list(one.values()).count(m) == capacities[m]


def test_seed_decides_between_equals() -> None:
    proteges = {f"p{at}": ["m"] for at in range(6)}
    winners = {
        next(
            p
            for p, m in stable.solve(proteges, {"m": [list(proteges)]}, {"m": 1}, seed=s).items()
            if m
        )
        for s in range(30)
    }

    assert len(winners) > 3


def test_solve_arrays_does_what_solve_does() -> None:
    proteges = {"a": ["x", "y"], "b": ["x"], "c": ["y", "x"]}
    mentors = {"x": ["b", "c", "a"], "y": ["a", "c"]}

    offsets, choices, ranks, places = stable.read(proteges, mentors, {"x": 1, "y": 1})

    assert (offsets.tolist(), choices.tolist()) == ([0, 2, 3, 5], [0, 1, 0, 1, 0])
    assert ranks.tolist() == [2, 0, 0, 1, 1]
    assert stable.solve_arrays(offsets, choices, ranks, places).tolist() == [1, 0, -1]


def test_long_chain_of_displacements_needs_no_deep_stack() -> None:
    count = 30_000
    proteges = {at: [at, at + 1] for at in range(count)}
    proteges[count] = [0]
    mentors = {at: [at - 1, at] for at in range(1, count + 1)} | {0: [count, 0]}

    matched = stable.solve(proteges, mentors, dict.fromkeys(mentors, 1))

    assert (matched[count], matched[0], matched[count - 1]) == (0, 1, count)


@pytest.mark.parametrize(
    ("arguments", "error", "offender"),
    [
        (({}, {"m": []}, {"m": 1}), errors.EmptySide, "protégés"),
        (({"p": []}, {}, {}), errors.EmptySide, "mentors"),
        (({"p": ["x"]}, {"m": []}, {"m": 1}), errors.UnknownId, "x"),
        (({"p": []}, {"m": ["x"]}, {"m": 1}), errors.UnknownId, "x"),
        (({"p": []}, {"m": []}, {"m": 1, "x": 1}), errors.UnknownId, "x"),
        (({"p": ["m", "m"]}, {"m": []}, {"m": 1}), errors.NamedTwice, "m"),
        (({"p": []}, {"m": ["p", ["p"]]}, {"m": 1}), errors.NamedTwice, "p"),
        (({"p": []}, {"m": []}, {"m": -1}), errors.BadCapacity, "m"),
        (({"p": []}, {"m": []}, {"m": 1.5}), errors.BadCapacity, "m"),
        (({"p": []}, {"m": []}, {"m": True}), errors.BadCapacity, "m"),
        (({"p": []}, {"m": []}, {}), errors.BadCapacity, "m"),
        (({"p": "m"}, {"m": []}, {"m": 1}), errors.EngineError, "p"),
        (({"p": 3}, {"m": []}, {"m": 1}), errors.EngineError, "p"),
    ],
)
def test_solve_names_the_offender(arguments, error, offender) -> None:
    with pytest.raises(error) as caught:
        stable.solve(*arguments)

    assert caught.value.offender == offender


@pytest.mark.parametrize(
    ("offsets", "choices", "ranks", "places", "error"),
    [
        ([0, 1], [0], [0, 1], [1], errors.BadIndex),
        ([0, 2], [0], [0], [1], errors.BadIndex),
        ([0, 1], [1], [0], [1], errors.BadIndex),
        ([0, 1], [-1], [0], [1], errors.BadIndex),
        ([0, 1], [0], [0], [-1], errors.BadCapacity),
        ([0], [], [], [1], errors.EmptySide),
        ([0, 0], [], [], [], errors.EmptySide),
    ],
)
def test_solve_arrays_refuses_arrays_that_do_not_fit(
    offsets, choices, ranks, places, error
) -> None:
    with pytest.raises(error):
        stable.solve_arrays(
            *(np.array(one, dtype=np.int64) for one in (offsets, choices, ranks, places))
        )


@pytest.mark.parametrize(("matched", "offender"), [({"x": "m"}, "x"), ({"p": "x"}, "x")])
def test_blocking_pairs_name_whom_nobody_knows(matched, offender) -> None:
    with pytest.raises(errors.UnknownId) as caught:
        stable.blocking_pairs({"p": ["m"]}, {"m": ["p"]}, {"m": 1}, matched)

    assert caught.value.offender == offender
