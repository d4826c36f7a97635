"""Having a run published: the director says so, a worker does it, the row tells how far it is.

1. `ask_pairs` and `ask_groups` look whether the rules allow it, and leave a row. 2. A worker claims
it and publishes in one transaction, all of it or nothing. 3. What the rules refuse by then stands
in the row. A worker that dies has published nothing; another one takes over: see `mentornet.jobs`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.programs.domain.lifecycle import lock_program
from matching.programs.models import Program
from matching.programs.runs.domain.jobs import hold
from matching.programs.runs.domain.makers import maker_of
from matching.programs.runs.errors import PublicationOver
from matching.programs.runs.models import MatchRun, Publication
from mentornet.jobs import worker
from mentornet.jobs.errors import JobRefused
from mentornet.jobs.kinds import Kind, register
from mentornet.jobs.models import Job
from mentornet.jobs.progress import Progress, progress_apart
from mentornet.jobs.queue import adopt, cancel, enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

KIND = "matching.publication"
State = Publication.State


def lock_to_publish(run: MatchRun) -> tuple[Program, MatchRun, Publication | None]:
    """Return the program and the run, both locked, and the publication that is under way."""
    program, held = lock_program(run.program), hold(run)
    return program, held, Publication.objects.working().filter(run=held).first()


def queue_publication(run: MatchRun, *, actor: User, **said: Any) -> Publication:
    """Write down that *run*, locked by the caller, is to be published, and wake a worker."""
    row: Publication = Publication.objects.create(
        institution=run.institution, run=run, asked_by=actor, **said
    )
    record("publication_asked", actor=actor, institution=run.institution, subject=run)
    enqueue(KIND, row)
    return row


def latest_of(run: MatchRun) -> Publication | None:
    """The last time that the run was to be published. One query."""
    row: Publication | None = Publication.objects.filter(run=run).first()
    return row


@transaction.atomic
def cancel_publication(run: MatchRun, *, actor: User) -> Publication:
    """Stop what is under way to be published of *run*; nothing of it is. Idempotent.

    Raises PublicationOver where it is done, or was never asked for.
    """
    # Without the program's lock: its worker has that until all of it is published.
    row = latest_of(run)
    if row is None or row.state == State.DONE:
        raise PublicationOver
    if row.is_working and cancel(KIND, row.pk):
        _close(row.pk, _("You cancelled it."))
        record("publication_cancelled", actor=actor, institution=row.institution, subject=run)
    row.refresh_from_db()
    if row.state == State.DONE:
        raise PublicationOver
    return row


def adopt_publications() -> int:
    """Queue those that wait and have no job: an earlier version wrote them. How many there were."""
    return adopt(KIND, Publication.objects.working())


def advance(pk: UUID) -> None:
    """Publish what the row *pk* asks for, unless another worker does or it is done."""
    worker.work(kinds=[KIND], subject=pk)


def _work(job: Job) -> None:
    rows = Publication.objects.select_related("run__program", "run__institution", "asked_by")
    wanted = rows.filter(pk=job.subject, state__in=Publication.WORKING_STATES)
    wanted.update(state=State.RUNNING, progress_done=0)
    row = wanted.first()
    if row is None:
        return
    try:
        with progress_apart(job, row) as note:
            _publish(row, job, note)
    except MatchingError as error:
        raise JobRefused(str(error.message)) from error


@transaction.atomic
def _publish(row: Publication, job: Job, note: Progress) -> None:
    maker_of(row.run).publish(row, note)
    own = Publication.objects.filter(pk=row.pk, state=State.RUNNING)
    own.update(state=State.DONE, message="", finished_at=timezone.now())
    worker.finish(job)


def _close(pk: Any, message: str) -> None:
    own = Publication.objects.working().filter(pk=pk)
    own.update(state=State.FAILED, message=message, finished_at=timezone.now())


def _failed(job: Job) -> None:
    _close(job.subject, job.message)


def _retried(job: Job) -> None:
    failed = Publication.objects.filter(pk=job.subject, state=State.FAILED)
    failed.update(state=State.QUEUED, message="", progress_done=0, finished_at=None)


def _cancelled(job: Job) -> None:
    _close(job.subject, _("The people who run this service cancelled it."))


register(Kind(KIND, "matching", work=_work, failed=_failed, retried=_retried, cancelled=_cancelled))
