"""Which workers run, and whether beat does: each says so now and then, in a table."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import bootsteps
from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from mentornet.jobs.models import ProcessSeen

logger = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
GONE_AFTER = timedelta(seconds=90)
DELETED_AFTER = timedelta(days=1)


def note_seen(name: str, role: str, queues: Iterable[str] = ()) -> None:
    """Note that the process runs, for who watches the service and, in ALIVE_FILE, for who watches its container.

    Those that have been gone for a day are deleted.
    """
    now = timezone.now()
    ProcessSeen.objects.update_or_create(
        name=name[:200],
        defaults={"role": role, "queues": ",".join(sorted(queues))[:200], "seen_at": now},
    )
    ProcessSeen.objects.filter(seen_at__lt=now - DELETED_AFTER).delete()
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()


class Seldom:
    """Says when so many seconds have passed."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._last = seconds, float("-inf")

    def is_due(self) -> bool:
        now = time.monotonic()
        if now - self._last < self._seconds:
            return False
        self._last = now
        return True


class SeenStep(bootsteps.StartStopStep):
    """Part of each worker: a thread of its main process says that it runs, and on which queues."""

    requires = {"celery.worker.components:Pool"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, parent: Any) -> None:
        self._over.clear()
        self._thread = threading.Thread(target=self._say, args=(parent,), daemon=True, name="seen")
        self._thread.start()

    def stop(self, parent: Any) -> None:
        self._over.set()

    terminate = stop

    def _say(self, parent: Any) -> None:
        while True:
            try:
                queues = list(parent.app.amqp.queues.consume_from)
                note_seen(str(parent.hostname), ProcessSeen.Role.WORKER, queues)
            except Error as error:
                logger.warning("This worker could not say that it runs: %s", error)
                connections.close_all()
            if self._over.wait(EVERY_SECONDS):
                connections.close_all()
                return
