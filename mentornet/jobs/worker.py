"""Workers: claim what is due, do it in the scope of its institution, and note what came of it."""

from __future__ import annotations

import logging
import threading
import time
import traceback
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import Error, connection, connections, models, transaction
from django.utils import timezone

from mentornet.jobs import lease
from mentornet.jobs.errors import JobRefused, JobStopped, TryLater
from mentornet.jobs.kinds import Kind, kind_of, runnable, sentence_for
from mentornet.jobs.models import Job
from mentornet.tenancy.scope import (
    WORKER_LOCK_TIMEOUT,
    in_institution,
    operations,
    waiting_at_most,
)

logger = logging.getLogger(__name__)

State = Job.State
BEAT_EVERY = 30.0
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
# A task starts no job after so long: each shall have the time that a task may take.
STARTS_FOR = 60.0


def work(
    *,
    queue: str = "",
    kinds: Sequence[str] = (),
    subject: UUID | None = None,
    most: int | None = None,
    now: datetime | None = None,
) -> int:
    """Do what is due, of one *queue*, some *kinds* or one *subject*; how many jobs were taken.

    Any number of workers may do so at once. What fails is noted in its row and stops no other.
    """
    begun = time.monotonic()
    taken = 0
    while (most is None or taken < most) and time.monotonic() - begun < STARTS_FOR:
        job = _next(queue, list(kinds) or runnable(), subject, now or timezone.now())
        if job is None:
            break
        taken += 1
        run(job)
    return taken


def _next(queue: str, kinds: list[str], subject: UUID | None, now: datetime) -> Job | None:
    """Claim one job. An institution at whose jobs no one is at work goes ahead of another one."""
    rows = Job.objects.filter(
        kind__in=kinds, subject_id__isnull=False, state__in=Job.OPEN_STATES, due_at__lte=now
    )
    if queue:
        rows = rows.filter(queue=queue)
    if subject is not None:
        rows = rows.filter(subject_id=subject)
    at_work = Job.objects.filter(
        institution=models.OuterRef("institution"),
        queue=models.OuterRef("queue"),
        state=State.RUNNING,
        claimed_until__gt=now,
    )
    rows = rows.annotate(is_served=models.Exists(at_work)).order_by("is_served", "due_at", "pk")
    with operations():
        found = lease.claim(rows, now=now, **claimed(now))
    return found[0] if found else None


def claimed(now: datetime) -> dict[str, Any]:
    """Return what a claim writes into the row of a job."""
    return {
        "holder": uuid.uuid4(),
        "state": State.RUNNING,
        "attempts": models.F("attempts") + 1,
        "started_at": now,
    }


def run(job: Job) -> None:
    """Do a job that is claimed, and note in its row what came of it."""
    kind = kind_of(job.kind)
    with waiting_at_most(WORKER_LOCK_TIMEOUT), in_institution(job.institution_id):
        if job.attempts > kind.attempts:
            # The attempts before ended without a word: their worker was killed, each time.
            fail(job, sentence_for("killed"), error=job.error or "the worker was killed")
            return
        try:
            with heartbeat(job):
                _do(job, kind)
        except JobStopped:
            logger.info("Job %s was cancelled or taken over.", job)
        except TryLater as later:
            _release(job, due_at=timezone.now() + later.wait, attempts=job.attempts - 1)
        except JobRefused as refused:
            fail(job, refused.sentence)
        except SoftTimeLimitExceeded as error:
            logger.warning("Job %s took too long and was stopped.", job)
            fail(job, sentence_for("timeout"), error=place_of(error))
        except Exception as error:
            # Whatever it is: it is this job's, and no other one's.
            logger.exception("Job %s failed, attempt %d", job, job.attempts)
            renew_connections()
            _failed_once(job, kind, error)


def _do(job: Job, kind: Kind) -> None:
    assert kind.work is not None  # noqa: S101  (only such kinds are claimed)
    kind.work(job)
    if job.state == State.RUNNING:
        finish(job)


def finish(job: Job) -> None:
    """Note that the job is done, within the transaction that writes its result.

    Raise JobStopped, which takes that transaction back, when the job is not this worker's any more.
    """
    own = Job.objects.filter(pk=job.pk, holder=job.holder, state=State.RUNNING)
    now = timezone.now()
    if not own.update(
        state=State.DONE, finished_at=now, claimed_until=None, holder=None, message="", error=""
    ):
        raise JobStopped
    job.state = State.DONE


def fail(job: Job, sentence: str, *, error: str = "") -> None:
    """Give the job up, with a sentence for who waits; unless it is not this worker's any more."""
    own = Job.objects.filter(pk=job.pk, holder=job.holder, state=State.RUNNING)
    with transaction.atomic():
        if not own.update(
            state=State.FAILED,
            finished_at=timezone.now(),
            claimed_until=None,
            holder=None,
            message=sentence,
            error=error[:200],
        ):
            return
        job.state, job.message = State.FAILED, sentence
        kind_of(job.kind).failed(job)
    logger.error(
        "Job %s of institution %s has failed: %s", job, job.institution_id, error or "refused"
    )


def _failed_once(job: Job, kind: Kind, error: Exception) -> None:
    if job.attempts >= kind.attempts:
        fail(job, sentence_for("error"), error=place_of(error))
        return
    _release(job, due_at=timezone.now() + wait_after(job.attempts), error=place_of(error))


def _release(job: Job, **changes: Any) -> None:
    own = Job.objects.filter(pk=job.pk, holder=job.holder, state=State.RUNNING)
    own.update(state=State.WAITING, claimed_until=None, holder=None, **changes)
    job.state = State.WAITING


def wait_after(attempts: int) -> timedelta:
    """Return how long a job waits after so many attempts: four times as long each time."""
    return min(FIRST_WAIT * 4 ** min(max(attempts, 1) - 1, 8), LONGEST_WAIT)


def place_of(error: BaseException) -> str:
    """Return the kind and the place of an error; what it says stays out, because it can name people.

    The place is the last one of ours that asked, not what hands all SQL to the database.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        one
        for one in frames
        if "site-packages" not in one.filename and "/mentornet/tenancy/" not in one.filename
    ] or list(frames)
    if not ours:
        return type(error).__name__
    last = ours[-1]
    folder = f"{settings.BASE_DIR}/"
    return f"{type(error).__name__} in {last.filename.removeprefix(folder)}:{last.lineno}"[:200]


def renew_connections() -> None:
    """Close connections that an error has made useless, so that the next job gets new ones."""
    for one in connections.all(initialized_only=True):
        if not one.in_atomic_block:
            one.close_if_unusable_or_obsolete()


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease of a job while the block lasts, from a thread of its own.

    Not for longer than a task may take: what hangs is taken over then, in any kind of worker.
    """
    over = threading.Event()
    scope = job.institution_id

    def beat() -> None:
        give_up = time.monotonic() + settings.LONGEST_TASK
        try:
            with in_institution(scope):
                while not over.wait(BEAT_EVERY) and time.monotonic() < give_up:
                    try:
                        renew(job)
                    except Error as error:
                        logger.warning("The lease of job %s could not be renewed: %s", job, error)
                        connection.close()
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, name=f"lease of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def renew(job: Job) -> bool:
    """Hold the job for another lease from now on; whether it is still this worker's."""
    own = Job.objects.filter(pk=job.pk, holder=job.holder, state=State.RUNNING)
    return bool(own.update(claimed_until=timezone.now() + lease.LEASE))
