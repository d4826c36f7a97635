"""How a relationship is doing, as one of its two people reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from evaluations.check_ins.domain.asking import QUIET_AFTER
from evaluations.check_ins.early_warning.domain.health import OWN_ACTS, Facts, Health, assess
from evaluations.check_ins.early_warning.domain.pairs import (
    LATE_AFTER,
    check_ins_of,
    shared_feedback,
)
from evaluations.meetings.domain.met import last_met
from evaluations.relationship_page.domain.history import Relationship
from networks.models import Agreement, Tie
from profiles.models import Membership


@dataclass(frozen=True)
class OwnState:
    """How a tie is doing, for one of its two; `quiet` says that they are no longer asked."""

    health: Health
    act: str
    last_met: date | None
    quiet: bool


def own_state(
    tie: Tie, *, reader: Membership, there: Relationship, terms: Agreement | None, today: date
) -> OwnState:
    """Return how their own tie is doing, for one of its two people. Two queries.

    Of the check-ins, only the reader's count here: in the others they would read what the other
    side answered. Of the feedback, what the two shared with each other.
    """
    late = [
        one for one in there.actions if one.due_on is not None and one.due_on < today - LATE_AFTER
    ]
    mine = check_ins_of([tie.pk], member=reader)[tie.pk]
    met = last_met(tie.institution, meeting=there.last_meeting, check_in=mine.met_on)
    unanswered = mine.silent_since(met)
    facts = Facts(
        today=today,
        started_on=tie.started_on or timezone.localtime(tie.created_at).date(),
        cadence=terms.cadence if terms else Agreement.Cadence.MONTHLY,
        met=there.met_count,
        last_met=met,
        unanswered=unanswered,
        asked_for_help=mine.asked_for_help(met),
        late_actions=len(late),
        planned=bool(there.ahead),
        ended=tie.state == Tie.State.ENDED,
        feedback=shared_feedback(tie),
    )
    health = assess(facts)
    act = str(OWN_ACTS.get(health.state, ""))
    return OwnState(health, act, facts.last_met, unanswered >= QUIET_AFTER)
