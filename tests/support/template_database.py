"""One database with all migrations run, which the workers of a run copy instead of migrating each."""

from __future__ import annotations

import fcntl
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import quote_ident


def make_template(folder: Path, name: str) -> None:
    """Make the database *name* anew, unless a worker that shares *folder* has made it in this run.

    Nobody stays connected to it, or it could not be copied.
    """
    with (folder / "template-database.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "template-database.made"
        if made.exists():
            return
        live, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
        connection.settings_dict["TEST"]["NAME"] = name
        try:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = live
            connection.settings_dict["TEST"]["NAME"] = test
        made.touch()


def drop_template(name: str) -> None:
    """Drop the database *name*, past Django, which may not connect outside a test."""
    server = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres"})
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(name, cursor)} WITH (FORCE)")
    finally:
        server.close()
