"""The best pairs among peers: against an enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.peers import best
from tests.matching.engine.peers.instances import all_pairings
from tests.support.examples import examples


@given(st.data(), st.integers(1, 8))
@settings(max_examples=examples(150))
def test_most_people_first_and_then_the_highest_total(data, count) -> None:
    every = [(one, other) for one in range(count) for other in range(one + 1, count)]
    edges = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    scores = [data.draw(st.integers(-8, 8)) / 8 for _ in edges]
    score = dict(zip(edges, scores, strict=True))
    reached = max(
        (len(pairs), sum(score[pair] for pair in pairs))
        for pairing in all_pairings(list(range(count)), edges)
        if (pairs := [(o, t) for o, t in pairing.items() if t is not None and o < t]) is not None
    )

    found = best.solve([o for o, _ in edges], [t for _, t in edges], scores, count, seed=5)

    pairs = [(one, other) for one, other in enumerate(found.tolist()) if one < other]
    assert (len(pairs), sum(score[pair] for pair in pairs)) == reached
    assert all(found[found[one]] == one for one in np.flatnonzero(found >= 0))


def test_order_of_edges_makes_no_difference_and_the_seed_decides_between_equals() -> None:
    count = 10
    ones, others = np.triu_indices(count, 1)
    mixed = np.random.default_rng(1).permutation(len(ones))
    even = np.ones(len(ones))

    found = [best.solve(ones, others, even, count, seed=seed).tolist() for seed in range(10)]

    assert len({tuple(one) for one in found}) > 3
    assert best.solve(others[mixed], ones[mixed], even, count, seed=4).tolist() == found[4]


@pytest.mark.parametrize(
    ("arguments", "error", "offender"),
    [
        (([], [], [], 0), errors.EmptySide, "people"),
        (([0], [2], [1.0], 2), errors.BadIndex, 2),
        (([1], [1], [1.0], 2), errors.BadIndex, 1),
        (([0], [1], [np.nan], 2), errors.BadScore, 0),
        (([0, 1], [1, 0], [1.0, 2.0], 2), errors.NamedTwice, 1),
        (([0], [1], [], 2), errors.BadIndex, (1, 1, 0)),
        (([], [], [], best.MOST_PEOPLE + 1), errors.TooMany, best.MOST_PEOPLE + 1),
    ],
)
def test_solve_names_the_offender(arguments, error, offender) -> None:
    with pytest.raises(error) as caught:
        best.solve(*arguments)

    assert caught.value.offender == offender
