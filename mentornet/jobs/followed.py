"""Rows that follow their job: the run, the upload, the report that somebody waits for.

Such a row has a `state`, a `message`, `progress_done` and `progress_total`, and often `finished_at`. It
is queued with its job, runs while a worker has it, and ends with it. What of that is the same for all of
them stands here, so that a page of any of them can be read, cancelled and tried again in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone

from mentornet.jobs import queue, worker
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.kinds import Kind, register
from mentornet.jobs.models import Job


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The table whose rows follow the jobs of one *kind*, and what its states are called.

    `open_states` are those in which a worker may take the row. A row without `running` stays in the
    state that says what is to be done. `again` is written into a row that is begun once more,
    `cancelled` says what an operator's cancelling writes; `retriable` are the conditions beside having
    failed under which an operator may try a row again.
    """

    kind: str
    queue: str
    model: type[Model]
    work: Callable[[Job], None]
    open_states: tuple[str, ...]
    queued: str
    failed: str
    running: str = ""
    done: str = ""
    related: tuple[str, ...] = ()
    cancelled: Callable[[], Mapping[str, Any]] = dict
    cancels_from: tuple[str, ...] = ()
    again: Mapping[str, Any] = field(default_factory=dict)
    retriable: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _ends(self) -> bool:
        return any(one.name == "finished_at" for one in self.model._meta.get_fields())

    def open(self) -> QuerySet[Any]:
        """Return the rows that wait for a worker, or have one."""
        rows: QuerySet[Any] = self.model._default_manager.filter(state__in=self.open_states)
        return rows

    def begin(self, job: Job) -> Any | None:
        """Return the row that *job* is about, running from now on; None where nothing is to be done."""
        wanted = self.open().filter(pk=job.subject)
        if self.running:
            wanted.update(state=self.running, progress_done=0)
        return wanted.select_related(*self.related).first() if self.related else wanted.first()

    def finish(self, job: Job, **fields: Any) -> None:
        """Close the row as done, in the transaction that writes what came out, and its job with it.

        Raise JobStopped where it was cancelled, or taken over by another worker.
        """
        own = self.model._default_manager.filter(pk=job.subject, state=self.running)
        if not own.update(state=self.done, **self.ended(), **fields):
            raise JobStopped
        worker.finish(job)

    def ended(self) -> dict[str, Any]:
        """Return what is written beside a state in which nothing is done any more."""
        return {"finished_at": timezone.now()} if self._ends else {}

    def begin_again(self, rows: QuerySet[Any]) -> None:
        """Queue *rows* once more, as if nothing had been done; the caller queues their jobs."""
        fresh = {"state": self.queued, "message": "", "progress_done": 0}
        rows.update(**fresh, **({"finished_at": None} if self._ends else {}), **self.again)

    def adopt(self) -> int:
        """Queue the rows that wait and have no job: an earlier version wrote them. How many there were."""
        return queue.adopt(self.kind, self.open())

    def advance(self, pk: UUID) -> None:
        """Do what is due for the row *pk*, unless another worker does or there is nothing to be done."""
        worker.work(kinds=[self.kind], subject=pk)

    def _fail(self, job: Job) -> None:
        rows = self.open().filter(pk=job.subject)
        rows.update(state=self.failed, message=job.message, **self.ended())

    def _retry(self, job: Job) -> None:
        rows = self.model._default_manager.filter(pk=job.subject, state=self.failed)
        self.begin_again(rows.filter(**self.retriable))

    def _cancel(self, job: Job) -> None:
        states = self.cancels_from or self.open_states
        rows = self.model._default_manager.filter(pk=job.subject, state__in=states)
        rows.update(**{**self.ended(), **self.cancelled()})


def follow(followed: Followed) -> Followed:
    """Register the kind of job that the rows of *followed* follow, and return it."""
    register(
        Kind(
            followed.kind,
            followed.queue,
            work=followed.work,
            failed=followed._fail,
            retried=followed._retry,
            cancelled=followed._cancel,
        )
    )
    return followed
