"""How groups add up: units below each other, each program beside everyone who is not in it."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from evaluations.privacy.domain.publication.structure import (
    COHORT,
    PROGRAM,
    REST,
    WHOLE,
    Structure,
    program_of,
    units_of,
)

KEY = UUID("00000000-0000-4000-8000-00000000000a")
JOINED = (WHOLE, "unit:top", "unit:low", "own:low", "rank:a", f"{PROGRAM}{KEY}")
OUTSIDE = (WHOLE, "unit:top", "own:top", "rank:b")


def test_sizes_count_who_is_in_no_program_as_well() -> None:
    sizes = Structure({JOINED: 3, OUTSIDE: 4}).sizes

    assert sizes == Counter(
        {
            WHOLE: 7,
            "unit:top": 7,
            "unit:low": 3,
            "own:low": 3,
            "own:top": 4,
            "rank:a": 3,
            "rank:b": 4,
            f"{PROGRAM}{KEY}": 3,
            f"{REST}{KEY}": 4,
        }
    )


def test_units_stand_below_each_other_and_a_program_beside_the_rest() -> None:
    units, ranks, tracks, program = Structure({JOINED: 3, OUTSIDE: 4}).families

    assert units == {
        WHOLE: None,
        "unit:top": WHOLE,
        "unit:low": "unit:top",
        "own:low": "unit:low",
        "own:top": "unit:top",
    }
    assert ranks == {WHOLE: None, "rank:a": WHOLE, "rank:b": WHOLE}
    assert tracks == {WHOLE: None}
    assert program == {WHOLE: None, f"{PROGRAM}{KEY}": WHOLE, f"{REST}{KEY}": WHOLE}


def test_who_is_hidden_moves_the_pool_of_what_is_hidden_there() -> None:
    structure = Structure({OUTSIDE: 4})

    assert structure.keys_of(OUTSIDE, {"own:top", "rank:b"}) == {
        WHOLE,
        "unit:top",
        "pool:unit:unit:top",
        "pool:rank::institution:",
    }
    assert structure.keys_of((), set()) == frozenset()


def test_a_unit_with_two_parents_is_named() -> None:
    moved = (WHOLE, "unit:other", "unit:low", "own:low")

    assert Structure({JOINED: 3}).split_units == frozenset()
    assert Structure({JOINED: 3, moved: 1}).split_units == {"unit:low"}


def test_a_cohort_knows_its_program_and_a_person_their_units() -> None:
    assert program_of(f"{COHORT}{KEY.hex}-2027") == f"{PROGRAM}{KEY}"
    assert units_of(JOINED) == ["unit:top", "unit:low", "own:low"]
