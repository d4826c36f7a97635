"""What a run was given is purged a year after its program: wishes do not outlive their purpose.

Until then a run can be explained and made again. It holds who asked to be kept from whom, whom
people named or declined, what they wrote of their goals and said of themselves; none of that can be
taken out and the run still come out the same. So all of it goes, and the run says so; its outcome
stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from matching.programs.models import Program
from matching.programs.runs.models import MatchRun

RETENTION = timedelta(days=365)


def purge_inputs(*, now: datetime) -> int:
    """Empty the inputs of the runs whose program has been over for a year; how many there were.

    A program is over when it was closed, or on its last day where no one has closed it.
    """
    over = _over(now=now)
    rows = MatchRun.objects.filter(program__in=over, forgotten_at=None)
    count: int = rows.exclude(state__in=MatchRun.WORKING_STATES).update(
        inputs=b"", forgotten_at=now
    )
    return count


def _over(*, now: datetime) -> QuerySet[Program]:
    """Return the programs that have been over for RETENTION."""
    candidates = (
        Program.objects.filter(closed_at=None, starts_on__lt=(now - RETENTION).date())
        .filter(runs__forgotten_at=None, runs__isnull=False)
        .select_related("institution")
        .distinct()
    )
    ended = [
        one.pk
        for one in candidates
        if one.ends_on and one.ends_on + RETENTION < one.institution.local_date(now=now)
    ]
    found: QuerySet[Program] = Program.objects.filter(
        Q(closed_at__lt=now - RETENTION) | Q(pk__in=ended)
    )
    return found
