"""Who can be paired with whom without that fewer people are, against every matching that there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.pairs import largest
from matching.engine.pairs.largest import Sides, _Largest, few_partners, partners_in_largest
from matching.engine.people import Ints
from tests.support.examples import examples

World = tuple[np.ndarray, Sides]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    rows, cols = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = draw(st.lists(st.booleans(), min_size=rows * cols, max_size=rows * cols))
    places = draw(st.lists(st.integers(1, 2), min_size=cols, max_size=cols))
    open_to = np.array(cells).reshape(rows, cols)
    if draw(st.booleans()):
        return open_to, Sides(np.array(places))
    wanted = np.array(draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows)))
    first = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    open_to[wanted == 0, :] = False
    return open_to, Sides(np.array(places), wanted, first)


def matchings(
    open_to: np.ndarray, wanted: Ints, places: Ints, row: int = 0
) -> list[frozenset[tuple[int, int]]]:
    """Return every matching of the rows from *row* on."""
    if row == len(open_to):
        return [frozenset()]
    found = []
    cols = np.flatnonzero(open_to[row] & (places > 0)).tolist()
    for size in range(min(len(cols), int(wanted[row])) + 1):
        for chosen in combinations(cols, size):
            left = places.copy()
            left[list(chosen)] -= 1
            pairs = {(row, col) for col in chosen}
            found += [one | pairs for one in matchings(open_to, wanted, left, row + 1)]
    return found


@given(worlds())
@settings(max_examples=examples(300), deadline=None)
def test_partners_are_those_of_some_largest_matching(world: World) -> None:
    open_to, sides = world
    wanted, first = sides.of_rows(len(open_to))
    every = matchings(open_to, wanted, sides.places)

    def size(one: frozenset[tuple[int, int]]) -> tuple[int, int]:
        return sum(bool(first[row]) for row in {row for row, _ in one}), len(one)

    best = max(map(size, every))
    best_of_all = [one for one in every if size(one) == best]
    pairs = frozenset().union(*best_of_all)
    expected = [sum(row == at for row, _ in pairs) for at in range(len(open_to))]
    cols = range(len(sides.places))
    of_cols = [sum(col == at for _, col in pairs) for at in cols]
    needed = [all(at in {col for _, col in one} for one in best_of_all) for at in cols]

    counts = partners_in_largest(open_to, sides)

    assert counts.tolist() == expected
    for least in (1, 2, 3):
        few, missed = few_partners(np.full(len(open_to), least), least, open_to, sides)
        assert few.tolist() == [one < least for one in expected]
        assert missed.tolist() == [of_cols[at] < least and needed[at] for at in cols]


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 16]))
@settings(max_examples=60, deadline=None)
def test_a_part_of_the_columns_says_the_same_as_all(seed: int, enough: int) -> None:
    """With more columns than are looked at first, and a block of rows that needs some of them."""
    rng = np.random.default_rng(seed)
    open_to = rng.random((60, 50)) < rng.choice([0.1, 0.5, 0.95])
    tight = int(rng.integers(1, 30))
    open_to[:tight, tight:] = False
    sides = Sides(rng.integers(1, 3, 50), rng.integers(1, int(rng.integers(2, 4)), 60))
    least = 2 + sides.of_rows(60)[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(largest, "ENOUGH", enough)
        few, missed = few_partners(least, 3, open_to, sides)
        patch.setattr(largest, "ENOUGH", 60)
        expected = few_partners(least, 3, open_to, sides)
        whole = _Largest.of(open_to, sides)

    assert few.tolist() == expected[0].tolist() == (whole.of_rows < least).tolist()
    assert missed.tolist() == expected[1].tolist() == whole.needed(3).tolist()
