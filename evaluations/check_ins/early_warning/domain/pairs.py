"""The state of a program's pairs: names, counts and dates, and nothing that anybody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef
from django.utils import timezone

from evaluations.check_ins.early_warning.domain.health import (
    PRESSING,
    Facts,
    Health,
    State,
    assess,
)
from evaluations.check_ins.feedback.models import Feedback
from evaluations.check_ins.models import CheckIn
from evaluations.meetings.domain.met import TOOK_PLACE, last_met
from evaluations.meetings.models import ActionItem, Meeting
from matching.models import Program, Proposal
from networks.models import Agreement, Tie
from profiles.models import Membership

LATE_AFTER = timedelta(days=14)
FEEDBACK_LOOKED_AT = 4


@dataclass(frozen=True)
class PairRow:
    """One pair as its program's director sees it."""

    tie: Tie
    health: Health
    met: int
    last_met: date | None


def pairs_of(program: Program) -> list[PairRow]:
    """Return the pairs that *program* made, the most pressing first. Six queries for any number."""
    today = program.institution.local_date()
    keys = list(
        Proposal.objects.filter(run__program=program, tie__isnull=False).values_list(
            "tie_id", flat=True
        )
    )
    rows = [
        PairRow(tie, assess(facts), facts.met, facts.last_met)
        for tie, facts in facts_of(keys, today=today)
    ]
    return sorted(
        rows,
        key=lambda row: (
            PRESSING.index(row.health.state),
            row.last_met or date.min,
            row.tie.protege.family_name,
            str(row.tie.pk),
        ),
    )


def shared_feedback(tie: Tie) -> tuple[float, ...]:
    """Return the means, 1 to 5, of what the two have shared with each other, the newest first."""
    rows = Feedback.objects.filter(tie=tie, audience=Feedback.Audience.SHARED)
    answers = rows.values_list(*Feedback.ITEMS)[:FEEDBACK_LOOKED_AT]
    said = ([one for one in row if one is not None] for row in answers)
    return tuple(sum(row) / len(row) for row in said if row)


def facts_of(keys: Sequence[UUID], *, today: date) -> list[tuple[Tie, Facts]]:
    """Return what is known of these ties on *today*. Five queries."""
    ahead = Meeting.objects.filter(
        tie=OuterRef("pk"), state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
    )
    ties = (
        Tie.objects.filter(pk__in=keys)
        .select_related("institution", "protege__unit", "mentor__unit", "external")
        .annotate(
            met=Count("meetings", filter=TOOK_PLACE),
            last_meeting=Max("meetings__starts_at", filter=TOOK_PLACE),
            planned=Exists(ahead),
        )
    )
    # "in_force" sorts before "proposed": reversed, what holds is written last and stays.
    cadences = dict(
        Agreement.objects.filter(tie__in=keys)
        .exclude(state=Agreement.State.REPLACED)
        .order_by("-state")
        .values_list("tie_id", "cadence")
    )
    missed = _missed_lately(keys)
    asked = check_ins_of(keys)
    late = dict(
        ActionItem.objects.open()
        .filter(tie__in=keys, due_on__lt=today - LATE_AFTER)
        .order_by()
        .values_list("tie")
        .annotate(count=Count("pk"))
    )
    met = {
        tie.pk: last_met(tie.institution, meeting=tie.last_meeting, check_in=asked[tie.pk].met_on)
        for tie in ties
    }
    return [
        (
            tie,
            Facts(
                today=today,
                started_on=tie.started_on or timezone.localtime(tie.created_at).date(),
                cadence=cadences.get(tie.pk, Agreement.Cadence.MONTHLY),
                met=tie.met,
                last_met=met[tie.pk],
                unanswered=asked[tie.pk].silent_since(met[tie.pk]),
                asked_for_help=asked[tie.pk].asked_for_help(met[tie.pk]),
                late_actions=late.get(tie.pk, 0),
                missed_lately=missed[tie.pk],
                planned=tie.planned,
                ended=tie.state == Tie.State.ENDED,
            ),
        )
        for tie in ties
    ]


def _missed_lately(keys: Sequence[UUID]) -> Counter[UUID]:
    """Return how many of each tie's last meetings in a row someone did not come to."""
    found: Counter[UUID] = Counter()
    broken: set[UUID] = set()
    rows = (
        Meeting.objects.filter(tie__in=keys, state__in=(Meeting.State.HELD, Meeting.State.MISSED))
        .order_by("-starts_at")
        .values_list("tie_id", "state")
    )
    for tie, state in rows:
        if state == Meeting.State.HELD:
            broken.add(tie)
        elif tie not in broken:
            found[tie] += 1
    return found


@dataclass
class _Asked:
    """What the check-ins of one tie say, anyone who answered them."""

    met_on: date | None = None
    help_on: date | None = None
    # Of each side: the days on which it was asked and said nothing, since its last answer.
    silent: dict[UUID, list[date]] = field(default_factory=lambda: defaultdict(list))

    def silent_since(self, day: date | None) -> int:
        """Return the longest row of unanswered check-ins that one side has left since *day*."""
        since = day or date.min
        return max((sum(one > since for one in days) for days in self.silent.values()), default=0)

    def asked_for_help(self, day: date | None) -> bool:
        """Return whether help was asked for and they have not met since."""
        return self.help_on is not None and self.help_on > (day or date.min)


def check_ins_of(
    keys: Sequence[UUID], *, member: Membership | None = None
) -> defaultdict[UUID, _Asked]:
    """Return what was asked of both sides of these ties, or of *member* alone. One query."""
    found: defaultdict[UUID, _Asked] = defaultdict(_Asked)
    asked = CheckIn.objects.filter(tie__in=keys, state=CheckIn.State.ASKED)
    if member is not None:
        asked = asked.filter(member=member)
    rows = asked.order_by("due_on").values_list(
        "tie_id", "member_id", "due_on", "answer", "met_on", "answered_at"
    )
    for tie, side, due_on, answer, met_on, answered_at in rows:
        one = found[tie]
        if not answer:
            one.silent[side].append(due_on)
            continue
        one.silent[side].clear()
        one.met_on = _later(one.met_on, met_on)
        if answer == CheckIn.Answer.HELP:
            one.help_on = _day(answered_at)
        elif one.help_on is not None and answer == CheckIn.Answer.MET:
            one.help_on = None
    return found


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days) if days else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def counts_of(rows: Sequence[PairRow]) -> list[tuple[State, int]]:
    """Return how many pairs are in each state, the most pressing first; states without any left out."""
    counts = Counter(row.health.state for row in rows)
    return [(state, counts[state]) for state in PRESSING if counts[state]]
