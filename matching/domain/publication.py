"""Having a run published: the director says so, a worker does it, the row tells how far it is.

1. `ask_groups` and `ask_pairs` look whether the rules allow it, and leave a row. 2. A worker claims
it and publishes in one transaction, all of it or nothing. 3. What the rules refuse by then stands
in the row. A worker that dies has published nothing; another one takes the row over.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from matching.domain import work
from matching.domain.group_publish import check_groups, publish_groups
from matching.domain.program import lock_program
from matching.domain.progress import noting
from matching.domain.publish import check_pairs, publish_run
from matching.domain.run_row import hold
from matching.errors import MatchingError
from matching.models import MatchRun, Program, Publication
from mentornet.bell import ring
from profiles.domain.audit import record
from profiles.models import User

ADVANCE = "matching.tasks.advance_publication"
State = Publication.State


@transaction.atomic
def ask_groups(
    run: MatchRun, *, actor: User, started_on: date, charter: str = "", accept_broken: bool = False
) -> Publication | None:
    """Have a run's groups published; None where they are. Asking twice is asking once.

    Raises at once what `publish_groups` raises.
    """
    program, held, asked = _asked(run)
    if asked or held.state == MatchRun.State.PUBLISHED:
        return asked
    check_groups(program, held, accept_broken=accept_broken)
    return _queue(held, actor, started_on=started_on, charter=charter, accept_broken=accept_broken)


@transaction.atomic
def ask_pairs(run: MatchRun, *, actor: User) -> Publication | None:
    """Have a run's pairs published; None where they are. Asking twice is asking once.

    Raises at once what `publish_run` raises.
    """
    program, held, asked = _asked(run)
    if asked or held.state == MatchRun.State.PUBLISHED:
        return asked
    check_pairs(program, held)
    return _queue(held, actor)


def _asked(run: MatchRun) -> tuple[Program, MatchRun, Publication | None]:
    """The program and the run, held, and the publication that is under way."""
    program, held = lock_program(run.program), hold(run)
    return program, held, Publication.objects.working().filter(run=held).first()


def _queue(run: MatchRun, actor: User, **said: Any) -> Publication:
    row: Publication = Publication.objects.create(
        institution=run.institution, run=run, asked_by=actor, **said
    )
    record("publication_asked", actor=actor, institution=run.institution, subject=run)
    ring(ADVANCE, str(row.pk))
    return row


def latest_of(run: MatchRun) -> Publication | None:
    """The last time that the run was to be published. One query."""
    row: Publication | None = Publication.objects.filter(run=run).first()
    return row


def waiting(*, now: datetime) -> list[UUID]:
    """Publications that nobody works at."""
    return work.waiting(Publication.objects.all(), now=now)


def advance(pk: UUID, *, now: datetime | None = None) -> None:
    """Publish what the row *pk* asks for, unless somebody else does or it is done."""
    rows = Publication.objects.select_related("run__program", "run__institution", "asked_by")
    row: Publication | None = work.claim(rows, pk, now=now or timezone.now())
    if row is None:
        return
    try:
        with noting(row) as note:
            _publish(row, note)
    except MatchingError as error:
        _close(row, State.FAILED, message=str(error.message))


@transaction.atomic
def _publish(row: Publication, note: Any) -> None:
    if row.run.method == MatchRun.GROUPS:
        publish_groups(
            row.run,
            actor=row.asked_by,
            started_on=row.started_on or timezone.localdate(),
            charter=row.charter,
            accept_broken=row.accept_broken,
            progress=note,
        )
    else:
        publish_run(row.run, actor=row.asked_by, progress=note)
    _close(row, State.DONE)


def _close(row: Publication, state: str, *, message: str = "") -> None:
    own = Publication.objects.filter(pk=row.pk, state=State.RUNNING)
    own.update(state=state, message=message, finished_at=timezone.now())
