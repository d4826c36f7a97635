"""Early warning: the state of a relationship from what is known of its meetings [P].

In the two-year program of [P] four of eleven assigned pairs could not find the time, and no one
noticed early. Pure: facts in, a state with its reason and an act out. The thresholds are named
here and nowhere else; they count in the intervals that the two agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

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
GROUP_NEW_FOR = 14  # days in which a new group may still look for its dates and its facilitator
LATE_ACTIONS = 3
FEEDBACK_LOW = 2.5  # of 1 to 5
FEEDBACK_FALL = 1.0
FEW_DAYS = 14  # from here on, weeks are named


class State(StrEnum):
    """From the one that needs least to the one that needs most."""

    STARTING = "starting"
    HEALTHY = "healthy"
    THIN = "thin"
    AT_RISK = "at_risk"
    DORMANT = "dormant"
    ENDED = "ended"


LABELS: dict[State, StrOrPromise] = {
    State.STARTING: gettext_lazy("Getting started"),
    State.HEALTHY: gettext_lazy("On track"),
    State.THIN: gettext_lazy("Slowing down"),
    State.AT_RISK: gettext_lazy("At risk"),
    State.DORMANT: gettext_lazy("Not meeting"),
    State.ENDED: gettext_lazy("Ended"),
}
MEANINGS: dict[State, StrOrPromise] = {
    State.STARTING: gettext_lazy("They are new and still have time for a first meeting."),
    State.HEALTHY: gettext_lazy("They meet about as often as they agreed."),
    State.THIN: gettext_lazy("Their next meeting, or several action items, are late."),
    State.AT_RISK: gettext_lazy(
        "They are well past their usual interval, missed meetings, or asked for help."
    ),
    State.DORMANT: gettext_lazy("They have not met for more than six times their usual interval."),
    State.ENDED: gettext_lazy("The relationship has ended."),
}
"""What each state means, in one line, for a director who looks at pairs."""

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

    @property
    def label(self) -> StrOrPromise:
        """What the state is called."""
        return LABELS[self.state]


def assess(facts: Facts) -> Health:
    """Return the state of a relationship with its reason.

    >>> assess(Facts(date(2026, 6, 1), date(2026, 1, 1), met=3, last_met=date(2026, 5, 20))).state
    <State.HEALTHY: 'healthy'>
    """
    if facts.ended:
        return Health(State.ENDED, _("The relationship has ended."))
    if facts.asked_for_help:
        return Health(
            State.AT_RISK,
            _("One of the two asked for help."),
            _("Talk to each person alone. Ask what would help before you ask why."),
        )
    interval = INTERVAL_DAYS.get(facts.cadence, INTERVAL_DAYS["monthly"])
    if facts.last_met is None:
        return _not_met_yet(facts, interval)
    days = (facts.today - facts.last_met).days
    if facts.missed_lately >= MISSED_IN_A_ROW:
        missed = _("The last %(count)d meetings did not take place.")
        return Health(
            State.AT_RISK,
            missed % {"count": facts.missed_lately},
            _("Ask both whether a different schedule, or a different pair, would work better."),
        )
    if days <= interval * HEALTHY_UP_TO:
        return _met_in_time(facts, days)
    return _met_late(facts, days, interval)


def _met_in_time(facts: Facts, days: int) -> Health:
    since = _last_met(days)
    if facts.late_actions >= LATE_ACTIONS:
        late = _("%(count)d action items are late.") % {"count": facts.late_actions}
        act = _("Nothing to do yet. The next meeting usually fixes this.")
        return Health(State.THIN, f"{since} {late}", act)
    if feedback_is_falling(facts.feedback):
        fell = _("The latest feedback that you shared is low or has dropped.")
        return Health(State.THIN, f"{since} {fell}", _("Read it together, and change one thing."))
    return Health(State.HEALTHY, since)


def _met_late(facts: Facts, days: int, interval: int) -> Health:
    since = _last_met(days)
    if facts.planned:
        return Health(State.THIN, f"{since} {_('A meeting is scheduled.')}")
    if facts.unanswered >= UNANSWERED_WHILE_LATE and days <= interval * AT_RISK_UP_TO:
        return Health(
            State.AT_RISK,
            f"{since} {_unanswered(facts.unanswered)}",
            _("Ask in person. One of them no longer answers emails."),
        )
    if days <= interval * THIN_UP_TO:
        act = _("Remind both: a two-line email is enough to set a date.")
        return Health(State.THIN, since, act)
    if days <= interval * AT_RISK_UP_TO:
        act = _("Write to both now. Finding time is the most common problem.")
        return Health(State.AT_RISK, since, act)
    return Health(State.DORMANT, since, _offer_another())


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
    State.THIN: gettext_lazy("A short email is enough: “Which of these two dates works for you?”"),
    State.AT_RISK: gettext_lazy(
        "Offer two dates today. If time is short, agree to meet less often."
    ),
    State.DORMANT: gettext_lazy(
        "Offer a date, or end the relationship. Ending it is normal, and no one is to blame."
    ),
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
        return Health(State.ENDED, _("The group is closed."))
    if facts.last_met is None and (facts.today - facts.started_on).days <= GROUP_NEW_FOR:
        return _new_group(facts)
    if facts.lacks_facilitator:
        return Health(State.AT_RISK, _("The group has no facilitator."), _("Choose a facilitator."))
    days = (facts.today - (facts.last_met or facts.started_on)).days
    since = _last_met(days) if facts.last_met else _no_meeting(days)
    if facts.missed_lately >= MISSED_IN_A_ROW:
        missed = _("The last %(count)d sessions did not take place.")
        return Health(
            State.AT_RISK,
            missed % {"count": facts.missed_lately},
            _("Ask the facilitator what gets in the way. It is usually the time of day."),
        )
    if facts.next_on is None and days > GROUP_DORMANT_AFTER:
        act = _("Ask the members whether to continue, or close the group.")
        return Health(State.DORMANT, since, act)
    none_ahead = f"{since} {_('No session is scheduled.')}"
    if facts.next_on is None and (facts.last_met is None or days > GROUP_AT_RISK_AFTER):
        return Health(State.AT_RISK, none_ahead, _("Set dates for the next six months."))
    if facts.last_met is None:
        return Health(State.STARTING, _("The first session is scheduled."))
    if low := _low_attendance(facts):
        return low
    if facts.next_on is None:
        return Health(State.THIN, none_ahead, _("Ask the facilitator for the next dates."))
    return Health(State.HEALTHY, since)


def _new_group(facts: GroupFacts) -> Health:
    """Return that the group begins, with what it lacks; it is at risk only after a while."""
    if facts.lacks_facilitator:
        return Health(
            State.STARTING, _("The group has no facilitator."), _("Choose a facilitator.")
        )
    if facts.next_on is None:
        return Health(
            State.STARTING, _("Just started. No session is scheduled."), _("Set the first dates.")
        )
    return Health(State.STARTING, _("The first session is scheduled."))


def _low_attendance(facts: GroupFacts) -> Health | None:
    lately = facts.came[:SESSIONS_LOOKED_AT]
    share = sum(lately) / len(lately) if lately else 1.0
    if share >= GROUP_THIN_BELOW:
        return None
    return Health(
        State.AT_RISK if share < GROUP_AT_RISK_BELOW else State.THIN,
        _("%(percent)d%% came to the last sessions.") % {"percent": round(100 * share)},
        _("Ask each person who stays away. A different time brings most of them back."),
    )


def _not_met_yet(facts: Facts, interval: int) -> Health:
    days = (facts.today - facts.started_on).days
    why = _no_meeting(days)
    if days <= max(FIRST_MEETING_WITHIN, interval):
        return Health(State.STARTING, why)
    if facts.planned:
        return Health(State.THIN, f"{why} {_('The first meeting is scheduled.')}")
    if days <= interval * AT_RISK_UP_TO:
        act = _("Help them set a first date. Many people are shy to ask.")
        return Health(State.AT_RISK, why, act)
    return Health(State.DORMANT, why, _offer_another())


def _offer_another() -> str:
    return _("Offer to end the pair, without blame, and to find another mentor.")


def _unanswered(count: int) -> str:
    said = ngettext(
        "The last check-in was not answered.",
        "The last %(count)d check-ins were not answered.",
        count,
    )
    return said % {"count": count}


def _last_met(days: int) -> str:
    if days <= 0:
        return _("Last met today.")
    if days == 1:
        return _("Last met yesterday.")
    if days < FEW_DAYS:
        said = ngettext("Last met %(count)d day ago.", "Last met %(count)d days ago.", days)
        return said % {"count": days}
    weeks = days // 7
    said = ngettext("Last met %(count)d week ago.", "Last met %(count)d weeks ago.", weeks)
    return said % {"count": weeks}


def _no_meeting(days: int) -> str:
    if days <= 0:
        return _("Just started.")
    if days < FEW_DAYS:
        said = ngettext(
            "Started %(count)d day ago, no meeting yet.",
            "Started %(count)d days ago, no meeting yet.",
            days,
        )
        return said % {"count": days}
    weeks = days // 7
    said = ngettext(
        "Started %(count)d week ago, no meeting yet.",
        "Started %(count)d weeks ago, no meeting yet.",
        weeks,
    )
    return said % {"count": weeks}
