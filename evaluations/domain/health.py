"""Early warning: the state of a relationship from what is known of its meetings [P].

In the two-year program of [P] four of eleven assigned pairs could not find the time, and nobody
noticed early. Pure: facts in, a state with its reason and an act out. The thresholds are named
here and nowhere else; they count in the intervals that the two agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

INTERVAL_DAYS = {"weekly": 7, "fortnightly": 14, "monthly": 31, "quarterly": 92}
FIRST_MEETING_WITHIN = 28  # days from the start, whatever the cadence
HEALTHY_UP_TO = 1.5  # intervals since the last meeting
THIN_UP_TO = 2.5
AT_RISK_UP_TO = 6.0
MISSED_IN_A_ROW = 2
UNANSWERED_IN_A_ROW = 2
LATE_ACTIONS = 3


class State(StrEnum):
    """From the one that needs least to the one that needs most."""

    STARTING = "starting"
    HEALTHY = "healthy"
    THIN = "thin"
    AT_RISK = "at_risk"
    DORMANT = "dormant"
    ENDED = "ended"


# The order in which a director looks at them.
PRESSING = (State.AT_RISK, State.DORMANT, State.THIN, State.STARTING, State.HEALTHY, State.ENDED)


@dataclass(frozen=True)
class Facts:
    """What is known of one tie on one day; never what was said.

    `met` counts the meetings that took place, `missed_lately` the last ones in a row to which
    somebody did not come; `unanswered` the check-ins in a row that one side left unanswered since
    the last meeting; `late_actions` those open two weeks after their day; `planned` says whether a
    meeting lies ahead. What somebody says in feedback is not among them: of two people, each would
    know at once whose word it was.
    """

    today: date
    started_on: date
    cadence: str = "monthly"
    met: int = 0
    last_met: date | None = None
    missed_lately: int = 0
    unanswered: int = 0
    asked_for_help: bool = False
    late_actions: int = 0
    planned: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Health:
    """A state, why, and what would help."""

    state: State
    why: str
    act: str = ""


def assess(facts: Facts) -> Health:
    """Return the state of a relationship with its reason.

    >>> assess(Facts(date(2026, 6, 1), date(2026, 1, 1), met=3, last_met=date(2026, 5, 20))).state
    <State.HEALTHY: 'healthy'>
    """
    if facts.ended:
        return Health(State.ENDED, "The tie has ended.")
    if facts.asked_for_help:
        return Health(
            State.AT_RISK,
            "One of the two asked for help.",
            "Talk to each alone, and ask what would help before you ask why.",
        )
    interval = INTERVAL_DAYS.get(facts.cadence, INTERVAL_DAYS["monthly"])
    if facts.last_met is None:
        return _not_met_yet(facts, interval)
    days = (facts.today - facts.last_met).days
    since = f"Last met {_ago(days)}."
    if facts.missed_lately >= MISSED_IN_A_ROW:
        return Health(
            State.AT_RISK,
            f"The last {facts.missed_lately} meetings did not take place.",
            "Ask both, kindly, whether another rhythm or another pair would suit them.",
        )
    if days <= interval * HEALTHY_UP_TO:
        if facts.late_actions >= LATE_ACTIONS:
            return Health(
                State.THIN,
                f"{since} {facts.late_actions} things that they took on are late.",
                "Nothing to do yet: the next meeting usually settles it.",
            )
        return Health(State.HEALTHY, since)
    if facts.planned:
        return Health(State.THIN, f"{since} A meeting is planned.")
    if facts.unanswered >= UNANSWERED_IN_A_ROW and days <= interval * AT_RISK_UP_TO:
        return Health(
            State.AT_RISK,
            f"{since} {facts.unanswered} check-ins in a row were not answered.",
            "Ask in person: mail has stopped working for one of them.",
        )
    if days <= interval * THIN_UP_TO:
        return Health(State.THIN, since, "Remind both that two lines are enough to fix a date.")
    if days <= interval * AT_RISK_UP_TO:
        return Health(State.AT_RISK, since, "Write to both now: time is what most pairs fail for.")
    return Health(
        State.DORMANT, since, "Offer to end the pair without blame, and to find another mentor."
    )


def _not_met_yet(facts: Facts, interval: int) -> Health:
    days = (facts.today - facts.started_on).days
    why = f"Not met since the start {_ago(days)}."
    if days <= max(FIRST_MEETING_WITHIN, interval):
        return Health(State.STARTING, why if days > 0 else "Just started.")
    if facts.planned:
        return Health(State.THIN, f"{why} A first meeting is planned.")
    if days <= interval * AT_RISK_UP_TO:
        return Health(State.AT_RISK, why, "Help them to a first date: many are shy to ask.")
    return Health(
        State.DORMANT, why, "Offer to end the pair without blame, and to find another mentor."
    )


def _ago(days: int) -> str:
    if days <= 0:
        return "today"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{days // 7} weeks ago"
