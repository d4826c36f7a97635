"""Stable pairs among peers: against an enumeration, and the proof that there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.peers import stable
from tests.matching.engine.peers.instances import (
    acceptable,
    all_pairings,
    blocking_by_definition,
    lists,
)
from tests.support.examples import examples


@given(lists())
@settings(max_examples=examples(300))
def test_solve_finds_stable_pairs_exactly_where_there_are_any(preferences) -> None:
    every = [
        pairing
        for pairing in all_pairings(list(preferences), acceptable(preferences))
        if not blocking_by_definition(preferences, pairing)
    ]

    found = stable.solve(preferences)

    if found.partners is None:
        assert every == []
        assert found.rings
    else:
        assert found.partners in every
        assert found.rings == ()
        # The same people are left over in all of them.
        assert {
            tuple(one for one in preferences if every_one[one] is None) for every_one in every
        } == {tuple(one for one, other in found.partners.items() if other is None)}


@given(lists(most=9))
@settings(max_examples=examples(300))
def test_partition_is_stable_and_its_rings_are_odd(preferences) -> None:
    there = stable.read(preferences)

    after = stable.partition(there)

    assert stable.broken(there, after) is None
    assert all(len(ring) <= 2 or len(ring) % 2 for ring in stable.cycles_of(after))


@given(lists(most=6), st.data())
@settings(max_examples=examples(300))
def test_no_false_proof_passes(preferences, data) -> None:
    """Whatever is claimed: an odd ring passes the check only where no pairs are stable."""
    there = stable.read(preferences)
    claimed = np.array(data.draw(st.permutations(range(len(there)))), dtype=np.int64)
    odd = any(len(ring) > 2 and len(ring) % 2 for ring in stable.cycles_of(claimed))

    if stable.broken(there, claimed) is None:
        assert odd == (stable.solve(preferences).partners is None)


@given(lists(), st.data())
@settings(max_examples=examples(200))
def test_blocking_pairs_are_found_in_any_pairs(preferences, data) -> None:
    """Also where the two of a pair never listed each other: a director put them together."""
    order = data.draw(st.permutations(list(preferences)))
    pairs = list(zip(order[::2], order[1::2], strict=False))[: data.draw(st.integers(0, 3))]
    pairing = {one: other for pair in pairs for one, other in (pair, pair[::-1])}

    assert sorted(stable.blocking_pairs(preferences, pairs)) == sorted(
        blocking_by_definition(preferences, pairing)
    )


def test_seed_decides_between_equals() -> None:
    preferences = {
        f"p{at}": [[f"p{other}" for other in range(6) if other != at]] for at in range(6)
    }

    found = [stable.solve(preferences, seed=seed).cycles for seed in range(20)]

    assert len(set(found)) > 3
    assert stable.solve(preferences, seed=7).cycles == found[7]


def test_long_chain_of_rejections_needs_no_deep_stack() -> None:
    count = 20_000
    preferences = {at: [at + 1, at - 1] for at in range(1, count)} | {0: [1], count: [count - 1]}

    found = stable.solve(preferences)

    assert found.partners is not None
    assert (found.partners[count], found.partners[0]) == (count - 1, None)


@pytest.mark.parametrize(
    ("preferences", "error", "offender"),
    [
        ({}, errors.EmptySide, "people"),
        ({"a": ["b"]}, errors.UnknownId, "b"),
        ({"a": ["b", "b"], "b": []}, errors.NamedTwice, "b"),
        ({"a": ["b"], "b": ["b"]}, errors.NamedThemselves, "b"),
        ({"a": "b", "b": []}, errors.EngineError, "a"),
    ],
)
def test_solve_names_the_offender(preferences, error, offender) -> None:
    with pytest.raises(error) as caught:
        stable.solve(preferences)

    assert caught.value.offender == offender


def test_pairs_name_whom_nobody_knows() -> None:
    with pytest.raises(errors.UnknownId) as caught:
        stable.blocking_pairs({"a": []}, [("a", "x")])

    assert caught.value.offender == "x"
