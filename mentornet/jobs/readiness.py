"""Whether the service can work: its database, its broker, its workers and beat, and what waits.

Numbers alone: anyone may ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from mentornet.changes.horizon import oldest_write_seconds
from mentornet.jobs.models import Job, ProcessSeen
from mentornet.jobs.queue import waiting_by_queue
from mentornet.jobs.seen import GONE_AFTER
from mentornet.tenancy.scope import operations

Role = ProcessSeen.Role
SECONDS_FOR_THE_BROKER = 2


@dataclass(frozen=True)
class Readiness:
    """What `/readyz` tells. Seconds are None where nothing was seen, or nothing waits."""

    database: bool = False
    broker: bool = False
    workers: dict[str, int] = field(default_factory=dict)
    beat_seen_seconds: int | None = None
    waiting: dict[str, int] = field(default_factory=dict)
    oldest_waiting_seconds: dict[str, int | None] = field(default_factory=dict)
    failed: int | None = None
    oldest_write_seconds: int | None = None

    @property
    def is_ready(self) -> bool:
        """Return whether everything is there: a worker for each queue, and beat of late."""
        beat = self.beat_seen_seconds is not None and (
            self.beat_seen_seconds <= GONE_AFTER.total_seconds()
        )
        served = all(self.workers.get(queue) for queue in settings.QUEUES)
        return self.database and self.broker and served and beat


def readiness() -> Readiness:
    """Look at all of it. Never raises: what cannot be asked is not there."""
    broker = _has_broker()
    try:
        return Readiness(database=True, broker=broker, **_seen(timezone.now()))
    except Error:
        connections.close_all()
        return Readiness(broker=broker)


def _has_broker() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=SECONDS_FOR_THE_BROKER)
    except Exception:
        # Whatever its library raises: it is not there.
        return False
    return True


def _seen(now: datetime) -> dict[str, Any]:
    with operations():
        waiting = waiting_by_queue(now=now)
        failed = Job.objects.filter(state=Job.State.FAILED).count()
    seen = list(ProcessSeen.objects.values_list("role", "queues", "seen_at"))
    beats = [_seconds(now, at) for role, _queues, at in seen if role == Role.BEAT]
    workers = [
        set(queues.split(","))
        for role, queues, at in seen
        if role == Role.WORKER and at >= now - GONE_AFTER
    ]
    return {
        "workers": {queue: _serving(workers, queue) for queue in settings.QUEUES},
        "beat_seen_seconds": min(beats, default=None),
        "waiting": {
            queue: waiting[queue][0] if queue in waiting else 0 for queue in settings.QUEUES
        },
        "oldest_waiting_seconds": {
            queue: _seconds(now, waiting[queue][1]) if queue in waiting else None
            for queue in settings.QUEUES
        },
        "failed": failed,
        "oldest_write_seconds": oldest_write_seconds(),
    }


def _serving(workers: Iterable[set[str]], queue: str) -> int:
    return sum(queue in queues for queues in workers)


def _seconds(now: datetime, then: datetime) -> int:
    return max(0, int((now - then).total_seconds()))
