"""Why someone has no partner."""

from __future__ import annotations

import numpy as np

from matching.engine.peers import stable
from matching.engine.peers.causes import Loss, Unmatched, unmatched


def causes(preferences, pairs, **options) -> list[Unmatched]:
    at = {name: place for place, name in enumerate(preferences)}
    partners = np.full(len(at), -1, dtype=np.int64)
    for one, other in pairs:
        partners[at[one]], partners[at[other]] = at[other], at[one]
    return unmatched(stable.read(preferences), partners, **options)


def test_each_cause_is_told_from_the_others() -> None:
    preferences = {
        "hub": ["ada", "ben", "cy"],
        "ada": ["hub"],
        "ben": ["hub"],
        "cy": ["hub"],
        "dee": ["ada"],
        "one": ["two", "odd"],
        "two": ["one", "odd"],
        "odd": ["one", "two"],
        "aside": ["hub"],
    }

    found = causes(preferences, [("hub", "ada"), ("one", "two")], left_out=[8])

    assert found == [
        Unmatched(2, "partners_taken", 1, (Loss(0, 1, rather=True),)),
        Unmatched(3, "partners_taken", 1, (Loss(0, 1, rather=True),)),
        Unmatched(4, "no_candidates", 0, ()),
        Unmatched(7, "odd_one_out", 2, (Loss(5, 6, rather=True), Loss(6, 5, rather=True))),
        Unmatched(8, "left_out", 0, ()),
    ]


def test_a_candidate_who_would_rather_change_is_no_loss_by_preference() -> None:
    preferences = {"a": ["b", "c"], "b": ["c", "a"], "c": ["b", "a"]}

    found = causes(preferences, [("a", "b")])

    assert found == [
        Unmatched(2, "odd_one_out", 2, (Loss(1, 0, rather=False), Loss(0, 1, rather=True)))
    ]
