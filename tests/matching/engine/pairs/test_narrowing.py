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


def test_few_from_the_start_are_few_whoever_saw_to_it() -> None:
    nothing = Acts((), (), (), (), Terms())
    assert few() == ([], [])
    assert ("p0", "m0") in own_pairs(PROTEGES[:1], MENTORS[:2], Rules(), nothing)
    assert ("p0", "m0") not in own_pairs(PROTEGES[:1], MENTORS[:3], Rules(), nothing)
    juniors = tuple(Person(key=f"j{at}", rank="associate") for at in range(9))
    apart = Rules(min_steps=2)
    found = own_pairs(PROTEGES, (*MENTORS[:2], *juniors), apart, nothing)
    assert found.proteges == {one.key for one in PROTEGES}
    assert not few(terms=Terms(even=True))[1]
    two = own_pairs(PROTEGES[:2], MENTORS, Rules(), Acts((), (), (), (), Terms(even=True)))
    assert two.mentors == {one.key for one in MENTORS}


def test_a_mentor_whom_others_need_is_no_choice() -> None:
    """Whoever blocks other people's pairs until these need the same mentors leaves the last one with fewer."""
    blocked = tuple((f"p{at}", "m3") for at in (1, 2, 3))

    assert few(forbidden=blocked) == (["p0"], ["m3"])


def test_named_pairs_are_the_director_s_own() -> None:
    named = own_pairs(
        PROTEGES, MENTORS, Rules(), Acts((), (), (), (), Terms(prefer=(("p0", "m0"),)))
    )
    assert ("p0", "m0") in named
    assert ("p0", "m1") not in named
