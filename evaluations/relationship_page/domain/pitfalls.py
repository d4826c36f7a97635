"""Signs that a relationship deserves attention, shown to one person alone, kindly [P, L, R].

Pure: facts in, signs out. Each says why it matters and what to do; none blames anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.check_ins.early_warning.domain.health import INTERVAL_DAYS

# Twice the agreed interval without a meeting is a sign [P: finding time is the worst difficulty].
OVERDUE_INTERVALS = 2
LATE_ACTIONS = 3
TOPICS_LOOKED_AT = 5
NEEDS_ON_ONE = 0.8
FEWEST_NEEDS = 3
REVIEW_GRACE = timedelta(days=30)


@dataclass(frozen=True)
class Action:
    """One thing that someone took on: whether it is the reader's, when it was due and done."""

    mine: bool
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class Facts:
    """What one person's page of a relationship knows.

    `topics` are the areas that the last meetings spoke of, newest first, and `areas` those that
    the tie is for; `needs_on_this` is the share of the person's covered needs that rest on this
    mentor alone, None where it is not theirs to see.
    """

    today: date
    started_on: date
    last_met: date | None
    next_planned: date | None
    cadence: str = "monthly"
    agreed: bool = False
    review_on: date | None = None
    actions: tuple[Action, ...] = ()
    topics: tuple[frozenset[str], ...] = ()
    areas: frozenset[str] = frozenset()
    covered_needs: int = 0
    needs_on_this: float | None = None


@dataclass(frozen=True)
class Sign:
    """What shows, why it matters, and what to do about it."""

    code: str
    shows: str
    do: str


def signs(facts: Facts) -> list[Sign]:
    """Return the signs that these facts give, the most pressing first."""
    found = [
        _overdue(facts),
        _late(facts),
        _never_reviewed(facts),
        _never_agreed(facts),
        _one_for_everything(facts),
        _one_topic(facts),
    ]
    return [sign for sign in found if sign is not None]


def _overdue(facts: Facts) -> Sign | None:
    since = facts.last_met or facts.started_on
    limit = timedelta(
        days=INTERVAL_DAYS.get(facts.cadence, INTERVAL_DAYS["monthly"]) * OVERDUE_INTERVALS
    )
    if facts.next_planned is not None or facts.today - since <= limit:
        return None
    weeks = (facts.today - since).days // 7
    shows = (
        ngettext(
            "You have not met for %(count)d week.", "You have not met for %(count)d weeks.", weeks
        )
        if facts.last_met
        else ngettext(
            "You have not met since you started, %(count)d week ago.",
            "You have not met since you started, %(count)d weeks ago.",
            weeks,
        )
    )
    return Sign(
        "overdue",
        shows % {"count": weeks},
        _(
            "Finding time is the most common problem, and no one is to blame. "
            "Offer two times now, or agree to meet less often."
        ),
    )


def _late(facts: Facts) -> Sign | None:
    for mine in (True, False):
        due = [one for one in facts.actions if one.mine == mine and one.due_on is not None]
        late = [one for one in due if _is_late(one, facts.today)]
        if len(late) >= LATE_ACTIONS and len(late) == len(due):
            shows = (
                _("All %(count)d of your action items were late.")
                if mine
                else _("All %(count)d of the other person’s action items were late.")
            )
            return Sign(
                "late",
                shows % {"count": len(due)},
                _("Take on less, or set later dates. One small thing done is worth more."),
            )
    return None


def _is_late(action: Action, today: date) -> bool:
    assert action.due_on is not None  # noqa: S101  (the caller took the others out)
    return (action.done_on or today) > action.due_on


def _never_reviewed(facts: Facts) -> Sign | None:
    if facts.review_on is None or facts.today - facts.review_on <= REVIEW_GRACE:
        return None
    return Sign(
        "not_reviewed",
        _("It is time to review your agreement."),
        _("Needs change. Take ten minutes at your next meeting: what to keep, what to change?"),
    )


def _never_agreed(facts: Facts) -> Sign | None:
    if facts.agreed or facts.today - facts.started_on <= timedelta(days=60):
        return None
    return Sign(
        "not_agreed",
        _("You have not agreed on how to work together."),
        _("Most misunderstandings come from what no one said. The form gives you a start."),
    )


def _one_for_everything(facts: Facts) -> Sign | None:
    share = facts.needs_on_this
    if share is None or facts.covered_needs < FEWEST_NEEDS or share < NEEDS_ON_ONE:
        return None
    return Sign(
        "one_for_everything",
        _("You rely on this one person for almost everything you need."),
        _("No one can be everything. Look for someone else in your network for one of your needs."),
    )


def _one_topic(facts: Facts) -> Sign | None:
    last = [topics for topics in facts.topics if topics][:TOPICS_LOOKED_AT]
    if len(last) < TOPICS_LOOKED_AT or len(facts.areas) < 2:
        return None
    if len(frozenset.union(*last)) > 1:
        return None
    return Sign(
        "one_topic",
        _("Your last %(count)d meetings were all about the same topic.")
        % {"count": TOPICS_LOOKED_AT},
        _("That may be right for now. What else did you want from each other when you started?"),
    )


def needs_on_one(covering: Sequence[frozenset[str]], mentor: str) -> tuple[int, float]:
    """Return how many needs are covered, and the share that *mentor* alone covers.

    *covering* holds, for each covered need, the keys of those who cover it.
    """
    if not covering:
        return 0, 0.0
    alone = sum(people == {mentor} for people in covering)
    return len(covering), alone / len(covering)
