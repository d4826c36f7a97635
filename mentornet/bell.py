"""Ringing a Celery task by its name, after the commit; the row in the database is what counts.

A broker that is away loses only the bell: beat rings again for every row that waits.
"""

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def ring(task: str, *args: Any) -> None:
    """Have *task* called with the primitive *args* once the present transaction is committed."""
    transaction.on_commit(lambda: _send(task, args))


def _send(task: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=args)
    except Exception as error:
        # Whatever the broker's library raises: the act is done and must not fail for a bell.
        logger.warning("The broker did not take %s; beat will ring again: %s", task, error)
