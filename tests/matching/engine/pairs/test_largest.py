"""Who can be paired with whom without that fewer people are, against every matching that there is."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.pairs.largest import _Largest, few_partners, partners_in_largest
from matching.engine.people import Ints


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, Ints]:
    rows, cols = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = draw(st.lists(st.booleans(), min_size=rows * cols, max_size=rows * cols))
    places = draw(st.lists(st.integers(1, 2), min_size=cols, max_size=cols))
    return np.array(cells).reshape(rows, cols), np.array(places)


def matchings(open_to: np.ndarray, places: Ints, row: int = 0) -> list[frozenset[tuple[int, int]]]:
    """Return every matching of the rows from *row* on."""
    if row == len(open_to):
        return [frozenset()]
    found = list(matchings(open_to, places, row + 1))
    for col in np.flatnonzero(open_to[row] & (places > 0)).tolist():
        left = places.copy()
        left[col] -= 1
        found += [one | {(row, col)} for one in matchings(open_to, left, row + 1)]
    return found


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_partners_are_those_of_some_largest_matching(world: tuple[np.ndarray, Ints]) -> None:
    open_to, places = world
    every = matchings(open_to, places)
    size = max(map(len, every))
    largest = [one for one in every if len(one) == size]
    pairs = frozenset().union(*largest)
    expected = [sum(row == at for row, _ in pairs) for at in range(len(open_to))]
    of_cols = [sum(col == at for _, col in pairs) for at in range(len(places))]
    needed = [all(at in {col for _, col in one} for one in largest) for at in range(len(places))]

    counts = partners_in_largest(open_to, places)

    assert counts.tolist() == expected
    for least in (1, 2, 3):
        few, missed = few_partners(least, open_to, places)
        assert few.tolist() == [one < least for one in expected]
        assert missed.tolist() == [of_cols[at] < least and needed[at] for at in range(len(places))]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_a_part_of_the_columns_says_the_same_as_all(seed: int) -> None:
    """With more columns than are looked at first, and a block of rows that needs some of them."""
    rng = np.random.default_rng(seed)
    open_to = rng.random((60, 50)) < rng.choice([0.1, 0.5, 0.95])
    tight = int(rng.integers(1, 30))
    open_to[:tight, tight:] = False
    places = rng.integers(1, 3, 50)

    few, missed = few_partners(3, open_to, places)

    assert few.tolist() == (partners_in_largest(open_to, places) < 3).tolist()
    whole = _Largest.of(open_to, places)
    assert missed.tolist() == whole.needed(3).tolist()
