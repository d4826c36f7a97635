"""What is asked of jobs: queue one, look it up, cancel it, try it again. Each in the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from mentornet.jobs.kinds import kind_of, known, runnable
from mentornet.jobs.lease import free
from mentornet.jobs.models import Job
from mentornet.jobs.wake import wake_queue

State = Job.State
KEPT_FOR = timedelta(days=30)
BY_WHO_ASKED = "cancelled by who asked for it"
OPENED: dict[str, Any] = {
    "state": State.WAITING,
    "attempts": 0,
    "claimed_until": None,
    "holder": None,
    "message": "",
    "error": "",
    "finished_at": None,
}


def enqueue(kind: str, subject: Any) -> Job:
    """Have *kind* done for the row *subject*, and a worker woken after the commit.

    Idempotent: one that waits or runs is returned as it is, one that is over begins again.
    """
    queue = kind_of(kind).queue
    with transaction.atomic():
        job = _lock_for_update(kind, subject.pk) or _created(kind, queue, subject)
        if not job.is_open:
            _reopen(job, timezone.now())
    wake_queue(queue)
    return job


def _lock_for_update(kind: str, subject_id: UUID) -> Job | None:
    rows = Job.objects.select_for_update().filter(kind=kind, subject_id=subject_id)
    found: Job | None = rows.first()
    return found


def _created(kind: str, queue: str, subject: Any) -> Job:
    try:
        with transaction.atomic():
            made: Job = Job.objects.create(
                institution_id=subject.institution_id,
                kind=kind,
                queue=queue,
                subject_id=subject.pk,
                due_at=timezone.now(),
            )
    except IntegrityError:
        # Another transaction was first.
        found = _lock_for_update(kind, subject.pk)
        assert found is not None  # noqa: S101  (its row kept ours out)
        return found
    return made


def _reopen(job: Job, now: datetime) -> None:
    for name, value in {**OPENED, "due_at": now}.items():
        setattr(job, name, value)
    job.save(update_fields=[*OPENED, "due_at"])


def cancel(kind: str, subject_id: UUID) -> bool:
    """Cancel the job of a row; whether there was one to cancel. A worker that has it cannot finish it.

    For who asked for it: no operator begins it again (see `retry_by_hand`).
    """
    rows = Job.objects.filter(kind=kind, subject_id=subject_id, state__in=Job.OPEN_STATES)
    return bool(
        rows.update(
            state=State.CANCELLED,
            claimed_until=None,
            holder=None,
            finished_at=timezone.now(),
            error=BY_WHO_ASKED,
        )
    )


def cancel_by_hand(jobs: QuerySet[Job]) -> int:
    """Cancel these, for operators, and close what they are about; how many were open.

    One that is done again and again rests until someone retries it.
    """
    done = 0
    for pk in list(jobs.values_list("pk", flat=True)):
        with transaction.atomic():
            job = (
                Job.objects.select_for_update().filter(pk=pk).exclude(state=State.CANCELLED).first()
            )
            if job is None or (job.subject_id and not job.is_open and job.state != State.FAILED):
                continue
            job.state, job.claimed_until, job.holder = State.CANCELLED, None, None
            job.finished_at = timezone.now()
            job.save(update_fields=["state", "claimed_until", "holder", "finished_at"])
            if job.subject_id:
                known(job.kind).cancelled(job)
            done += 1
    return done


def retry_by_hand(jobs: QuerySet[Job]) -> int:
    """Try these again, for operators, with all their attempts; how many were failed or cancelled.

    What those who asked for it have cancelled themselves is theirs to ask for again.
    """
    done = 0
    for pk in list(jobs.values_list("pk", flat=True)):
        over = Job.objects.select_for_update().filter(
            pk=pk, state__in=(State.FAILED, State.CANCELLED)
        )
        over = over.exclude(state=State.CANCELLED, error=BY_WHO_ASKED)
        with transaction.atomic():
            job = over.first()
            if job is None:
                continue
            _reopen(job, timezone.now())
            if job.subject_id:
                known(job.kind).retried(job)
            wake_queue(job.queue)
            done += 1
    return done


def adopt(kind: str, rows: QuerySet[Any]) -> int:
    """Queue those of *rows* (they wait for work) that have no open job; how many had none.

    A row that a version before this one wrote has none.
    """
    open_jobs = Job.objects.filter(kind=kind, state__in=Job.OPEN_STATES)
    lost = list(rows.exclude(pk__in=open_jobs.values("subject_id")).only("pk", "institution_id"))
    for row in lost:
        enqueue(kind, row)
    return len(lost)


def purge_jobs(*, now: datetime) -> int:
    """Delete jobs about single rows that have been over for a month; how many."""
    over = Job.objects.filter(
        subject_id__isnull=False,
        state__in=(State.DONE, State.CANCELLED, State.FAILED),
        finished_at__lt=now - KEPT_FOR,
    )
    return over.delete()[0]


def waiting_by_queue(*, now: datetime) -> dict[str, tuple[int, datetime]]:
    """Return for each queue in which jobs are due how many there are, and since when the oldest is."""
    rows = (
        Job.objects.filter(kind__in=runnable(), state=State.WAITING, due_at__lte=now)
        .values_list("queue")
        .annotate(Count("pk"), Min("due_at"))
    )
    return {queue: (count, since) for queue, count, since in rows}


def queues_to_wake(*, now: datetime) -> list[str]:
    """Return the queues in which something is due that no one is at."""
    due = Job.objects.filter(
        free(now), kind__in=runnable(), subject_id__isnull=False, state__in=Job.OPEN_STATES
    )
    return list(
        due.filter(due_at__lte=now).order_by("queue").values_list("queue", flat=True).distinct()
    )
