from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.check_ins.early_warning.domain.health import (
    INTERVAL_DAYS,
    PRESSING,
    Facts,
    GroupFacts,
    State,
    assess,
    assess_group,
)

TODAY = date(2026, 11, 24)
MET = Facts(
    today=TODAY,
    started_on=TODAY - timedelta(days=700),
    met=10,
    last_met=TODAY - timedelta(days=20),
)


def after(days: int, **more: object) -> State:
    return assess(replace(MET, last_met=TODAY - timedelta(days=days), **more)).state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, State.HEALTHY),
        (46, State.HEALTHY),
        (47, State.THIN),
        (62, State.THIN),
        (63, State.AT_RISK),
        (186, State.AT_RISK),
        (187, State.DORMANT),
    ],
)
def test_monthly_pair_by_days_since_the_last_meeting(days, state) -> None:
    assert after(days) == state


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, State.STARTING), (31, State.STARTING), (32, State.AT_RISK), (187, State.DORMANT)],
)
def test_pair_that_has_never_met(days, state) -> None:
    never = replace(MET, met=0, last_met=None, started_on=TODAY - timedelta(days=days))

    assert assess(never).state == state


def test_planned_meeting_softens_and_missed_ones_harden() -> None:
    assert after(150, planned=True) == State.THIN
    assert after(10, missed_lately=1) == State.HEALTHY
    assert after(10, missed_lately=2) == State.AT_RISK
    assert assess(replace(MET, ended=True)).state == State.ENDED


@given(st.integers(0, 900), st.sampled_from(list(INTERVAL_DAYS)), st.integers(0, 400))
def test_more_time_without_a_meeting_is_never_better(days, cadence, more) -> None:
    order = [State.HEALTHY, State.THIN, State.AT_RISK, State.DORMANT]

    sooner, later = after(days, cadence=cadence), after(days + more, cadence=cadence)

    assert order.index(later) >= order.index(sooner)


@given(
    st.builds(
        Facts,
        today=st.just(TODAY),
        started_on=st.dates(date(2020, 1, 1), TODAY),
        cadence=st.sampled_from([*INTERVAL_DAYS, "nonsense"]),
        last_met=st.none() | st.dates(date(2020, 1, 1), TODAY),
        missed_lately=st.integers(0, 4),
        planned=st.booleans(),
        ended=st.booleans(),
    )
)
def test_every_state_has_a_reason_and_the_pressing_ones_an_act(facts) -> None:
    health = assess(facts)

    assert health.why
    assert health.state in PRESSING
    if health.state in (State.AT_RISK, State.DORMANT):
        assert health.act


def test_a_check_in_without_an_answer_makes_a_late_pair_one_at_risk() -> None:
    late = replace(MET, last_met=TODAY - timedelta(days=50))

    assert assess(late).state == State.THIN
    silent = assess(replace(late, unanswered=1))
    assert (silent.state, silent.why) == (
        State.AT_RISK,
        "Last met 7 weeks ago. The last check-in was not answered.",
    )
    met = replace(late, unanswered=2, last_met=TODAY - timedelta(days=9))
    assert assess(met).state == State.HEALTHY


def test_whoever_asks_for_help_is_heard_whatever_the_dates_say() -> None:
    facts = replace(MET, asked_for_help=True)

    assert assess(facts).why == "One of the two asked for help."


@pytest.mark.parametrize(
    ("feedback", "state"),
    [
        ((), State.HEALTHY),
        ((4.0, 4.5), State.HEALTHY),
        ((3.0, 4.5, 4.0), State.THIN),
        ((2.0,), State.THIN),
    ],
)
def test_feedback_that_falls_makes_a_meeting_pair_thin_at_most(feedback, state: State) -> None:
    facts = Facts(
        TODAY,
        TODAY - timedelta(days=300),
        met=5,
        last_met=TODAY - timedelta(days=9),
        feedback=feedback,
    )
    assert assess(facts).state == state


def test_late_actions_alone_are_thin_at_most() -> None:
    facts = replace(MET, late_actions=3)

    assert assess(facts).state == State.THIN


NEW: dict[str, object] = {"sessions": 0, "last_met": None, "came": (), "next_on": None}


def group(**more: object) -> GroupFacts:
    facts = GroupFacts(
        today=TODAY,
        started_on=TODAY - timedelta(days=200),
        sessions=6,
        last_met=TODAY - timedelta(days=20),
        next_on=TODAY + timedelta(days=8),
        came=(0.9, 1.0, 0.8),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, State.HEALTHY),
        ({"came": (0.6, 0.6, 0.7)}, State.THIN),
        ({"came": (0.4, 0.5, 0.9)}, State.AT_RISK),
        ({"next_on": None}, State.THIN),
        ({"next_on": None, "last_met": TODAY - timedelta(days=80)}, State.AT_RISK),
        ({"next_on": None, "last_met": TODAY - timedelta(days=200)}, State.DORMANT),
        ({"missed_lately": 2}, State.AT_RISK),
        ({"sessions": 0, "last_met": None, "came": ()}, State.STARTING),
        (
            {
                "sessions": 0,
                "last_met": None,
                "came": (),
                "next_on": None,
                "started_on": TODAY - timedelta(days=20),
            },
            State.AT_RISK,
        ),
        ({**NEW, "started_on": TODAY}, State.STARTING),
        ({**NEW, "started_on": TODAY, "lacks_facilitator": True}, State.STARTING),
        ({**NEW, "started_on": TODAY - timedelta(days=15)}, State.AT_RISK),
        (
            {**NEW, "started_on": TODAY - timedelta(days=15), "lacks_facilitator": True},
            State.AT_RISK,
        ),
        ({"ended": True}, State.ENDED),
    ],
)
def test_a_group_is_judged_by_who_comes_and_whether_a_date_stands(more, state: State) -> None:
    found = assess_group(group(**more))

    assert found.state == state
    assert found.why
    assert found.act or state in (State.HEALTHY, State.STARTING, State.ENDED)
