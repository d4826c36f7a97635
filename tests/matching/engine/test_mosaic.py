"""Who fills whose gaps: against brute force, and with a bound that holds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors, mosaic
from tests.support.examples import examples


@st.composite
def gaps(draw):
    rows, cols, width = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    edges = draw(
        st.lists(
            st.tuples(st.integers(0, rows - 1), st.integers(0, cols - 1)), unique=True, max_size=7
        )
    )
    needs = [[draw(st.sampled_from([0.0, 1.0, 3.0])) for _ in range(width)] for _ in range(rows)]
    offers = [[draw(st.booleans()) for _ in range(width)] for _ in range(cols)]
    capacities = [draw(st.integers(0, 2)) for _ in range(cols)]
    return (
        [row for row, _ in edges],
        [col for _, col in edges],
        [0.5 for _ in edges],
        needs,
        offers,
        capacities,
    )


def covered(needs, offers, pairs) -> tuple[float, float]:
    """What is covered once at least, and what twice at least."""
    once = twice = 0.0
    for row, weights in enumerate(needs):
        for need, weight in enumerate(weights):
            times = sum(1 for r, c in pairs if r == row and offers[c][need])
            once += weight * (times > 0)
            twice += weight * (times > 1)
    return once, twice


def best_by_force(instance, k) -> tuple[float, float]:
    rows, cols, _, needs, offers, capacities = instance
    edges = list(zip(rows, cols, strict=True))
    best = (0.0, 0.0)
    for size in range(len(edges) + 1):
        for pairs in combinations(edges, size):
            fits = all(
                sum(c == col for _, c in pairs) <= most for col, most in enumerate(capacities)
            )
            few = all(sum(r == row for r, _ in pairs) <= k for row in range(len(needs)))
            if fits and few:
                best = max(best, covered(needs, offers, pairs))
    return best


@given(gaps(), st.integers(1, 2))
@settings(max_examples=examples(60))
def test_small_instances_are_solved_exactly_once_before_twice(instance, k) -> None:
    found = mosaic.solve(*instance, per_protege=k)

    pairs = list(zip(found.rows.tolist(), found.cols.tolist(), strict=True))
    best = best_by_force(instance, k)
    assert covered(instance[3], instance[4], pairs) == pytest.approx(best)
    assert (found.covered, found.gap) == (pytest.approx(best[0]), 0.0)
    taken = np.bincount(found.cols, minlength=len(instance[5]))
    assert (taken <= instance[5]).all()


@given(gaps(), st.integers(1, 2))
@settings(max_examples=examples(60))
def test_large_way_keeps_the_limits_and_its_bound_holds(instance, k) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mosaic, "EXACT_EDGES", 0)
        found = mosaic.solve(*instance, per_protege=k)

    best, _ = best_by_force(instance, k)
    assert found.covered <= best + 1e-9 <= found.bound + 1e-6
    assert found.covered >= best / 2  # what taking the best gain promises
    assert (np.bincount(found.cols, minlength=len(instance[5])) <= instance[5]).all()
    assert (np.bincount(found.rows, minlength=len(instance[3])) <= k).all()


def test_load_is_spread() -> None:
    rows, cols = np.indices((4, 2)).reshape(2, -1)

    found = mosaic.solve(
        rows, cols, np.full(8, 0.5), np.ones((4, 1)), np.ones((2, 1)), [4, 4], per_protege=1
    )

    assert np.bincount(found.cols).tolist() == [2, 2]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"offers": [[True, False]]}, errors.BadIndex),
        ({"needs": [[float("nan")]]}, errors.BadIndex),
        ({"needs": [[-1.0]]}, errors.BadIndex),
        ({"per_protege": 0}, errors.BadCapacity),
        ({"capacities": [-1]}, errors.BadCapacity),
        ({"scores": [float("nan")]}, errors.BadScore),
    ],
)
def test_mosaic_refuses_what_does_not_fit(change, error) -> None:
    given_ = {
        "rows": [0],
        "cols": [0],
        "scores": [0.5],
        "needs": [[1.0]],
        "offers": [[True]],
        "capacities": [1],
    }

    with pytest.raises(error):
        mosaic.solve(**given_ | change)
