"""Ringing a Celery task by its name, after the commit; the row in the database is what counts.

A broker that is away loses only the bell: beat rings again for every row that waits.
"""

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import connection, transaction

logger = logging.getLogger(__name__)


def ring(task: str, *args: Any) -> None:
    """Have *task* called with the primitive *args*, once, when the present transaction is committed."""
    bell = partial(_send, task, args)
    # What waits for the commit is undone at most by a savepoint that would undo this, too.
    waiting = (one[1] for one in connection.run_on_commit)
    if not any(_is_same(one, bell) for one in waiting):
        transaction.on_commit(bell)


def _is_same(waiting: Any, bell: partial[None]) -> bool:
    same = isinstance(waiting, partial) and waiting.func is bell.func
    return same and waiting.args == bell.args


def _send(task: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=args)
    except Exception as error:
        # Whatever the broker's library raises: the act is done and must not fail for a bell.
        logger.warning("The broker did not take %s; beat will ring again: %s", task, error)
