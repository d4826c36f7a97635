"""Who waits for a lock in the database of this test."""

from __future__ import annotations

from django.db import connection

WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks
WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database()
)
"""


def waiting_for_locks() -> int:
    """Return how many connections wait here: tests that run beside this one have databases of their own."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])
