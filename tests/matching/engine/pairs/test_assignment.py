"""The best overall matching: against SciPy on full instances, by brute force on small ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.engine import errors
from matching.engine.pairs import assignment
from tests.support.examples import examples


@st.composite
def sparse(draw):
    rows, cols = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    edges = draw(
        st.lists(
            st.tuples(st.integers(0, rows - 1), st.integers(0, cols - 1)), unique=True, max_size=12
        )
    )
    # Few values, so that many matchings are equally good.
    scores = [draw(st.sampled_from([-0.5, 0.0, 0.25, 0.5, 0.75, 1.0])) for _ in edges]
    capacities = [draw(st.integers(0, 3)) for _ in range(cols)]
    return [r for r, _ in edges], [c for _, c in edges], scores, rows, capacities


def every_matching(rows, cols, scores, row_count, capacities):
    """All matchings as (pairs, total, lowest score)."""
    own = [
        [(c, s) for r, c, s in zip(rows, cols, scores, strict=True) if r == row]
        for row in range(row_count)
    ]
    for choice in product(*[[None, *one] for one in own]):
        taken = [pair[0] for pair in choice if pair]
        if all(taken.count(col) <= most for col, most in enumerate(capacities)):
            values = [pair[1] for pair in choice if pair]
            yield len(values), sum(values), min(values, default=0.0)


def measured(instance, matched):
    rows, cols, scores, row_count, capacities = instance
    score = {(r, c): s for r, c, s in zip(rows, cols, scores, strict=True)}
    values = [score[row, col] for row, col in enumerate(matched.tolist()) if col >= 0]
    assert np.all(np.bincount(matched[matched >= 0], minlength=len(capacities)) <= capacities)
    assert len(matched) == row_count
    return len(values), sum(values), min(values, default=0.0)


@given(sparse())
@settings(max_examples=examples(250))
def test_solve_is_best_by_brute_force(instance) -> None:
    best = max((pairs, total) for pairs, total, _ in every_matching(*instance))

    pairs, total, _ = measured(instance, assignment.solve(*instance))

    assert (pairs, pytest.approx(total, abs=1e-9)) == best


@given(sparse(), st.sampled_from([0.0, 0.1, 0.5]))
@settings(max_examples=examples(250))
def test_worst_off_is_raised_as_far_as_the_total_allows(instance, give_up) -> None:
    every = list(every_matching(*instance))
    most, best = max((pairs, total) for pairs, total, _ in every)
    floor = best - give_up * abs(best) - 1e-9
    raised = max(low for pairs, total, low in every if pairs == most and total >= floor)

    pairs, total, lowest = measured(instance, assignment.solve(*instance, worst_off=give_up))

    assert (pairs, lowest) == (most, raised)
    assert total >= floor


@given(st.integers(1, 30), st.integers(1, 12), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_solve_equals_scipy_on_the_expanded_matrix(rows, cols, capacity, seed) -> None:
    scores = np.random.default_rng(seed).random((rows, cols))
    expanded = np.repeat(scores, capacity, axis=1)
    r, c = linear_sum_assignment(expanded, maximize=True)

    matched = assignment.solve(
        *np.indices(scores.shape).reshape(2, -1), scores.ravel(), rows, np.full(cols, capacity)
    )

    used = matched >= 0
    assert used.sum() == len(r)
    ours = scores[np.flatnonzero(used), matched[used]].sum()
    assert ours == pytest.approx(expanded[r, c].sum(), abs=1e-9)


@given(sparse(), st.randoms(use_true_random=False), st.integers(0, 1000))
def test_order_of_edges_makes_no_difference(instance, chance, seed) -> None:
    rows, cols, scores, row_count, capacities = instance
    edges = list(zip(rows, cols, scores, strict=True))
    chance.shuffle(edges)
    shuffled = [list(part) for part in zip(*edges, strict=True)] or [[], [], []]

    one = assignment.solve(*instance, seed=seed)
    other = assignment.solve(*shuffled, row_count, capacities, seed=seed)

    assert one.tolist() == other.tolist()


def test_more_pairs_come_before_a_higher_total() -> None:
    assert assignment.solve([0, 0, 1], [0, 1, 0], [1.0, 0.0, 0.1], 2, [1, 1]).tolist() == [1, 0]


def test_nobody_is_matched_without_edges_or_places() -> None:
    assert assignment.solve([], [], [], 2, [1]).tolist() == [-1, -1]
    assert assignment.solve([0], [0], [1.0], 1, [0]).tolist() == [-1]


def test_total_sums_the_edges_that_are_used() -> None:
    assert assignment.total([0, 0, 1], [0, 1, 0], [0.9, 0.2, 0.8], [1, 0]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arguments", "error", "offender"),
    [
        (([0], [0], [float("nan")], 1, [1]), errors.BadScore, 0),
        (([0, 0], [0, 1], [1.0, float("inf")], 1, [1, 1]), errors.BadScore, 1),
        (([0, 0], [0, 0], [1.0, 0.5], 1, [1]), errors.NamedTwice, 0),
        (([1], [0], [1.0], 1, [1]), errors.BadIndex, 1),
        (([0], [-1], [1.0], 1, [1]), errors.BadIndex, -1),
        (([0.5], [0], [1.0], 1, [1]), errors.BadIndex, 0.5),
        (([0], [0, 0], [1.0], 1, [1]), errors.BadIndex, (1, 2, 1)),
        (([0], [0], [1.0], 0, [1]), errors.EmptySide, "protégés"),
        (([0], [0], [1.0], 1, []), errors.EmptySide, "mentors"),
        (([0], [0], [1.0], 1, [-1]), errors.BadCapacity, 0),
        (([0], [0], [1.0], 1, [0.5]), errors.BadCapacity, 0),
        (([0], [1], [1.0], 1, [1, float("nan")]), errors.BadCapacity, 1),
        (([0], [0], [1.0], 1, ["two"]), errors.BadCapacity, 0),
    ],
)
def test_solve_names_the_offender(arguments, error, offender) -> None:
    with pytest.raises(error) as caught:
        assignment.solve(*arguments)

    assert caught.value.offender == offender
