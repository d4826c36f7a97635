"""Having a run published: the director says so, a worker does it, the row tells how far it is.

1. `ask_pairs` and `ask_groups` look whether the rules allow it, and leave a row. 2. A worker claims
it and publishes in one transaction, all of it or nothing. 3. What the rules refuse by then stands
in the row. A worker that dies has published nothing; another one takes over: see `mentornet.jobs`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.makers import maker_of
from matching.programs.runs.errors import PublicationOver
from matching.programs.runs.models import MatchRun, Publication
from mentornet.audit_verbs import Verb
from mentornet.jobs.errors import JobRefused
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.jobs.progress import Progress, progress_apart
from mentornet.jobs.queue import cancel, enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

KIND = "matching.publication"
State = Publication.State


def lock_to_publish(run: MatchRun) -> tuple[Program, MatchRun, Publication | None]:
    """Return the program and the run, both locked, and the publication that is under way."""
    program, held = lock_for_update(run.program), jobs.lock_for_update(run)
    return program, held, Publication.objects.working().filter(run=held).first()


def queue_publication(run: MatchRun, *, actor: User, **said: Any) -> Publication:
    """Write down that *run*, locked by the caller, is to be published, and wake a worker."""
    row: Publication = Publication.objects.create(
        institution=run.institution, run=run, asked_by=actor, **said
    )
    record(Verb.PUBLICATION_ASKED, actor=actor, institution=run.institution, subject=run)
    enqueue(KIND, row)
    return row


def latest_of(run: MatchRun) -> Publication | None:
    """Return the last time that the run was to be published. One query."""
    row: Publication | None = Publication.objects.filter(run=run).first()
    return row


@transaction.atomic
def cancel_publication(run: MatchRun, *, actor: User) -> Publication:
    """Stop what is under way to be published of *run*; nothing of it is. Idempotent.

    Raise PublicationOver where it is done, or was never asked for.
    """
    # Without the program's lock: its worker has that until all of it is published.
    row = latest_of(run)
    if row is None or row.state == State.DONE:
        raise PublicationOver
    if row.is_working and cancel(KIND, row.pk):
        own = PUBLICATIONS.open().filter(pk=row.pk)
        own.update(state=State.FAILED, message=_("You canceled it."), **PUBLICATIONS.ended())
        record(Verb.PUBLICATION_CANCELLED, actor=actor, institution=row.institution, subject=run)
    row.refresh_from_db()
    if row.state == State.DONE:
        raise PublicationOver
    return row


def advance(pk: UUID) -> None:
    """Publish what the row *pk* asks for, unless another worker does or it is done."""
    PUBLICATIONS.advance(pk)


def _work(job: Job) -> None:
    row = PUBLICATIONS.begin(job)
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
    PUBLICATIONS.finish(job, message="")


PUBLICATIONS = follow(
    Followed(
        kind=KIND,
        queue="matching",
        model=Publication,
        work=_work,
        open_states=Publication.WORKING_STATES,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        related=("run__program", "run__institution", "asked_by"),
        cancelled=lambda: {
            "state": State.FAILED,
            "message": _("The administrators of MentorNet canceled it."),
        },
    )
)
