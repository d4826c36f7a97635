"""What every run does with its row, whatever it matches: queue, note progress, close.

Its job says who works at it (see `mentornet.jobs`), so that nothing depends on a worker staying alive.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from matching.programs.models import Program
from matching.programs.runs.errors import BeingPublished, RunCancelled, RunForgotten
from matching.programs.runs.models import MatchRun, Publication
from mentornet.jobs import worker
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_of
from mentornet.jobs.queue import enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

KIND = "matching.run"
State = MatchRun.State


def queue(
    program: Program,
    *,
    method: str,
    inputs: str,
    digest: str,
    actor: User | None,
    **fields: Any,
) -> MatchRun:
    """Write the program's next run, with all that it is given (JSON), and have it worked at.

    The program is held by the caller, so that numbers do not collide.
    """
    last = program.runs.order_by("-number").values_list("number", flat=True).first() or 0
    run: MatchRun = MatchRun.objects.create(
        institution=program.institution,
        program=program,
        number=last + 1,
        method=method,
        digest=digest,
        inputs=zlib.compress(inputs.encode(), 6),
        started_by=actor,
        **fields,
    )
    record("run_started", actor=actor, institution=program.institution, subject=run)
    enqueue(KIND, run)
    return run


def hold(run: MatchRun) -> MatchRun:
    """Return the run as it is now, held until the end of the transaction."""
    held: MatchRun = (
        MatchRun.objects.light()
        .select_for_update(of=("self",))
        .select_related("program__institution", "institution")
        .get(pk=run.pk)
    )
    return held


def refuse_while_published(run: MatchRun) -> None:
    """Raise BeingPublished for a run (held by the caller) that a worker is to publish."""
    if Publication.objects.working().filter(run=run).exists():
        raise BeingPublished


def read(run: MatchRun) -> str:
    """Return what the run was given, as JSON. Raises RunForgotten a year after the program."""
    if run.forgotten_at is not None:
        raise RunForgotten
    return zlib.decompress(bytes(run.inputs)).decode()


def progress(run: MatchRun, job: Job) -> Callable[[int, int], None]:
    """Return what notes `(done, total)`; it raises RunCancelled once the run is no longer wanted."""
    note = progress_of(job, run)

    def heard(done: int, total: int) -> None:
        try:
            note(done, total)
        except JobStopped:
            raise RunCancelled from None

    return heard


def finish(run: MatchRun, job: Job, *, fields: Mapping[str, Any] | None = None) -> None:
    """Close the run as done, within the transaction that writes what came out.

    Raises JobStopped where it was cancelled, or taken over by another worker.
    """
    own = MatchRun.objects.filter(pk=run.pk, state=State.RUNNING)
    if not own.update(state=State.DONE, finished_at=timezone.now(), **(fields or {})):
        raise JobStopped
    worker.finish(job)
