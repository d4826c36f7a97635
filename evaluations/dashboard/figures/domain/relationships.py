"""The relationships that programs made, month by month: what their directors may list by name.

Those that people found themselves are no director's business and are not among them. Where a program made
a pair of two who had found each other before, it counts from the day on which it was published.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from evaluations.check_ins.early_warning.domain.health import HEALTHY_UP_TO, INTERVAL_DAYS
from evaluations.dashboard.figures.domain.trend import Month
from evaluations.meetings.domain.met import MET_DAYS
from matching.models import Program, Proposal
from matching.pairs.models import programs_since
from profiles.models import Institution

# One line a month. A pair counts for its rhythm once it has had the time to meet in it.
HISTORY = f"""
WITH pair AS (
    -- Not the first day on the row, which is the mentee's to change.
    SELECT tie.id, (coalesce(made.at, tie.created_at) AT TIME ZONE %(zone)s)::date AS begun,
        tie.ended_on, (%(grace)s * coalesce((%(days)s::jsonb ->> terms.cadence)::int, 31))::int AS span
    FROM networks_tie tie
    JOIN unnest(%(ties)s::uuid[], %(made)s::timestamptz[]) AS made (tie_id, at)
        ON made.tie_id = tie.id
    LEFT JOIN networks_agreement terms ON terms.tie_id = tie.id AND terms.state = 'in_force'
    WHERE tie.institution_id = %(institution)s AND tie.state IN ('active', 'ended')
), month AS (
    SELECT * FROM unnest(%(firsts)s::date[], %(lasts)s::date[]) AS month (first, last)
), met AS (
    SELECT DISTINCT pair.id, month.last
    FROM ({MET_DAYS}) AS days JOIN pair ON pair.id = days.tie_id
    JOIN month ON days.day <= month.last AND days.day >= month.last - pair.span
)
SELECT month.first,
    count(*) FILTER (WHERE begun <= month.last AND (ended_on IS NULL OR ended_on > month.last)),
    count(*) FILTER (WHERE begun BETWEEN month.first AND month.last),
    count(*) FILTER (WHERE ended_on BETWEEN month.first AND month.last),
    count(*) FILTER (
        WHERE begun + span <= month.last AND (ended_on IS NULL OR ended_on > month.last)
    ),
    count(met.id) FILTER (
        WHERE begun + span <= month.last AND (ended_on IS NULL OR ended_on > month.last)
    )
FROM month CROSS JOIN pair LEFT JOIN met ON met.id = pair.id AND met.last = month.last
GROUP BY month.first
"""  # noqa: S608  (no value of anyone's stands in it)


@dataclass(frozen=True)
class MonthOfPairs:
    """One month: active at its end, begun and ended in it; of those long enough together, who met in time."""

    active: int = 0
    new: int = 0
    ended: int = 0
    settled: int = 0
    in_rhythm: int = 0


def history_of(
    institution: Institution, programs: QuerySet[Program], months: Sequence[Month]
) -> dict[date, MonthOfPairs]:
    """Return by its first day what each of *months* was like for the pairs of *programs*. Two queries."""
    made = Proposal.objects.filter(run__program__in=programs, tie__isnull=False)
    ties = dict(programs_since(made).values_list("tie", "made"))
    empty = {one.first: MonthOfPairs() for one in months}
    if not ties:
        return empty
    values: dict[str, Any] = {
        "institution": institution.pk,
        "zone": institution.time_zone,
        "ties": list(ties.keys()),
        "made": list(ties.values()),
        "days": json.dumps(INTERVAL_DAYS),
        "grace": HEALTHY_UP_TO,
        "firsts": [one.first for one in months],
        "lasts": [one.last for one in months],
    }
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, values)
        return empty | {row[0]: MonthOfPairs(*row[1:]) for row in cursor.fetchall()}
