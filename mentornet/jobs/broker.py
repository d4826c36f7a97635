"""Celery's messages in a table of PostgreSQL, where there is no Redis: a transport for kombu.

A worker looks into the table each second. With DATABASE_LISTEN_URL, a direct connection to the same
database, it is told of a new row at once; a pool of transactions between the two takes no LISTEN.
What is lost here costs nothing: beat looks for every job that waits.
"""

from __future__ import annotations

import hashlib
import logging
import select
import time
from queue import Empty
from typing import Any

import psycopg2
from django.conf import settings
from django.db import Error, connection
from kombu.transport import virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

CHANNEL = "mentornet_wake_up"
EVERY_SECONDS = 1.0
# Ringing again for the same is one row: the newest message says until when it is worth anything.
_PUT = """
INSERT INTO mentornet_wakeup (queue, digest, body) VALUES (%s, %s, %s)
ON CONFLICT (queue, digest) DO UPDATE SET body = EXCLUDED.body
"""
_GET = """
DELETE FROM mentornet_wakeup WHERE id = (
    SELECT id FROM mentornet_wakeup WHERE queue = %s ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1
) RETURNING body
"""


class Channel(virtual.Channel):
    """Puts and takes messages as rows; the same task with the same arguments is one row."""

    do_restore = False

    def _put(self, queue: str, message: dict[str, Any], **options: Any) -> None:
        task = message.get("headers", {}).get("task", "")
        digest = hashlib.sha256(f"{task} {message['body']}".encode()).hexdigest()
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [queue, digest, dumps(message)])
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_GET, [queue])
            row = cursor.fetchone()
        if row is None:
            raise Empty
        message: dict[str, Any] = loads(row[0])
        return message

    def _size(self, queue: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM mentornet_wakeup WHERE queue = %s", [queue])
            return int(cursor.fetchone()[0])

    def _purge(self, queue: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM mentornet_wakeup WHERE queue = %s", [queue])
            return int(cursor.rowcount)


class Transport(virtual.Transport):
    """The table as a broker. An error of the database is one of the connection: Celery comes again."""

    Channel = Channel
    default_port = 0
    driver_type = "postgresql"
    driver_name = "mentornet"
    polling_interval = EVERY_SECONDS
    connection_errors = (*virtual.Transport.connection_errors, Error)

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        self._ear = _Ear()

    def driver_version(self) -> str:
        return "1"

    def establish_connection(self) -> Any:
        # In a transaction it would be closed with all that is written there.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return super().establish_connection()

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Deliver the next message, waiting up to *timeout* seconds. Raise TimeoutError."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                left = EVERY_SECONDS if until is None else until - time.monotonic()
                if left <= 0:
                    raise TimeoutError from None
                self._ear.wait(min(EVERY_SECONDS, left))
            else:
                return

    def close_connection(self, connection: Any) -> None:
        self._ear.close()
        super().close_connection(connection)


class _Ear:
    """Waits for a new row: told by PostgreSQL where it may listen, by the clock elsewhere."""

    def __init__(self) -> None:
        self._connection: Any = None

    def wait(self, seconds: float) -> None:
        if not settings.DATABASE_LISTEN_URL:
            time.sleep(seconds)
            return
        try:
            ear = self._open()
            if select.select([ear], [], [], seconds)[0]:
                ear.poll()
                ear.notifies.clear()
        except (psycopg2.Error, OSError) as error:
            logger.warning("Not told of wake-ups; looking each second instead: %s", error)
            self.close()
            time.sleep(seconds)

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = psycopg2.connect(settings.DATABASE_LISTEN_URL)
            self._connection.autocommit = True
            with self._connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.close()
            except psycopg2.Error as error:
                logger.debug("The connection was gone before we closed it: %s", error)
            self._connection = None
