"""As few blocking pairs as can be: against an enumeration."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from matching.engine.peers import stable
from matching.engine.peers.fewest import fewest_blocking
from tests.matching.engine.peers.instances import (
    acceptable,
    all_pairings,
    blocking_by_definition,
    lists,
)
from tests.support.examples import examples

# Everyone lists the three of a ring first, the fourth last: no pairs of four people are stable.
RING = {"a": ["b", "c", "d"], "b": ["c", "a", "d"], "c": ["a", "b", "d"], "d": ["a", "b", "c"]}


@given(lists(most=8))
@settings(max_examples=examples(100), deadline=None)
def test_fewest_blocking_pairs_and_then_most_people(preferences) -> None:
    best = min(
        (len(blocking_by_definition(preferences, pairing)), -sum(map(bool, pairing.values())))
        for pairing in all_pairings(list(preferences), acceptable(preferences))
    )
    there = stable.read(preferences)

    found = fewest_blocking(there, stable.partition(there))

    assert (len(found.blocking), found.gap) == (best[0], 0)
    assert -int((found.partners >= 0).sum()) == best[1]
    assert np.array_equal(found.blocking, stable.blocking_arrays(there, found.partners))


def test_ring_of_three_and_one_whom_they_like_least() -> None:
    there = stable.read(RING)

    found = fewest_blocking(there, stable.partition(there))

    assert (len(found.blocking), found.bound, found.gap) == (1, 1, 0)
    assert (found.partners >= 0).all()


def test_without_work_the_bound_says_what_is_missing() -> None:
    rng = np.random.default_rng(3)
    count = 60
    preferences = {
        one: [other for other in rng.permutation(count).tolist() if other != one]
        for one in range(count)
    }
    there = stable.read(preferences)
    after = stable.partition(there)

    found = fewest_blocking(there, after, work=0.0)

    assert len(found.blocking) == len(stable.blocking_arrays(there, found.partners))
    assert found.bound >= (sum(len(ring) > 2 for ring in stable.cycles_of(after)) + 1) // 2
    assert found.gap == len(found.blocking) - found.bound
