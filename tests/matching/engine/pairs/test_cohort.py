"""A whole cohort: the same again, its locks, and explanations that turn out true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.pairs import cohort
from matching.engine.pairs.cohort import Cohort
from matching.engine.people import Person
from matching.engine.scoring import Rule, Rules, causes_of
from tests.support.examples import examples

RANKS = ("assistant", "associate", "full")


@st.composite
def cohorts(draw):
    proteges = tuple(
        Person(
            f"p{at}",
            rank=draw(st.sampled_from(RANKS[:2])),
            areas={"career": draw(st.integers(1, 3))},
        )
        for at in range(draw(st.integers(1, 7)))
    )
    mentors = tuple(
        Person(
            f"m{at}",
            rank=draw(st.sampled_from(RANKS)),
            areas={draw(st.sampled_from(["career", "research"])): 2},
            capacity=draw(st.integers(0, 2)),
        )
        for at in range(draw(st.integers(1, 4)))
    )
    p = st.sampled_from([one.key for one in proteges])
    m = st.sampled_from([one.key for one in mentors])
    lock = draw(st.lists(st.tuples(p, m), max_size=1))
    return Cohort(
        proteges,
        mentors,
        method=draw(st.sampled_from([cohort.STABLE, cohort.BEST])),
        seed=draw(st.integers(0, 99)),
        blocked=tuple(draw(st.lists(st.tuples(p, m), max_size=2))),
        forbidden=tuple(
            one for one in draw(st.lists(st.tuples(p, m), max_size=2)) if one not in lock
        ),
        locked=tuple(lock),
        proteges_left_out=tuple(set(draw(st.lists(p, max_size=1))) - {one for one, _ in lock}),
        protege_choices={
            key: tuple(named)
            for key, named in draw(st.dictionaries(p, st.lists(m, unique=True))).items()
        },
        mentor_choices={
            key: tuple(named)
            for key, named in draw(st.dictionaries(m, st.lists(p, unique=True))).items()
        },
    )


@given(cohorts())
@settings(max_examples=examples(150))
def test_cohort_survives_writing_down_and_gives_the_same_pairs(one) -> None:
    text = cohort.dump(one)

    again = cohort.load(text)

    assert again == one
    assert cohort.digest(cohort.dump(again)) == cohort.digest(text)
    assert cohort.solve(again).pairs == cohort.solve(one).pairs


@given(cohorts())
@settings(max_examples=examples(150))
def test_pairs_keep_locks_bans_and_places(one) -> None:
    pairs = cohort.solve(one).pairs
    found = {pair.protege: pair.mentor for pair in pairs}
    own = {(pair.protege, pair.mentor) for pair in pairs if pair.ruled or pair.locked}

    for protege, mentor in one.locked:
        assert found[protege] == mentor
    for protege, mentor in one.forbidden:
        assert found[protege] != mentor or (protege, mentor) in one.locked
    # What was said in confidence parts all but a director's own pairs, of which there are none without their acts.
    for protege, mentor in one.blocked:
        assert found[protege] != mentor or (protege, mentor) in own
    assert (
        own == set() or one.locked or one.forbidden or one.proteges_left_out or one.mentors_left_out
    )
    for key in one.proteges_left_out:
        assert found[key] is None
    for mentor in one.mentors:
        locked = sum(other == mentor.key for _, other in one.locked)
        held = list(found.values()).count(mentor.key)
        assert held <= max(mentor.capacity, locked)


@given(cohorts())
@settings(max_examples=examples(100))
def test_stable_method_leaves_no_blocking_pair(one) -> None:
    solution = cohort.solve(replace(one, method=cohort.STABLE))

    assert cohort.blocking(solution, solution.matched) == []


@given(cohorts())
@settings(max_examples=examples(150))
def test_promised_place_gives_the_person_a_mentor(one) -> None:
    """Explanations are tried: one place more with that mentor, and the run made again."""
    solution = cohort.solve(one)

    for found in solution.unmatched:
        if found.cause == "places_taken" and found.change and found.change.kind == "place":
            mentors = list(one.mentors)
            wanted = mentors[found.change.col]
            locked = sum(other == wanted.key for _, other in one.locked)
            mentors[found.change.col] = replace(wanted, capacity=max(wanted.capacity, locked) + 1)
            again = cohort.solve(replace(one, mentors=tuple(mentors)))
            assert again.matched[found.row] != cohort.UNMATCHED


@given(cohorts())
@settings(max_examples=examples(150))
def test_promised_rule_opens_a_mentor_with_a_free_place(one) -> None:
    solution = cohort.solve(one)

    for found in solution.unmatched:
        if found.change and found.change.kind == "rule":
            taken = int((solution.matched == found.change.col).sum())
            assert taken < one.mentors[found.change.col].capacity
            relaxed = Rules(supervision_depth=None, min_steps=None)
            assert not causes_of(solution.instance, relaxed, found.row)[found.change.col].any()


def test_cause_of_nobody_is_told_rule_by_rule() -> None:
    one = Cohort(
        (Person("p", rank="full", above=("boss",)),),
        (Person("boss", rank="full"), Person("peer", rank="full"), Person("none", capacity=0)),
    )

    (found,) = cohort.solve(one).unmatched

    assert (found.cause, found.rule) == ("no_candidates", Rule.NO_PLACE)
    assert found.removed == {Rule.NO_PLACE: 1, Rule.SUPERVISION: 1, Rule.RANK: 1}
    assert (found.change.kind, found.change.rule, found.change.col) == ("rule", Rule.RANK, 1)


def test_loss_names_who_holds_the_places() -> None:
    one = Cohort(
        (Person("p", rank="assistant"), Person("q", rank="assistant")),
        (Person("m", rank="full"),),
        mentor_choices={"m": ("q",)},
    )

    (found,) = cohort.solve(one).unmatched

    assert (found.cause, found.losses[0].holders, found.losses[0].by_wish) == (
        "places_taken",
        (1,),
        True,
    )
    assert (found.change.kind, found.change.col) == ("place", 0)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"method": "magic"}, errors.BadIndex),
        ({"locked": (("x", "m"),)}, errors.UnknownId),
        ({"locked": (("p", "x"),)}, errors.UnknownId),
        ({"proteges": ()}, errors.EmptySide),
        ({"weights": {"area": -1.0}}, errors.BadWeights),
    ],
)
def test_cohort_that_cannot_be_matched_is_refused(change, error) -> None:
    one = Cohort((Person("p"),), (Person("m"),))

    with pytest.raises(error):
        cohort.solve(replace(one, **change))
