"""Celery's clock, which outlives a restart of PostgreSQL and is seen to run."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from typing import Any

from django.db import Error, connections
from django_celery_beat.schedulers import DatabaseScheduler

from mentornet.jobs.models import ProcessSeen
from mentornet.jobs.seen import EVERY_SECONDS, Seldom, note_seen

logger = logging.getLogger(__name__)

SECONDS_TO_TRY_AGAIN = 2.0


class Scheduler(DatabaseScheduler):
    """The schedule in the database. What the database refuses now is done at the next tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._seen = Seldom(EVERY_SECONDS)
        super().__init__(*args, **kwargs)
        # Seen often enough, whatever is due next.
        self.max_interval = min(float(self.max_interval), EVERY_SECONDS)  # type: ignore[has-type]

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Return after how many seconds to tick again."""
        try:
            if self._seen.is_due():
                note_seen(f"beat@{socket.gethostname()}", ProcessSeen.Role.BEAT)
            wait: float = super().tick(*args, **kwargs)
        except Error as error:
            logger.warning("The database is away; beat tries again: %s", error)
            connections.close_all()
            self._seen = Seldom(EVERY_SECONDS)
            if self._last_full_sync is not None:
                # What has changed meanwhile is read as soon as it can be.
                self._last_full_sync -= timedelta(hours=1)
            return SECONDS_TO_TRY_AGAIN
        return wait
