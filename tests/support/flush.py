"""How a test that commits leaves its database: empty, without a lock on a table.

Django's own way truncates every table and then writes every policy, permission and content type anew.
That takes a second with two hundred tables, and a lock on each of them for which a request that a
browser has sent on its way out may wait the other way around. Here only rows go, and only where there
are any. What migrations and checks have written about tables stays.
"""

from __future__ import annotations

import time

from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connections, transaction
from django.test import TransactionTestCase

KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_site"})
"""Tables whose rows say what the schema is, not what a test did."""
ATTEMPTS = 5
PATIENCE = 10.0
"""Seconds that requests under way, or queries of other threads, may take to end."""


def install() -> None:
    """Let all tests that commit be followed by this instead of Django's flush."""
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined]


def _teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        empty(alias)
        _guard_anew(alias)


def empty(alias: str = "default") -> None:
    """Delete all rows of the database, apart from those of `KEPT`.

    A request that is still under way may write after all: then another attempt follows.

    Raises:
        DatabaseError: rows were there after the last attempt, or could not be deleted.
    """
    for attempt in range(ATTEMPTS):
        _wait_for_others(alias)
        try:
            with transaction.atomic(using=alias):
                filled = _filled(alias)
                if not filled:
                    return
                with connections[alias].cursor() as cursor:
                    # Triggers note what is deleted there: see mentornet/changes/.
                    in_order = [*filled, "mentornet_change"]
                    cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in in_order))
        except DatabaseError:
            if attempt == ATTEMPTS - 1:
                raise
    if left := _filled(alias):
        raise DatabaseError(f"Rows were written during the clean-up: {', '.join(left)}")


def _filled(alias: str) -> list[str]:
    """Return the tables that have rows."""
    connection = connections[alias]
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    asked = " UNION ALL ".join(
        f'SELECT {place} WHERE EXISTS (SELECT 1 FROM "{table}")'
        for place, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [tables[row[0]] for row in cursor.fetchall()]


_guarded: dict[str, set[tuple[int, str]]] = {}
"""For each database its tables and who may do what with them, once all of them were guarded."""


def _guard_anew(alias: str) -> None:
    """Write grants and policies again where a test of migrations has made a table of its own."""
    with connections[alias].cursor() as cursor:
        asked = (
            "SELECT oid, relacl::text FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        cursor.execute(asked)
        found = set(cursor.fetchall())
        if found == _guarded.get(alias):
            return
        emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)
        cursor.execute(asked)
        _guarded[alias] = set(cursor.fetchall())


def _wait_for_others(alias: str) -> None:
    """Let the statements and transactions of other connections to the database end."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                " AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.02)
