"""How far a job is, written into the row that the page of who waits reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Exists

from mentornet.jobs.errors import JobStopped
from mentornet.jobs.models import Job

Progress = Callable[[int, int], None]
# No one reads a meter more often.
EVERY_SECONDS = 0.4


def unheard(done: int, total: int) -> None:
    """Progress that no one asked for."""


def progress_of(job: Job, row: Any) -> Progress:
    """Return what notes `(done, total)` in *row*, outside of a transaction.

    It raises JobStopped once the job was cancelled or taken over.
    """
    mine = Job.objects.filter(pk=job.pk, holder=job.holder, state=Job.State.RUNNING)
    own = type(row)._base_manager.filter(Exists(mine), pk=row.pk)
    tell = _Seldom()

    def note(done: int, total: int) -> None:
        if tell.is_due(done, total) and not own.update(progress_done=done, progress_total=total):
            raise JobStopped

    return note


@contextmanager
def progress_apart(job: Job, row: Any) -> Iterator[Progress]:
    """Yield what notes `(done, total)` in *row* while one long transaction is open, seen by others.

    It writes through a connection of its own, so the open transaction must leave the row alone. It
    raises JobStopped once the job was cancelled or taken over.
    """
    apart = connection.copy()
    table, jobs = (apart.ops.quote_name(one._meta.db_table) for one in (row, Job))
    tell = _Seldom()

    def note(done: int, total: int) -> None:
        if not tell.is_due(done, total):
            return
        with apart.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET progress_done = %s, progress_total = %s WHERE id = %s",  # noqa: S608
                [done, total, row.pk],
            )
            cursor.execute(f"SELECT holder, state FROM {jobs} WHERE id = %s", [job.pk])  # noqa: S608
            found = cursor.fetchone()
        if found is not None and found != (job.holder, Job.State.RUNNING):
            raise JobStopped

    try:
        yield note
    finally:
        apart.close()


class _Seldom:
    """Says when the meter is written again: at the end, and now and then before."""

    def __init__(self) -> None:
        self._told = float("-inf")

    def is_due(self, done: int, total: int) -> bool:
        now = time.monotonic()
        if now - self._told < EVERY_SECONDS and done < total:
            return False
        self._told = now
        return True
