"""The state of a program's pairs: names, counts and dates, and nothing that anybody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from evaluations.domain.health import PRESSING, Facts, Health, State, assess
from evaluations.domain.queries.relationship import Relationship
from evaluations.models import ActionItem, CheckIn, Meeting
from matching.models import Program, Proposal
from networks.domain.dates import local_date
from networks.models import Agreement, Tie

LATE_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class PairRow:
    """One pair as its program's director sees it."""

    tie: Tie
    health: Health
    met: int
    last_met: date | None


def pairs_of(program: Program) -> list[PairRow]:
    """Return the pairs that *program* made, the most pressing first. Six queries for any number."""
    today = local_date(program.institution)
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


def state_from(tie: Tie, there: Relationship, terms: Agreement | None, *, today: date) -> Health:
    """How their own tie is doing, for its two people: from what their page has read already.

    Check-ins are left out: each of the two would read in it what the other answered.
    """
    late = [
        one for one in there.actions if one.due_on is not None and one.due_on < today - LATE_AFTER
    ]
    return assess(
        Facts(
            today=today,
            started_on=tie.started_on or timezone.localtime(tie.created_at).date(),
            cadence=terms.cadence if terms else Agreement.Cadence.MONTHLY,
            met=there.past_count,
            last_met=_day(there.last_met),
            late_actions=len(late),
            planned=bool(there.ahead),
            ended=tie.state == Tie.State.ENDED,
        )
    )


def facts_of(keys: Sequence[UUID], *, today: date) -> list[tuple[Tie, Facts]]:
    """Return what is known of these ties on *today*. Five queries."""
    held = Q(meetings__state=Meeting.State.HELD)
    ahead = Meeting.objects.filter(
        tie=OuterRef("pk"), state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
    )
    ties = (
        Tie.objects.filter(pk__in=keys)
        .select_related("protege__unit", "mentor__unit", "external")
        .annotate(
            met=Count("meetings", filter=held),
            last_met=Max("meetings__starts_at", filter=held),
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
    asked = _check_ins(keys)
    late = dict(
        ActionItem.objects.open()
        .filter(tie__in=keys, due_on__lt=today - LATE_AFTER)
        .order_by()
        .values_list("tie")
        .annotate(count=Count("pk"))
    )
    return [
        (
            tie,
            Facts(
                today=today,
                started_on=tie.started_on or timezone.localtime(tie.created_at).date(),
                cadence=cadences.get(tie.pk, Agreement.Cadence.MONTHLY),
                met=tie.met,
                last_met=_later(_day(tie.last_met), asked[tie.pk].met_on),
                unanswered=asked[tie.pk].silent_since(_day(tie.last_met)),
                asked_for_help=asked[tie.pk].asked_for_help(_day(tie.last_met)),
                late_actions=late.get(tie.pk, 0),
                missed_lately=missed[tie.pk],
                planned=tie.planned,
                ended=tie.state == Tie.State.ENDED,
            ),
        )
        for tie in ties
    ]


def _missed_lately(keys: Sequence[UUID]) -> Counter[UUID]:
    """How many of each tie's last meetings in a row somebody did not come to."""
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
    """What the check-ins of one tie say, whoever answered them."""

    met_on: date | None = None
    help_on: date | None = None
    # Of each side: the days on which it was asked and said nothing, since its last answer.
    silent: dict[UUID, list[date]] = field(default_factory=lambda: defaultdict(list))

    def silent_since(self, day: date | None) -> int:
        """The longest row of unanswered check-ins that one side has left since *day*."""
        since = _later(day, self.met_on) or date.min
        return max((sum(one > since for one in days) for days in self.silent.values()), default=0)

    def asked_for_help(self, day: date | None) -> bool:
        """Whether help was asked for and they have not met since."""
        return self.help_on is not None and self.help_on > (_later(day, self.met_on) or date.min)


def _check_ins(keys: Sequence[UUID]) -> defaultdict[UUID, _Asked]:
    found: defaultdict[UUID, _Asked] = defaultdict(_Asked)
    rows = (
        CheckIn.objects.filter(tie__in=keys, state=CheckIn.State.ASKED)
        .order_by("due_on")
        .values_list("tie_id", "member_id", "due_on", "answer", "met_on", "answered_at")
    )
    for tie, member, due_on, answer, met_on, answered_at in rows:
        one = found[tie]
        if not answer:
            one.silent[member].append(due_on)
            continue
        one.silent[member].clear()
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
    """How many pairs are in each state, the most pressing first; states without any left out."""
    counts = Counter(row.health.state for row in rows)
    return [(state, counts[state]) for state in PRESSING if counts[state]]
