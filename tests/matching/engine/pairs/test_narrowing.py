"""Whom a director's acts leave few people, by what a director may know."""

from __future__ import annotations

from matching.engine.pairs.narrowing import Acts, own_pairs
from matching.engine.pairs.terms import Limit, Reserved, Terms
from matching.engine.people import Person
from matching.engine.scoring import Rules

PROTEGES = tuple(Person(key=f"p{at}", rank="assistant") for at in range(4))
MENTORS = tuple(Person(key=f"m{at}", rank="full") for at in range(4))


def few(**acts: object) -> tuple[list[str], list[str]]:
    given = {"forbidden": (), "locked": (), "proteges_out": (), "mentors_out": (), "terms": Terms()}
    found = own_pairs(PROTEGES, MENTORS, Rules(), Acts(**{**given, **acts}))  # type: ignore[arg-type]
    return sorted(found.proteges), sorted(found.mentors)


def test_two_left_are_few_and_three_are_not() -> None:
    assert few(forbidden=(("p0", "m0"),)) == ([], [])
    assert few(forbidden=(("p0", "m0"), ("p0", "m1"))) == (["p0"], [])
    assert few(forbidden=(("p0", "m0"), ("p1", "m0"))) == ([], ["m0"])


def test_people_left_out_locked_limited_and_places_reserved_count_together() -> None:
    everyone = [one.key for one in PROTEGES]
    limit = Limit("mentors", ("m0", "m1"), most=0)

    assert few(mentors_out=("m0", "m1")) == (everyone, ["m0", "m1"])
    assert few(terms=Terms(limits=(limit,))) == (everyone, ["m0", "m1"])
    assert few(mentors_out=("m0",), locked=(("p0", "m1"),))[0] == everyone
    assert few(terms=Terms(reserved=(Reserved("m0", 0, 1), Reserved("m1", 0, 1))))[0] == everyone
    assert few(proteges_out=("p0", "p1"))[1] == ["m0", "m1", "m2", "m3"]


def test_few_from_the_start_and_nothing_done_are_no_director_s_act() -> None:
    assert few() == ([], [])
    found = own_pairs(PROTEGES[:1], MENTORS[:2], Rules(), Acts((), (), (), (), Terms()))
    assert ("p0", "m0") not in found
    named = own_pairs(
        PROTEGES, MENTORS, Rules(), Acts((), (), (), (), Terms(prefer=(("p0", "m0"),)))
    )
    assert ("p0", "m0") in named
    assert ("p0", "m1") not in named
