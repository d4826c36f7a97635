"""The life of a run: cancel it, retry it, and a worker's part.

1. Starting a run freezes in a row what it is given. 2. A worker claims it and does what its kind
does, noting progress and looking whether it was cancelled. 3. What comes out is written in one
transaction. What a worker does not finish, another one takes over: see `mentornet.jobs`.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matching.engine.errors import EngineError
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.makers import maker_of
from matching.programs.runs.errors import RunCancelled, RunClosed, RunForgotten
from matching.programs.runs.models import MatchRun
from mentornet.jobs import worker
from mentornet.jobs.errors import JobRefused, JobStopped
from mentornet.jobs.kinds import Kind, register
from mentornet.jobs.models import Job
from mentornet.jobs.queue import adopt, cancel, enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

State = MatchRun.State


@transaction.atomic
def cancel_run(run: MatchRun, *, actor: User | None) -> MatchRun:
    """Stop a run that works; its worker notices at the next step. Twice is once.

    Raises RunClosed for one that has a result.
    """
    held: MatchRun = MatchRun.objects.light().select_for_update(of=("self",)).get(pk=run.pk)
    if held.state == State.CANCELLED:
        return held
    if not held.is_working:
        raise RunClosed
    held.state, held.finished_at = State.CANCELLED, timezone.now()
    held.save(update_fields=["state", "finished_at"])
    cancel(jobs.KIND, held.pk)
    record("run_cancelled", actor=actor, institution=held.institution, subject=held)
    return held


@transaction.atomic
def retry_run(run: MatchRun, *, actor: User | None) -> MatchRun:
    """Match a run that failed or was cancelled once more, with all that it was given; idempotent.

    Raises RunClosed for one that came to its end, and RunForgotten where what it was given is deleted.
    """
    held: MatchRun = MatchRun.objects.light().select_for_update(of=("self",)).get(pk=run.pk)
    if held.is_working:
        return held
    if held.state not in (State.FAILED, State.CANCELLED):
        raise RunClosed
    if held.forgotten_at is not None:
        raise RunForgotten
    _again(MatchRun.objects.filter(pk=held.pk))
    enqueue(jobs.KIND, held)
    record("run_started", actor=actor, institution=held.institution, subject=held)
    held.state = State.QUEUED
    return held


def _again(rows: QuerySet[MatchRun]) -> None:
    rows.update(state=State.QUEUED, message="", progress_done=0, finished_at=None)


def adopt_runs() -> int:
    """Queue the runs that wait and have no job: an earlier version wrote them. How many there were."""
    return adopt(jobs.KIND, MatchRun.objects.filter(state__in=MatchRun.WORKING_STATES))


def advance(pk: UUID) -> None:
    """Match the run *pk*, unless another worker does or there is nothing to be done."""
    worker.work(kinds=[jobs.KIND], subject=pk)


def _work(job: Job) -> None:
    rows = MatchRun.objects.select_related("institution", "program")
    wanted = rows.filter(pk=job.subject, state__in=MatchRun.WORKING_STATES)
    wanted.update(state=State.RUNNING, progress_done=0)
    run = wanted.first()
    if run is None:
        return
    try:
        maker_of(run).work(run, job)
    except RunCancelled as error:
        raise JobStopped from error
    except EngineError as error:
        raise JobRefused(str(error)) from error


def _failed(job: Job) -> None:
    rows = MatchRun.objects.filter(pk=job.subject, state__in=MatchRun.WORKING_STATES)
    rows.update(state=State.FAILED, message=job.message, finished_at=timezone.now())


def _retried(job: Job) -> None:
    _again(MatchRun.objects.filter(pk=job.subject, state=State.FAILED, forgotten_at=None))


def _cancelled(job: Job) -> None:
    rows = MatchRun.objects.filter(pk=job.subject, state__in=MatchRun.WORKING_STATES)
    rows.update(state=State.CANCELLED, finished_at=timezone.now())


register(
    Kind(
        jobs.KIND,
        "matching",
        work=_work,
        failed=_failed,
        retried=_retried,
        cancelled=_cancelled,
    )
)
