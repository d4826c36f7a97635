"""What a director may ask of pairs: against an enumeration; what would help someone is tried."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings

from matching.engine import errors
from matching.engine.pairs import arranged, asked, assignment
from matching.engine.pairs.arranged import Arranged, Change, Unplaced
from matching.engine.pairs.asked import Asked, Fault, Quota, Share, Short
from tests.matching.engine.pairs.asked_instances import Given, allowed, best, instances, worth
from tests.support.examples import examples


def solved(one: Given, **options) -> Arranged:
    rows, cols = [row for row, _ in one.edges], [col for _, col in one.edges]
    return arranged.solve(rows, cols, one.scores, one.count, one.asked, **options)


def pairs_of(found: Arranged) -> tuple[tuple[int, int], ...]:
    return tuple(zip(found.rows.tolist(), found.cols.tolist(), strict=True))


@given(instances())
@settings(max_examples=examples(400), deadline=None)
def test_each_aim_is_met_as_far_as_those_before_it_allow(one) -> None:
    found = solved(one)

    pairs = pairs_of(found)
    assert allowed(one, pairs)
    assert worth(one, pairs) == best(one)
    assert found.missed == tuple(pair for pair in one.asked.must if pair not in pairs)


@given(instances())
@settings(max_examples=examples(200), deadline=None)
def test_pairs_are_judged_by_definitions_of_their_own(one) -> None:
    found = solved(one)

    pairs = pairs_of(found)
    broken = asked.faults(one.asked, one.count, pairs)
    assert {fault.what for fault in broken} <= {"must"}
    assert [one.asked.must[fault.at] for fault in broken] == list(found.missed)
    assert found.short == tuple(asked.shortfalls(one.asked, one.count, pairs))


def changed(one: Given, change: Change) -> Given:
    there = one.asked
    if change.what == "capacity":
        more = there.capacities + (np.arange(len(there.capacities)) == change.at)
        return one._replace(asked=replace(there, capacities=more))
    if change.what in ("quota", "share"):
        name = "quotas" if change.what == "quota" else "shares"
        limits = list(getattr(there, name))
        limits[change.at] = replace(limits[change.at], most=limits[change.at].most + 1)
        return one._replace(asked=replace(there, **{name: tuple(limits)}))
    kept = [
        at for at, share in enumerate(there.shares) if share.mentor == change.at and share.reserved
    ]
    options = []
    for at in kept:
        shares = list(there.shares)
        shares[at] = replace(shares[at], reserved=shares[at].reserved - 1)
        options.append(one._replace(asked=replace(there, shares=tuple(shares))))
    # One of the places that are kept there is not in use.
    return max(options, key=best)


@given(instances())
@settings(max_examples=examples(300), deadline=None)
def test_each_change_that_is_named_gives_one_more_person_a_mentor(one) -> None:
    assume(not one.asked.must)
    found = solved(one)
    people = len(set(found.rows.tolist()))

    for left in found.unplaced:
        # The others without a mentor are set aside: the place is for this one.
        aside = {other.row for other in found.unplaced} - {left.row}
        edges = [
            (pair, s) for pair, s in zip(one.edges, one.scores, strict=True) if pair[0] not in aside
        ]
        smaller = one._replace(edges=[pair for pair, _ in edges], scores=[s for _, s in edges])
        for change in left.changes:
            assert best(changed(smaller, change))[1] == people + 1
        for mentor in found.open_to(left.row).tolist():
            quota = [q for q in one.asked.quotas if q.side == "proteges" and left.row in q.members]
            if (left.row, mentor) not in [*smaller.edges, *one.asked.never] and not quota:
                more = smaller._replace(
                    edges=[*smaller.edges, (left.row, mentor)], scores=[*smaller.scores, 0.0]
                )
                assert best(more)[1] == people + 1


def test_without_wishes_it_is_the_best_assignment() -> None:
    rng = np.random.default_rng(2)
    rows, cols = np.divmod(np.flatnonzero(rng.random(60 * 20) < 0.3), 20)
    scores, places = rng.random(len(rows)), rng.integers(0, 4, 20)

    found = arranged.solve(rows, cols, scores, 60, Asked(places))

    matched = assignment.solve(rows, cols, scores, 60, places)
    assert len(found.rows) == (matched >= 0).sum()
    held = np.full(60, -1)
    held[found.rows] = found.cols
    assert assignment.total(rows, cols, scores, held) == pytest.approx(
        assignment.total(rows, cols, scores, matched), abs=1e-9
    )


def test_each_cause_and_what_would_help() -> None:
    """A place, a limit, a kept place, a quota; and one whom no rule leaves anyone."""
    edges = [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 3), (6, 3)]
    wishes = Asked(
        np.array([1, 2, 1, 2]),
        kinds=np.array([0, 0, 1, 1, 0, 0, 0, 0]),
        shares=(Share(1, 1, most=1), Share(2, 1, reserved=1)),
        quotas=(Quota("mentors", (3,), most=1),),
    )

    found = solved(Given(8, edges, [0.9, 0.1, 0.9, 0.1, 0.5, 0.9, 0.1], wishes))

    assert pairs_of(found) == ((0, 0), (2, 1), (5, 3))
    assert found.unplaced == (
        Unplaced(1, "no_room", (Change("capacity", 0),)),
        Unplaced(3, "no_room", (Change("share", 0),)),
        Unplaced(4, "no_room", (Change("reserved", 2),)),
        Unplaced(6, "no_room", (Change("quota", 0),)),
        Unplaced(7, "no_candidates", ()),
    )
    assert found.open_to(7).tolist() == [1]


def test_minimums_come_before_scores_and_people_before_minimums() -> None:
    edges = [(0, 0), (0, 1), (1, 0)]
    wishes = Asked(np.array([2, 1]), minimums=np.array([0, 1]))

    assert pairs_of(solved(Given(2, edges, [0.9, 0.1, 0.9], wishes))) == ((0, 1), (1, 0))

    short = solved(Given(2, [(0, 0), (1, 0)], [0.9, 0.9], wishes))
    assert pairs_of(short) == ((0, 0), (1, 0))
    assert short.short == (Short("minimum", 1, 1),)


def test_faults_of_pairs_made_by_hand() -> None:
    wishes = Asked(
        np.array([1, 2]),
        never=((0, 1),),
        must=((2, 1),),
        kinds=np.array([0, 1, 1]),
        shares=(Share(1, 1, reserved=2, most=2),),
        quotas=(Quota("proteges", (0, 1), most=1),),
    )

    assert asked.faults(wishes, 3, [(0, 0), (1, 0), (0, 1)]) == [
        Fault("capacity", 0),
        Fault("wanted", 0),
        Fault("never", 0),
        Fault("must", 0),
        Fault("quota", 0),
        Fault("reserved", 1),
    ]


@pytest.mark.parametrize(
    ("wishes", "error", "offender"),
    [
        ({"must": ((0, 0),), "never": ((0, 0),)}, errors.BadIndex, (0, 0)),
        ({"prefer": ((5, 0),)}, errors.BadIndex, (5, 0)),
        ({"minimums": np.array([1])}, errors.BadIndex, 1),
        ({"wanted": np.array([-1, 1])}, errors.BadCapacity, 0),
        (
            {"quotas": (Quota("mentors", (0,)), Quota("mentors", (0, 1)))},
            errors.CrossingQuotas,
            (0, 1),
        ),
        ({"quotas": (Quota("mentors", (0,), least=2, most=1),)}, errors.BadIndex, 0),
        ({"shares": (Share(0, 0),)}, errors.BadIndex, "kinds"),
        ({"shares": (Share(0, 0, reserved=2),), "kinds": np.array([0, 0])}, errors.BadCapacity, 0),
    ],
)
def test_what_cannot_be_asked_is_named(wishes, error, offender) -> None:
    with pytest.raises(error) as caught:
        arranged.solve([0], [0], [1.0], 2, Asked(np.array([1, 1]), **wishes))

    assert caught.value.offender == offender
