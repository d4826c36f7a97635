from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.check_ins.early_warning.domain.health import INTERVAL_DAYS
from evaluations.relationship_page.domain.pitfalls import Action, Facts, needs_on_one, signs

TODAY = date(2026, 11, 24)
FINE = Facts(
    today=TODAY,
    started_on=TODAY - timedelta(days=400),
    last_met=TODAY - timedelta(days=20),
    next_planned=None,
    agreed=True,
    review_on=TODAY + timedelta(days=60),
)


def codes(facts: Facts) -> list[str]:
    return [sign.code for sign in signs(facts)]


def test_relationship_that_is_well_gives_no_sign() -> None:
    assert codes(FINE) == []


@pytest.mark.parametrize("cadence", list(INTERVAL_DAYS))
def test_twice_the_agreed_interval_without_a_meeting(cadence) -> None:
    limit = timedelta(days=2 * INTERVAL_DAYS[cadence])

    assert codes(replace(FINE, cadence=cadence, last_met=TODAY - limit)) == []
    late = replace(FINE, cadence=cadence, last_met=TODAY - limit - timedelta(days=1))
    assert codes(late) == ["overdue"]
    assert codes(replace(late, next_planned=TODAY + timedelta(days=3))) == []


def test_pair_that_has_never_met_counts_from_its_start() -> None:
    never = replace(FINE, last_met=None, started_on=TODAY - timedelta(days=63))

    assert signs(never)[0].shows == "You have not met since you started, 9 weeks ago."
    assert codes(replace(never, started_on=TODAY - timedelta(days=30))) == []


def test_actions_of_one_side_always_late() -> None:
    due = TODAY - timedelta(days=10)
    late = Action(mine=False, due_on=due, done_on=None)
    kept = Action(mine=False, due_on=due, done_on=due)

    assert codes(replace(FINE, actions=(late,) * 3)) == ["late"]
    assert codes(replace(FINE, actions=(late,) * 2)) == []
    assert codes(replace(FINE, actions=(late, late, late, kept))) == []
    mine = replace(late, mine=True)
    assert signs(replace(FINE, actions=(mine,) * 3))[0].shows.startswith(
        "All 3 of your action items"
    )


def test_agreement_never_made_or_never_looked_at_again() -> None:
    assert codes(replace(FINE, agreed=False, review_on=None)) == ["not_agreed"]
    assert codes(replace(FINE, review_on=TODAY - timedelta(days=31))) == ["not_reviewed"]
    assert codes(replace(FINE, review_on=TODAY - timedelta(days=30))) == []


def test_one_person_for_everything() -> None:
    assert codes(replace(FINE, covered_needs=4, needs_on_this=0.8)) == ["one_for_everything"]
    assert codes(replace(FINE, covered_needs=2, needs_on_this=1.0)) == []
    assert codes(replace(FINE, covered_needs=4, needs_on_this=0.5)) == []


def test_meetings_all_about_one_thing() -> None:
    research, both = frozenset({"research"}), frozenset({"research", "career"})
    wide = replace(FINE, areas=both)

    assert codes(replace(wide, topics=(research,) * 5)) == ["one_topic"]
    assert codes(replace(wide, topics=(research,) * 4)) == []
    assert codes(replace(wide, topics=(research,) * 4 + (both,))) == []
    assert codes(replace(wide, topics=(frozenset(),) * 9)) == []
    assert codes(replace(FINE, areas=research, topics=(research,) * 5)) == []


@given(st.lists(st.frozensets(st.sampled_from("abc"), min_size=1), max_size=8))
def test_share_of_needs_lies_between_0_and_1(covering) -> None:
    count, share = needs_on_one(covering, "a")

    assert count == len(covering)
    assert 0 <= share <= 1
    assert (share == 1) == (bool(covering) and all(people == {"a"} for people in covering))
