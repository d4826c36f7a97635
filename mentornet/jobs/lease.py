"""Leases: which rows no one works at, and how one worker takes them for a while.

Any table with a column `claimed_until` can be claimed so: jobs, messages, deliveries. Of the callers'
rows, those that another transaction has under a lock are left out, so any number of workers may
claim at once. A worker that dies keeps its rows until the lease is over, and no longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

LEASE = timedelta(minutes=3)


def free(now: datetime) -> models.Q:
    """Return the condition for rows that no one has."""
    return models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)


def claim(
    rows: models.QuerySet[Any],
    *,
    now: datetime,
    size: int = 1,
    lease: timedelta = LEASE,
    **changes: Any,
) -> list[Any]:
    """Take up to *size* of *rows* (filtered and ordered by the caller) until `now + lease`.

    *changes* are written with the lease, in one statement; the rows are returned as they are then.
    """
    model = rows.model
    with transaction.atomic():
        found = list(
            rows.filter(free(now)).select_for_update(skip_locked=True, of=("self",))[:size]
        )
        if not found:
            return []
        keys = [row.pk for row in found]
        written = {"claimed_until": now + lease, **changes}
        model._base_manager.filter(pk__in=keys).update(**written)
        plain = {
            name: value
            for name, value in written.items()
            if not isinstance(value, models.expressions.BaseExpression | models.F)
        }
        computed = [name for name in written if name not in plain]
        for row in found:
            for name, value in plain.items():
                setattr(row, name, value)
            if computed:
                row.refresh_from_db(fields=computed)
    return found
