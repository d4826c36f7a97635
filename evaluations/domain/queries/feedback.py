"""What people let be counted of their feedback: figures about many, and never whose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Avg
from django.db.models.functions import TruncQuarter

from evaluations.domain.meeting import at_wall_time
from evaluations.models import Feedback
from matching.models import Program, Proposal
from networks.domain.dates import local_date

QUARTERS_SHOWN = 4


@dataclass(frozen=True)
class FeedbackQuarter:
    """The means of one quarter by item, 1 to 5 to the next half; None where too few spoke."""

    begins: date
    means: dict[str, float | None]


def feedback_trend(program: Program) -> list[FeedbackQuarter]:
    """Return the last four quarters that are over, the newest first. One query.

    Only what its authors let be counted; only where as many people answered as the institution's
    threshold says, each counted once. Quarters that are over, and halves: a figure that moved with
    every answer would give each one away.
    """
    institution = program.institution
    zone = ZoneInfo(institution.time_zone)
    this = _quarter_of(local_date(institution))
    first = date(this.year - 1, this.month, 1)
    ties = Proposal.objects.filter(run__program=program, tie__isnull=False).values("tie")
    rows = (
        Feedback.objects.filter(
            audience=Feedback.Audience.COUNTED,
            tie__in=ties,
            given_at__gte=at_wall_time(first, time(0), zone),
            given_at__lt=at_wall_time(this, time(0), zone),
        )
        .order_by()
        .annotate(quarter=TruncQuarter("given_at", tzinfo=zone))
        .values("quarter", "author")
        .annotate(**{f"mean_{item}": Avg(item) for item in Feedback.ITEMS})
    )
    found: dict[date, dict[str, dict[UUID, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        for item in Feedback.ITEMS:
            if row[f"mean_{item}"] is not None:
                found[_day(row["quarter"])][item][row["author"]] = row[f"mean_{item}"]
    least = max(institution.suppression_threshold, 2)
    return [
        FeedbackQuarter(
            begins, {item: _mean(said[item].values(), least) for item in Feedback.ITEMS}
        )
        for begins, said in sorted(found.items(), reverse=True)[:QUARTERS_SHOWN]
        if any(len(people) >= least for people in said.values())
    ]


def _mean(answers: Any, least: int) -> float | None:
    given = list(answers)
    return round(2 * sum(given) / len(given)) / 2 if len(given) >= least else None


def _quarter_of(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _day(moment: datetime) -> date:
    return moment.date()
