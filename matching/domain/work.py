"""Rows that a worker works at: which wait, and who may have one.

A row has a state (queued, running, …) and `beat_at`, when its worker was last heard of. One that
has not been heard of for `LOST_AFTER` is dead, and another worker takes the row over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

LOST_AFTER = timedelta(minutes=10)
QUEUED, RUNNING = "queued", "running"


def waiting(rows: QuerySet[Any], *, now: datetime) -> list[UUID]:
    """Return the keys of those at which nobody works, the oldest first."""
    lost = Q(state=RUNNING, beat_at__lt=now - LOST_AFTER)
    free = rows.filter(Q(state=QUEUED) | lost)
    return list(free.order_by("created_at").values_list("pk", flat=True))


def claim(rows: QuerySet[Any], pk: UUID, *, now: datetime) -> Any | None:
    """Take the row *pk* for this worker; None where somebody has it or nothing is to be done."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if row is None:
            return None
        lost = row.state == RUNNING and (row.beat_at is None or row.beat_at < now - LOST_AFTER)
        if row.state != QUEUED and not lost:
            return None
        row.state, row.beat_at, row.progress_done = RUNNING, now, 0
        row.save(update_fields=["state", "beat_at", "progress_done"])
    return row
