"""What people let be counted of their feedback: figures about many, and never whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Avg, OuterRef, Subquery
from django.db.models.functions import TruncQuarter

from evaluations.check_ins.feedback.models import Feedback
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.privacy.models import FrozenFigures
from matching.models import Program, Proposal
from profiles.institution.domain.thresholds import thresholds_of
from profiles.models import Institution

QUARTERS_SHOWN = 4


@dataclass(frozen=True)
class FeedbackQuarter:
    """The means of one quarter by item, 1 to 5 to the next half; None where too few spoke."""

    begins: date
    means: dict[str, float | None]


@dataclass(frozen=True)
class FeedbackTrend:
    """The quarters that say something, the newest first, and whether anything is withheld."""

    quarters: tuple[FeedbackQuarter, ...]
    withholds: bool


def feedback_trend(program: Program) -> FeedbackTrend:
    """Return the last four quarters that are over. One query.

    A quarter without any figure is one in which too few answered, or no one: which is not told.
    Read from what was counted once, when each quarter was over: what someone withdraws or adds
    later moves no figure, so no figure tells of it.
    """
    this = _quarter_of(program.institution.local_date())
    rows = FrozenFigures.objects.filter(
        institution=program.institution_id,
        subject=program.pk,
        begins__gte=date(this.year - 1, this.month, 1),
        begins__lt=this,
    )
    least = program.institution.suppression_threshold
    found = [FeedbackQuarter(one.begins, _shown(one.figures, least)) for one in rows]
    began = _quarter_of(program.institution.local_date(now=program.created_at))
    last = sorted(found, key=lambda one: one.begins, reverse=True)[:QUARTERS_SHOWN]
    shown = tuple(one for one in last if any(mean is not None for mean in one.means.values()))
    # A program has figures of quarters before it began only where none is withheld of it.
    own = [one for one in last if one in shown or one.begins >= began]
    return FeedbackTrend(shown, any(None in one.means.values() for one in own))


def _shown(figures: dict[str, Any], least: int) -> dict[str, float | None]:
    """Return the means of as many people as the threshold says; it may have been raised since."""
    found: dict[str, float | None] = {}
    for item in Feedback.ITEMS:
        people, mean = figures.get(item, (0, None))
        found[item] = mean if people >= least else None
    return found


def freeze_feedback(institution: Institution, *, now: datetime | None = None) -> int:
    """Count the quarters that are over, once, for each program of *institution*; return how many.

    Only what its authors let be counted; only where as many people answered as the highest
    threshold in force since the quarter began says, each counted once; to the next half.
    """
    zone = institution.zone
    this = _quarter_of(institution.local_date(now=now))
    quarters = [this]
    for _back in range(QUARTERS_SHOWN):
        quarters.append(_quarter_of(quarters[-1] - timedelta(days=1)))
    frozen = set(
        FrozenFigures.objects.filter(institution=institution, begins__in=quarters).values_list(
            "subject", "begins"
        )
    )
    since = thresholds_of(institution)
    means = _means_of(institution, quarters[-1], this, zone)
    rows = []
    for program in Program.objects.filter(institution=institution).exclude(state="draft"):
        for begins in quarters[1:]:
            if (program.pk, begins) in frozen:
                continue
            least = since(at_wall_time(begins, time(0), zone))
            said = means.get((program.pk, begins), {})
            figures = {
                item: [len(people), _mean(people.values())]
                for item, people in said.items()
                if len(people) >= least
            }
            rows.append(
                FrozenFigures(
                    institution=institution,
                    subject=program.pk,
                    begins=begins,
                    threshold=least,
                    figures=figures,
                )
            )
    return len(FrozenFigures.objects.bulk_create(rows, ignore_conflicts=True))


def _means_of(
    institution: Institution, first: date, until: date, zone: ZoneInfo
) -> dict[tuple[UUID, date], dict[str, dict[UUID, float]]]:
    """Return what each author answered on average, by program and quarter, and item. One query."""
    rows = (
        Feedback.objects.filter(
            institution=institution,
            audience=Feedback.Audience.COUNTED,
            given_at__gte=at_wall_time(first, time(0), zone),
            given_at__lt=at_wall_time(until, time(0), zone),
        )
        .order_by()
        .annotate(quarter=TruncQuarter("given_at", tzinfo=zone), program=_program_of())
        .exclude(program=None)
        .values("program", "quarter", "author")
        .annotate(**{f"mean_{item}": Avg(item) for item in Feedback.ITEMS})
    )
    found: dict[tuple[UUID, date], dict[str, dict[UUID, float]]] = {}
    for row in rows:
        said = found.setdefault((row["program"], _day(row["quarter"])), {})
        for item in Feedback.ITEMS:
            if row[f"mean_{item}"] is not None:
                said.setdefault(item, {})[row["author"]] = row[f"mean_{item}"]
    return found


def _program_of() -> Subquery:
    """Return the program that made the pair of a feedback."""
    made = Proposal.objects.filter(tie=OuterRef("tie"))
    return Subquery(made.order_by("pk").values("run__program")[:1])


def _mean(answers: Iterable[float]) -> float:
    given = list(answers)
    return round(2 * sum(given) / len(given)) / 2


def _quarter_of(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _day(moment: datetime) -> date:
    return moment.date()
