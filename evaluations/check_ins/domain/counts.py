"""How many people of programs' pairs answered when they were asked whether they met, by month.

Who answered is confidential (see api.py of this neighborhood), so it is counted once, when the month is
over, for the whole institution, and never again; too few people are never counted aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from evaluations.check_ins.models import CheckIn
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.privacy.domain.suppression import is_sensitive
from evaluations.privacy.models import FrozenFigures
from matching.models import Proposal
from profiles.institution.domain.thresholds import thresholds_of
from profiles.models import Institution

MONTHS_BACK = 12


@dataclass(frozen=True)
class AnsweredMonth:
    """A month that is over: of so many people who were asked, so many answered. None: not shown."""

    begins: date
    asked: int | None
    answered: int | None


def subject_of(institution: Institution) -> UUID:
    """Return the name under which these counts stand among the figures that are counted once."""
    return uuid5(institution.pk, "check-ins")


def answered_by_month(institution: Institution) -> list[AnsweredMonth]:
    """Return the months that were counted, the oldest first. One query."""
    rows = FrozenFigures.objects.filter(institution=institution, subject=subject_of(institution))
    found = []
    for row in sorted(rows, key=lambda one: one.begins)[-MONTHS_BACK:]:
        least = max(row.threshold, institution.suppression_threshold)
        asked, answered = row.figures.get("asked"), row.figures.get("answered")
        if asked is None or answered is None or is_sensitive(answered, asked, least):
            asked = answered = None
        found.append(AnsweredMonth(row.begins, asked, answered))
    return found


def freeze_check_ins(institution: Institution, *, now: datetime | None = None) -> int:
    """Count the months that are over, each once; return how many were counted. Idempotent.

    A month counts people, each once: those of programs' pairs who were asked in it, and who of them answered
    before it was over. No one asked: nothing is written, so a month may still be counted later.
    """
    zone = institution.zone
    months = [institution.local_date(now=now).replace(day=1)]
    for _back in range(MONTHS_BACK):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    subject, since = subject_of(institution), thresholds_of(institution)
    known = set(
        FrozenFigures.objects.filter(institution=institution, subject=subject).values_list(
            "begins", flat=True
        )
    )
    counted = _counts_of(institution, months, zone)
    rows = []
    for begins in months[1:]:
        asked, answered = counted.get(begins, (0, 0))
        if begins in known or not asked:
            continue
        least = since(at_wall_time(begins, time(0), zone))
        shown = not is_sensitive(answered, asked, least)
        rows.append(
            FrozenFigures(
                institution=institution,
                subject=subject,
                begins=begins,
                threshold=least,
                figures={"asked": asked, "answered": answered} if shown else {},
            )
        )
    return len(FrozenFigures.objects.bulk_create(rows, ignore_conflicts=True))


def _counts_of(
    institution: Institution, months: Sequence[date], zone: ZoneInfo
) -> dict[date, tuple[int, int]]:
    """Return who was asked and who answered, by month. One query."""
    rows = (
        CheckIn.objects.filter(
            Exists(Proposal.objects.filter(tie=OuterRef("tie"))),
            institution=institution,
            state=CheckIn.State.ASKED,
            asked_at__gte=at_wall_time(months[-1], time(0), zone),
            asked_at__lt=at_wall_time(months[0], time(0), zone),
        )
        .order_by()
        .annotate(
            month=TruncMonth("asked_at", tzinfo=zone),
            answered_in=TruncMonth("answered_at", tzinfo=zone),
        )
        .values("month")
        .annotate(
            asked=Count("member", distinct=True),
            answered=Count(
                "member",
                distinct=True,
                filter=~Q(answer="") & Q(answered_in=TruncMonth("asked_at", tzinfo=zone)),
            ),
        )
    )
    return {row["month"].date(): (row["asked"], row["answered"]) for row in rows}
