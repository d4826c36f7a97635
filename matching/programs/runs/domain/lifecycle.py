"""The life of a run: cancel it, retry it, and a worker's part.

1. Starting a run freezes in a row what it is given. 2. A worker claims it and does what its kind
does, noting progress and looking whether it was cancelled. 3. What comes out is written in one
transaction. What a worker does not finish, another one takes over: see `mentornet.jobs`.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from matching.engine.errors import EngineError
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.makers import maker_of
from matching.programs.runs.errors import RunClosed, RunForgotten, engine_words
from matching.programs.runs.models import MatchRun
from mentornet.audit_verbs import Verb
from mentornet.jobs.errors import JobRefused
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.jobs.queue import cancel, enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

State = MatchRun.State


@transaction.atomic
def cancel_run(run: MatchRun, *, actor: User | None) -> MatchRun:
    """Stop a run that works; its worker notices at the next step. Idempotent.

    Raise RunClosed for one that has a result.
    """
    held: MatchRun = MatchRun.objects.light().select_for_update(of=("self",)).get(pk=run.pk)
    if held.state == State.CANCELLED:
        return held
    if not held.is_working:
        raise RunClosed
    held.state, held.finished_at = State.CANCELLED, timezone.now()
    held.save(update_fields=["state", "finished_at"])
    cancel(jobs.KIND, held.pk)
    record(Verb.RUN_CANCELLED, actor=actor, institution=held.institution, subject=held)
    return held


@transaction.atomic
def retry_run(run: MatchRun, *, actor: User | None) -> MatchRun:
    """Match a run that failed or was cancelled once more, with all that it was given; idempotent.

    Raise RunClosed for one that came to its end, and RunForgotten where what it was given is deleted. Of a program
    of projects the latest run alone: an earlier one may have been given other places.
    """
    held: MatchRun = MatchRun.objects.light().select_for_update(of=("self",)).get(pk=run.pk)
    if held.is_working:
        return held
    if held.state not in (State.FAILED, State.CANCELLED):
        raise RunClosed
    later = MatchRun.objects.filter(program=held.program_id, number__gt=held.number)
    if held.program.traits.by_projects and later.exists():
        raise RunClosed
    if held.forgotten_at is not None:
        raise RunForgotten
    RUNS.begin_again(MatchRun.objects.filter(pk=held.pk))
    enqueue(jobs.KIND, held)
    record(Verb.RUN_STARTED, actor=actor, institution=held.institution, subject=held)
    held.state = State.QUEUED
    return held


def advance(pk: UUID) -> None:
    """Match the run *pk*, unless another worker does or there is nothing to be done."""
    RUNS.advance(pk)


def _work(job: Job) -> None:
    run = RUNS.begin(job)
    if run is None:
        return
    try:
        maker_of(run).work(run, job)
    except EngineError as error:
        raise JobRefused(engine_words(error)) from error


RUNS = follow(
    Followed(
        kind=jobs.KIND,
        queue="matching",
        model=MatchRun,
        work=_work,
        open_states=MatchRun.WORKING_STATES,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        related=("institution", "program"),
        cancelled=lambda: {"state": State.CANCELLED},
        retriable={"forgotten_at": None},
    )
)
