"""Who has few partners, against the definition."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.peers import narrowing
from matching.engine.peers.narrowing import few_partners
from tests.support.examples import examples


def _largest(pairs: frozenset[tuple[int, int]]) -> list[frozenset[tuple[int, int]]]:
    """All largest pairings, by trying all."""
    for size in range(len(pairs), -1, -1):
        found = [
            frozenset(some)
            for some in itertools.combinations(sorted(pairs), size)
            if len({one for pair in some for one in pair}) == 2 * size
        ]
        if found:
            return found
    return [frozenset()]


@given(
    count=st.integers(2, 7),
    drawn=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=11),
    tries=st.sampled_from((0, narrowing.LOOKED_AT)),
)
@settings(max_examples=examples(200), deadline=None)
def test_few_are_those_of_the_definition(count, drawn, tries) -> None:
    pairs = frozenset(
        (min(pair), max(pair)) for pair in drawn if pair[0] != pair[1] and max(pair) < count
    )
    could = np.zeros((count, count), dtype=bool)
    for one, other in pairs:
        could[one, other] = could[other, one] = True
    partners: list[set[int]] = [set() for _one in range(count)]
    for found in _largest(pairs):
        for one, other in found:
            partners[one].add(other)
            partners[other].add(one)
    expected = [len(those) < 3 for those in partners]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "LOOKED_AT", tries)
        found = few_partners(3, could).tolist()

    if tries:
        assert found == expected
    else:  # who is not settled has few
        assert all(few or not true for few, true in zip(found, expected, strict=True))


def test_a_thousand_people_are_settled_at_once() -> None:
    could = np.random.default_rng(1).random((1000, 1000)) < 0.9
    could |= could.T
    np.fill_diagonal(could, False)
    could[:, 7] = could[7] = False
    could[7, 8] = could[8, 7] = True

    found = few_partners(3, could)

    assert np.flatnonzero(found).tolist() == [7, 8]
