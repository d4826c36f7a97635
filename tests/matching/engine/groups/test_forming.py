"""Forming groups: every rule kept, the best found, the bound true, the same again."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import errors
from matching.engine.groups import forming as groups
from matching.engine.groups.arrays import problem
from matching.engine.groups.bound import bound
from matching.engine.groups.columns import columns
from matching.engine.groups.forming import Facilitator, Group, Person, Rules, form, judge
from matching.engine.groups.rules import keeps
from matching.engine.groups.search import search
from matching.engine.groups.state import pairs_of
from tests.matching.engine.groups.instances import cohort, cohorts, faults, sessions
from tests.support.examples import examples

SMALL = settings(max_examples=examples(20), deadline=None)


def placed(found) -> int:
    return sum(len(group.members) for group in found.groups)


@given(cohorts())
@SMALL
def test_groups_keep_every_rule_and_nobody_is_lost(made) -> None:
    people, facilitators, rules = made

    found = form(people, facilitators, rules, 3)

    assert faults(people, facilitators, rules, found.groups) == []
    named = [key for group in found.groups for key in group.members]
    assert sorted([*named, *(one.key for one in found.waiting)]) == sorted(
        one.key for one in people
    )
    assert {one.cause for one in found.waiting} <= set(groups.CAUSES)
    by_key = {one.key: one for one in (*people, *facilitators)}
    for group in found.groups:
        everybody = [by_key[key] for key in (*group.members, group.facilitator) if key]
        assert list(group.slots) == sessions(everybody, rules.session_slots)


@given(cohorts(), st.randoms(use_true_random=False))
@SMALL
def test_the_same_seed_gives_the_same_groups_in_any_order(made, random) -> None:
    people, facilitators, rules = made
    first = form(people, facilitators, rules, 5)
    random.shuffle(people)
    random.shuffle(facilitators)

    assert form(people, facilitators, rules, 5) == first


@given(cohorts(most=6))
@SMALL
def test_small_cohorts_are_formed_as_well_as_can_be(made) -> None:
    people, facilitators, rules = made

    found = form(people, facilitators, rules, 1)

    most, total = best_by_force(people, facilitators, rules)
    assert (placed(found), found.total) == (most, pytest.approx(total, abs=1e-5))
    assert found.gap == pytest.approx(0, abs=1e-5)


def best_by_force(people, facilitators, rules) -> tuple[int, float]:
    """As many as can be placed, and the highest total with that many."""
    there = problem(people, facilitators, rules)
    count = len(there)
    leads = [None, *range(len(facilitators))]
    values: dict[tuple[int, ...], float] = {}
    fits: dict[tuple[int, ...], list[int | None]] = {}
    for size in range(rules.smallest, min(rules.largest, count) + 1):
        for members in combinations(range(count), size):
            able = [lead for lead in leads if keeps(there, members, lead)]
            if able:
                fits[members] = able
                made = Group(tuple(there.people[one].key for one in members))
                values[members] = judge(people, facilitators, rules, [made]).total

    def best(left: frozenset[int], room: tuple[int, ...]) -> tuple[int, float]:
        if not left:
            return 0, 0.0
        one = min(left)
        found = best(left - {one}, room)
        for members, able in fits.items():
            if one not in members or not left.issuperset(members):
                continue
            for lead in able:
                if lead is not None and not room[lead]:
                    continue
                rest = tuple(free - (at == lead) for at, free in enumerate(room))
                placed, total = best(left - set(members), rest)
                mine = (placed + len(members), total + values[members])
                if (mine[0], mine[1] + 1e-9) > found:
                    found = max(found, mine)
        return found

    return best(frozenset(range(count)), tuple(one.groups for one in there.facilitators))


@given(cohorts())
@SMALL
def test_search_alone_is_no_better_than_the_proof_and_its_bound_holds(made) -> None:
    people, facilitators, rules = made
    exact = form(people, facilitators, rules, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "EXACT_PEOPLE", 0)
        searched = form(people, facilitators, rules, 2)

    assert faults(people, facilitators, rules, searched.groups) == []
    assert placed(searched) <= placed(exact)
    if placed(searched) == placed(exact):
        assert searched.total <= exact.total + 1e-5
    assert exact.total <= searched.bound + 1e-5


@given(cohorts())
@SMALL
def test_judge_says_of_formed_groups_what_form_said(made) -> None:
    people, facilitators, rules = made
    found = form(people, facilitators, rules, 1)

    judged = judge(people, facilitators, rules, found.groups)

    assert (judged.groups, judged.total, judged.parts) == (found.groups, found.total, found.parts)
    assert judged.broken == ()
    assert {one.key for one in judged.waiting} == {one.key for one in found.waiting}


@given(cohorts(most=6))
@SMALL
def test_all_groups_are_listed(made) -> None:
    people, facilitators, rules = made
    there = problem(people, facilitators, rules)
    pairs = pairs_of(there)
    leads = [None, *(at for at, one in enumerate(there.facilitators) if one.groups)]
    for size in range(rules.smallest, rules.largest + 1):
        listed = columns(there, pairs, size, np.zeros(len(there)), -1e9, 10**6, 0.0)

        assert set(map(tuple, listed.members.tolist())) == {
            members
            for members in combinations(range(len(there)), size)
            if any(keeps(there, members, lead) for lead in leads)
        }


@pytest.mark.long
def test_24_people_are_formed_with_a_proof_that_the_search_does_not_reach() -> None:
    people, facilitators, rules = cohort(24)

    found = form(people, facilitators, rules, 1)

    there = problem(people, facilitators, rules)
    pairs = pairs_of(there)
    state = search(there, pairs, 1)
    assert (found.method, found.gap) == ("exact", 0.0)
    assert faults(people, facilitators, rules, found.groups) == []
    assert (state.placed(), state.key()[1] / 24) <= (placed(found), found.total + 1e-5)
    assert found.total <= bound(there, pairs)


@pytest.mark.long
def test_300_people_all_have_a_place_and_the_distance_from_the_bound_is_told() -> None:
    people, facilitators, rules = cohort(300)

    found = form(people, facilitators, rules, 1)

    assert (found.method, found.waiting, found.relax) == ("search", (), ())
    assert faults(people, facilitators, rules, found.groups) == []
    assert found.total == pytest.approx(
        sum(weight * found.parts[aim] for aim, weight in shares(rules).items())
    )
    assert 0 < found.gap < 0.12
    assert found.gap == pytest.approx((found.bound - found.total) / found.bound)


def shares(rules) -> dict[str, float]:
    whole = sum(rules.aims.values())
    return {aim: weight / whole for aim, weight in rules.aims.items()}


def test_an_aim_with_all_the_weight_is_met() -> None:
    people = [
        Person(f"p{at}", rank=at % 2, goals=frozenset({f"goal {at // 4}"})) for at in range(12)
    ]

    shared = form(people, [], Rules(4, 4, aims={"goals_shared": 1}))
    ranks = form(people, [], Rules(4, 4, aims={"rank_close": 1}))

    assert [group.members for group in shared.groups] == [
        ("p0", "p1", "p2", "p3"),
        ("p10", "p11", "p8", "p9"),
        ("p4", "p5", "p6", "p7"),
    ]
    assert (shared.total, ranks.total) == (1.0, pytest.approx(8 / 9))


@given(cohorts(most=6))
@SMALL
def test_progress_grows_to_less_than_the_whole_and_changes_nothing(made) -> None:
    heard: list[tuple[int, int]] = []

    told = form(*made, 3, progress=lambda done, total: heard.append((done, total)))

    assert told == form(*made, 3)
    assert heard == sorted(heard)
    assert all(0 <= done < total == heard[0][1] for done, total in heard)


def test_what_progress_raises_ends_the_work() -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        form(*cohort(24), progress=stop)


def test_nobody_gives_no_groups() -> None:
    found = form([], [], Rules())

    assert (found.groups, found.waiting, found.total, found.relax) == ((), (), 0.0, ())


@pytest.mark.long
def test_locked_people_keep_their_place_and_their_facilitator() -> None:
    people, facilitators, rules = cohort(
        40,
        together=(frozenset({"p00001", "p00002"}), frozenset({"p00002", "p00007"})),
        led={"p00005": "f0003"},
        hours_hard=False,
    )

    found = form(people, facilitators, rules, 1)

    of = {key: group for group in found.groups for key in group.members}
    assert of["p00001"] is of["p00002"] is of["p00007"]
    assert of["p00005"].facilitator == "f0003"


@pytest.mark.parametrize(
    ("people", "facilitators", "rules", "error", "offender"),
    [
        ([], [], {"smallest": 1}, errors.BadSize, 1),
        ([], [], {"smallest": 5, "largest": 4}, errors.BadSize, 4),
        ([], [], {"session_slots": 0}, errors.BadSize, 0),
        ([], [], {"aims": {"goals_shared": -1}}, errors.BadWeights, "goals_shared"),
        ([], [], {"aims": {"luck": 1}}, errors.BadWeights, "luck"),
        ([], [], {"aims": {"goals_shared": float("nan")}}, errors.BadWeights, "goals_shared"),
        ([], [], {"aims": {}}, errors.BadWeights, {}),
        ([Person("a"), Person("a")], [], {}, errors.NamedTwice, "a"),
        ([Person("a", rank=6)], [], {}, errors.BadIndex, "a"),
        ([Person("a", slots=frozenset({336}))], [], {}, errors.BadIndex, "a"),
        ([], [Facilitator("f", groups=-1)], {}, errors.BadCapacity, "f"),
        ([], [], {"together": (frozenset({"a", "b"}),)}, errors.UnknownId, "a"),
        ([Person("a")], [], {"led": {"a": "f"}}, errors.UnknownId, "f"),
    ],
)
def test_what_cannot_be_is_refused_with_the_offender(
    people, facilitators, rules, error, offender
) -> None:
    with pytest.raises(error) as refused:
        form(people, facilitators, Rules(**rules))

    assert refused.value.offender == offender
