"""The state of a program's pairs: names, counts and dates, and nothing that anybody wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from evaluations.domain.health import PRESSING, Facts, Health, State, assess
from evaluations.models import Meeting
from matching.models import Program, Proposal
from networks.domain.dates import local_date
from networks.models import Agreement, Tie


@dataclass(frozen=True)
class PairRow:
    """One pair as its program's director sees it."""

    tie: Tie
    health: Health
    met: int
    last_met: date | None


def pairs_of(program: Program) -> list[PairRow]:
    """Return the pairs that *program* made, the most pressing first. Four queries for any number."""
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


def facts_of(keys: Sequence[UUID], *, today: date) -> list[tuple[Tie, Facts]]:
    """Return what is known of these ties on *today*. Three queries."""
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
    return [
        (
            tie,
            Facts(
                today=today,
                started_on=tie.started_on or timezone.localtime(tie.created_at).date(),
                cadence=cadences.get(tie.pk, Agreement.Cadence.MONTHLY),
                met=tie.met,
                last_met=_day(tie.last_met),
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


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def counts_of(rows: Sequence[PairRow]) -> list[tuple[State, int]]:
    """How many pairs are in each state, the most pressing first; states without any left out."""
    counts = Counter(row.health.state for row in rows)
    return [(state, counts[state]) for state in PRESSING if counts[state]]
