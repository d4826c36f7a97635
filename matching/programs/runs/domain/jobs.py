"""What every run does with its row, whatever it matches: queue it, lock it, read what it was given.

Its job says who works at it (see `mentornet.jobs`), so that nothing depends on a worker staying alive.
"""

from __future__ import annotations

import zlib
from typing import Any

from matching.programs.models import Program
from matching.programs.runs.errors import BeingPublished, RunForgotten
from matching.programs.runs.models import MatchRun, Publication
from mentornet.audit_verbs import Verb
from mentornet.jobs.queue import enqueue
from profiles.institution.domain.audit import record
from profiles.models import User

KIND = "matching.run"
State = MatchRun.State


def enqueue_run(
    program: Program,
    *,
    method: str,
    inputs: str,
    digest: str,
    actor: User | None,
    **fields: Any,
) -> MatchRun:
    """Write the program's next run, with all that it is given (JSON), and have it worked at.

    The program is locked by the caller, so that numbers do not collide.
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
    record(Verb.RUN_STARTED, actor=actor, institution=program.institution, subject=run)
    enqueue(KIND, run)
    return run


def lock_for_update(run: MatchRun) -> MatchRun:
    """Return the run as it is now, locked until the end of the transaction."""
    held: MatchRun = (
        MatchRun.objects.light()
        .select_for_update(of=("self",))
        .select_related("program__institution", "institution")
        .get(pk=run.pk)
    )
    return held


def refuse_while_published(run: MatchRun) -> None:
    """Raise BeingPublished for a run (locked by the caller) that a worker is to publish."""
    if Publication.objects.working().filter(run=run).exists():
        raise BeingPublished


def inputs_of(run: MatchRun) -> str:
    """Return what the run was given, as JSON. Raise RunForgotten a year after the program."""
    if run.forgotten_at is not None:
        raise RunForgotten
    return zlib.decompress(bytes(run.inputs)).decode()
