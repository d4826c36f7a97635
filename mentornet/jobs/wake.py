"""Waking a worker after the commit: the row in the database is what counts.

A transaction sends each wake-up once, however many rows it queues, and registers one callback for
all of them. A broker that is away loses only the wake-up: beat looks for every row that waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.db import connection, transaction

logger = logging.getLogger(__name__)

WORK = "mentornet.jobs.tasks.work"
Call = tuple[str, tuple[Any, ...], str]


class _Pending:
    """The wake-ups of one transaction; Django calls it after the commit."""

    def __init__(self) -> None:
        # A dict, because it keeps the order.
        self.calls: dict[Call, None] = {}
        self.is_sent = False

    def __call__(self) -> None:
        self.is_sent = True
        for task, args, queue in self.calls:
            _send(task, args, queue)


def enqueue_on_commit(task: str, *args: Any, queue: str = "") -> None:
    """Have *task* called with the primitive *args* once the present transaction is committed."""
    call = (task, args, queue)
    pending: _Pending | None = getattr(connection, "mentornet_pending", None)
    # Django drops a callback with the savepoint in which it was registered.
    if (
        pending is not None
        and not pending.is_sent
        and any(one[1] is pending for one in connection.run_on_commit)
    ):
        pending.calls[call] = None
        return
    pending = _Pending()
    pending.calls[call] = None
    connection.mentornet_pending = pending  # type: ignore[attr-defined]
    transaction.on_commit(pending)


def wake_queue(queue: str) -> None:
    """Have a worker look into *queue* after the commit."""
    enqueue_on_commit(WORK, queue, queue=queue)


def in_batches(task: str, clear: Callable[[], int], *, size: int) -> int:
    """Run *clear* once and return its count; enqueue *task* again after a full batch of *size*."""
    done = clear()
    if done == size:
        enqueue_on_commit(task)
    return done


def reset_pending() -> None:
    """Let the next wake-up register a callback of its own: a test counts from here."""
    connection.mentornet_pending = None  # type: ignore[attr-defined]


def _send(task: str, args: tuple[Any, ...], queue: str) -> None:
    options: dict[str, Any] = {"queue": queue} if queue else {}
    try:
        current_app.send_task(task, args=args, **options)
    except Exception as error:
        # Whatever the broker's library raises: the act is done and must not fail for a wake-up.
        logger.warning("The broker did not take %s; beat will call again: %s", task, error)
