"""A cohort of peers: from people to pairs, by either method."""

from __future__ import annotations

import random

import pytest

from matching.engine import errors
from matching.engine.peers import cohort
from matching.engine.peers.cohort import Peers
from matching.engine.people import AREAS, Person
from matching.engine.scoring import Rule, Rules


def people(count: int) -> tuple[Person, ...]:
    chance = random.Random(4)
    return tuple(
        Person(
            f"p{at:02}",
            rank=["assistant", "associate", "full"][at // 2 % 3],
            unit=f"u{at % 3}",
            areas=dict.fromkeys(chance.sample(AREAS, 3), 1),
        )
        for at in range(count)
    )


def keys(outcome: cohort.Outcome) -> list[tuple[str, str]]:
    return [(pair.one, pair.other) for pair in outcome.pairs]


@pytest.mark.parametrize("method", ["stable", "best"])
def test_pairs_keep_rules_locks_and_who_is_apart(method) -> None:
    given = Peers(
        people(21),
        method=method,
        rules=Rules(min_steps=-1, max_steps=1, same_unit=False),
        apart=(("p01", "p02"),),
        locked=(("p00", "p03"),),
        left_out=("p20",),
        choices={"p04": ("p05",), "p05": ("p04",), "p01": ("p02",)},
    )

    outcome = cohort.solve(given)

    found = keys(outcome)
    assert ("p00", "p03") in found, "locked, though of one unit"
    assert ("p04", "p05") in found, "each other's first choice"
    assert ("p01", "p02") not in found
    by_key = {person.key: person for person in given.people}
    ranks = ["assistant", "associate", "full"]
    for pair in outcome.pairs:
        one, other = by_key[pair.one], by_key[pair.other]
        steps = abs(ranks.index(one.rank) - ranks.index(other.rank))
        assert pair.locked or (one.unit != other.unit and steps <= 1)
    paired = {key for pair in found for key in pair}
    assert len(paired) == 2 * len(found)
    assert {given.people[one.person].key for one in outcome.unmatched} == set(by_key) - paired
    assert [one.cause for one in outcome.unmatched if one.person == 20] == ["left_out"]
    assert cohort.solve(given).pairs == outcome.pairs


def test_first_choices_are_stable_and_the_ring_is_the_proof_that_there_are_none() -> None:
    three = people(3)
    ring = {"p00": ("p01",), "p01": ("p02",), "p02": ("p00",)}

    outcome = cohort.solve(Peers(three, choices=ring))

    assert outcome.rings == ((0, 1, 2),)
    assert (len(outcome.blocking), outcome.bound) == (1, 1)
    assert [one.cause for one in outcome.unmatched] == ["odd_one_out"]


def test_one_whom_the_rules_leave_no_one_is_told_by_which() -> None:
    everyone = (*people(4), Person("alone", unit="u0"), Person("other", unit="u0"))
    apart = tuple(("alone", person.key) for person in everyone[:4])
    rules = Rules(min_steps=None, same_unit=False)

    outcome = cohort.solve(Peers(everyone, apart=apart, rules=rules))

    assert [(one.person, one.cause) for one in outcome.unmatched if one.person == 4] == [
        (4, "no_candidates")
    ]
    assert cohort.rules_of(outcome, 4) == {Rule.BLOCKED: 4, Rule.UNIT: 1}


@pytest.mark.parametrize(
    ("options", "error", "offender"),
    [
        ({"method": "luck"}, errors.BadIndex, "luck"),
        ({"rules": Rules(min_steps=1)}, errors.BadIndex, (1, None)),
        ({"locked": (("p00", "x"),)}, errors.UnknownId, "x"),
        ({"locked": (("p00", "p01"), ("p01", "p02"))}, errors.BadIndex, "p01"),
    ],
)
def test_what_cannot_be_paired_is_named(options, error, offender) -> None:
    with pytest.raises(error) as caught:
        cohort.solve(Peers(people(4), **options))

    assert caught.value.offender == offender
