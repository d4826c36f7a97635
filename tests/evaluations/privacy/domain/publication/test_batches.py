"""Changes wait until enough people have changed."""

from __future__ import annotations

from evaluations.privacy.domain.publication.batches import exposed, settle


def test_fewer_than_a_threshold_wait_and_so_does_who_hangs_on_them() -> None:
    five = {f"a{number}": {"whole": 1, "left": 1} for number in range(5)}
    four = {f"b{number}": {"whole": 1, "right": 1} for number in range(4)}

    assert settle(five | four, threshold=5) == set(five)
    assert settle(four, threshold=5) == frozenset()


def test_who_follows_from_two_figures_of_unlike_groups_waits() -> None:
    """Six in the unit, the five of them who are professors: the sixth is the difference."""
    five = {f"a{number}": {"unit": 1, "rank": 1} for number in range(5)}
    six = five | {"b": {"unit": 1}}

    assert exposed(list(six.values()), threshold=5) == [5]
    assert settle(six, threshold=5) == set(five)
