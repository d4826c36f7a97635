"""Early warning: the state of a relationship from what is known of its meetings [P].

In the two-year program of [P] four of eleven assigned pairs could not find the time, and no one
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
THIN_UP_TO = 2.0
AT_RISK_UP_TO = 6.0
MISSED_IN_A_ROW = 2
UNANSWERED_WHILE_LATE = 1
SESSIONS_LOOKED_AT = 3
GROUP_THIN_BELOW = 0.75
GROUP_AT_RISK_BELOW = 0.62
GROUP_AT_RISK_AFTER = 62  # days since the last session, with none planned
GROUP_DORMANT_AFTER = 180
LATE_ACTIONS = 3
FEEDBACK_LOW = 2.5  # of 1 to 5
FEEDBACK_FALL = 1.0


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
    someone did not come; `unanswered` the check-ins in a row that one side left unanswered since
    the last meeting; `late_actions` those open two weeks after their day; `planned` says whether a
    meeting lies ahead. `feedback` holds the means (1 to 5) of what the two have shared with each
    other, the newest first, and is for their own eyes: what is counted without a name is never
    among a pair's facts, for of two people each would know at once whose word it was.
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
    feedback: tuple[float, ...] = ()


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
        if feedback_is_falling(facts.feedback):
            return Health(
                State.THIN,
                f"{since} The last feedback that you shared was less good.",
                "Read it together, and change one thing.",
            )
        return Health(State.HEALTHY, since)
    if facts.planned:
        return Health(State.THIN, f"{since} A meeting is planned.")
    if facts.unanswered >= UNANSWERED_WHILE_LATE and days <= interval * AT_RISK_UP_TO:
        return Health(
            State.AT_RISK,
            f"{since} {_unanswered(facts.unanswered)}",
            "Ask in person: mail has stopped working for one of them.",
        )
    if days <= interval * THIN_UP_TO:
        return Health(State.THIN, since, "Remind both that two lines are enough to fix a date.")
    if days <= interval * AT_RISK_UP_TO:
        return Health(State.AT_RISK, since, "Write to both now: time is what most pairs fail for.")
    return Health(
        State.DORMANT, since, "Offer to end the pair without blame, and to find another mentor."
    )


def feedback_is_falling(means: tuple[float, ...]) -> bool:
    """Return whether the newest feedback is poor, or clearly poorer than that before it.

    >>> feedback_is_falling((3.0, 4.5, 4.0)), feedback_is_falling((4.0, 4.5)), feedback_is_falling(())
    (True, False, False)
    """
    if not means:
        return False
    newest, *before = means
    fell = bool(before) and sum(before) / len(before) - newest >= FEEDBACK_FALL
    return newest <= FEEDBACK_LOW or fell


# What the two can do themselves, where a director would be told what to offer them.
OWN_ACTS = {
    State.THIN: "Two lines are enough: “Which of these two dates suits you?”",
    State.AT_RISK: "Offer two dates today. If time is the trouble, agree on a longer rhythm.",
    State.DORMANT: "Offer a date, or end it without blame: that is an ordinary step.",
}


@dataclass(frozen=True)
class GroupFacts:
    """What is known of one group on one day; never what was said.

    `came` holds, for the last sessions with attendance, the newest first, the part of those
    expected who came, 0 to 1; `next_on` is the day of the next session, if one is planned.
    """

    today: date
    started_on: date
    sessions: int = 0
    last_met: date | None = None
    next_on: date | None = None
    missed_lately: int = 0
    came: tuple[float, ...] = ()
    ended: bool = False
    lacks_facilitator: bool = False


def assess_group(facts: GroupFacts) -> Health:
    """Return the state of a group with its reason: 89 of 100 came in the program of [P]."""
    if facts.ended:
        return Health(State.ENDED, "The group is closed.")
    if facts.lacks_facilitator:
        return Health(State.AT_RISK, "It needs a facilitator.", "Choose someone to facilitate it.")
    days = (facts.today - (facts.last_met or facts.started_on)).days
    since = (
        f"Last met {_ago(days)}." if facts.last_met else f"Not met since the start {_ago(days)}."
    )
    if facts.missed_lately >= MISSED_IN_A_ROW:
        return Health(
            State.AT_RISK,
            f"The last {facts.missed_lately} sessions did not take place.",
            "Ask the one who facilitates what stands in the way: usually the hour.",
        )
    if facts.next_on is None and days > GROUP_DORMANT_AFTER:
        return Health(State.DORMANT, since, "Ask the members whether to go on, or close the group.")
    if facts.next_on is None and (facts.last_met is None or days > GROUP_AT_RISK_AFTER):
        return Health(
            State.AT_RISK, f"{since} No session is planned.", "Dates for half a year, today."
        )
    if facts.last_met is None:
        return Health(State.STARTING, "The first session is planned.")
    lately = facts.came[:SESSIONS_LOOKED_AT]
    share = sum(lately) / len(lately) if lately else 1.0
    if share < GROUP_THIN_BELOW:
        return Health(
            State.AT_RISK if share < GROUP_AT_RISK_BELOW else State.THIN,
            f"{round(100 * share)} % came to the last sessions.",
            "Ask those who stay away, one by one; another hour brings most of them back.",
        )
    if facts.next_on is None:
        return Health(State.THIN, f"{since} No session is planned.", "Ask for the next dates.")
    return Health(State.HEALTHY, since)


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


def _unanswered(count: int) -> str:
    if count == 1:
        return "The last check-in was not answered."
    return f"The last {count} check-ins were not answered."


def _ago(days: int) -> str:
    if days <= 0:
        return "today"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{days // 7} weeks ago"
