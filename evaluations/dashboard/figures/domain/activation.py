"""Since when the people of the roster use their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from evaluations.dashboard.figures.domain.trend import Month
from profiles.models import Membership


def activation_of(
    people: QuerySet[Membership], months: Sequence[Month], zone: ZoneInfo
) -> tuple[int, dict[date, int]]:
    """Return how many *people* there are, and how many had activated by the end of each month. One query."""
    rows = (
        people.order_by()
        .annotate(month=TruncMonth("joined_at", tzinfo=zone))
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    counts = {moment.date() if moment else None: count for moment, count in rows}
    by_month = {
        one.first: sum(count for day, count in counts.items() if day and day <= one.last)
        for one in months
    }
    return sum(counts.values()), by_month
