"""Work that comes again and again for every institution, each by itself, under a lease.

Every institution has a job of its own for each kind. A sweep goes through those that were done longest
ago, so that what a time limit cuts off is the next sweep's first. One that fails waits, longer each
time, stands as failed after a few attempts, and is still tried now and then; operators see it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mentornet.jobs import lease
from mentornet.jobs.kinds import ATTEMPTS
from mentornet.jobs.models import Job
from mentornet.jobs.worker import claimed, heartbeat, place_of, renew_connections, wait_after
from mentornet.tenancy.scope import in_institution, operations

logger = logging.getLogger(__name__)

State = Job.State
# What a sweep leaves of the time that a task may take, for the institution that it is at.
KEPT_BACK = 600


def sweep(kind: str, work: Callable[[], int], *, queue: str = "default") -> int:
    """Do *work* within each institution in turn; the sum of what it returns."""
    return sweep_each(kind, lambda _institution: work(), queue=queue)


def sweep_each(kind: str, work: Callable[[Any], int], *, queue: str = "default") -> int:
    """Do *work*, which is told for which, within each institution in turn; the sum of its returns.

    Another worker's sweep of the same kind takes other institutions. What fails is noted in the job
    of its institution, and the next one's turn comes.
    """
    begun, started = time.monotonic(), timezone.now()
    done = 0
    for pk, institution_id, was_killed in _due(kind, queue, started):
        if time.monotonic() - begun > settings.LONGEST_TASK - KEPT_BACK:
            logger.warning("A sweep of %s has no time left; the next one goes on.", kind)
            break
        job = _claim(pk, started)
        if job is None:
            continue
        if was_killed:
            _close(job, failed_by="the worker was killed")
        else:
            done += _do(job, institution_id, work)
    return done


def _due(kind: str, queue: str, now: datetime) -> list[tuple[UUID, UUID, bool]]:
    """The jobs of this kind that are due, the longest not done first; new institutions get theirs.

    With each its institution, and whether it has cost its workers their life as often as may be.
    """
    own = Job.objects.filter(kind=kind, subject_id=None)
    with operations():
        institutions = apps.get_model("profiles", "Institution").objects.all()
        without = institutions.filter(~Exists(own.filter(institution=OuterRef("pk"))))
        missing = [
            Job(institution_id=key, kind=kind, queue=queue, state=State.DONE, due_at=now)
            for key in without.values_list("pk", flat=True)
        ]
        if missing:
            Job.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1_000)
        rows = own.filter(lease.free(now), due_at__lte=now).exclude(state=State.CANCELLED)
        found = rows.order_by("due_at", "institution").values_list(
            "pk", "institution_id", "state", "attempts"
        )
        return [
            (pk, institution_id, state == State.RUNNING and attempts >= ATTEMPTS)
            for pk, institution_id, state, attempts in found
        ]


def _claim(pk: UUID, started: datetime) -> Job | None:
    """Take one; None where another worker has it, or has done it since *started*."""
    rows = Job.objects.filter(pk=pk, due_at__lte=started).exclude(state=State.CANCELLED)
    with operations():
        found = lease.claim(rows, now=timezone.now(), **claimed(timezone.now()))
    return found[0] if found else None


def _do(job: Job, institution_id: UUID, work: Callable[[Any], int]) -> int:
    try:
        with in_institution(institution_id), heartbeat(job):
            institution = apps.get_model("profiles", "Institution").objects.get(pk=institution_id)
            done = work(institution)
    except SoftTimeLimitExceeded as error:
        _close(job, failed_by=place_of(error))
        raise
    except Exception as error:
        # Whatever it is: no one else waits for this institution.
        logger.exception("%s failed in institution %s", job.kind, institution_id)
        renew_connections()
        _close(job, failed_by=place_of(error))
        return 0
    _close(job)
    return done


def _close(job: Job, *, failed_by: str = "") -> None:
    now = timezone.now()
    changes: dict[str, Any] = {"state": State.DONE, "attempts": 0, "error": "", "due_at": now}
    if failed_by:
        failed = job.attempts >= ATTEMPTS
        changes = {
            "state": State.FAILED if failed else State.WAITING,
            "error": failed_by,
            "due_at": now + wait_after(job.attempts),
        }
    own = Job.objects.filter(pk=job.pk, holder=job.holder)
    with in_institution(job.institution_id):
        own.update(claimed_until=None, holder=None, finished_at=now, **changes)
