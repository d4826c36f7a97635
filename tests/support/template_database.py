"""One database with all migrations run, which test runs copy instead of migrating each.

It is kept between runs and named for what made it: change a migration, or a package, and the next
run makes another and drops those before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import quote_ident

PREFIX = "test_mentornet_template_"
LOCK = 7_316_402


def template_name() -> str:
    """Return the name of the template for the migrations and packages of this checkout."""
    folder = settings.BASE_DIR
    digest = hashlib.sha256()
    for path in sorted(
        (
            *folder.glob("*/**/migrations/*.py"),
            *folder.glob("*/sql.py"),
            *folder.glob("mentornet/tenancy/*.py"),
        )
    ):
        if ".venv" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    digest.update((folder / "uv.lock").read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def make_template() -> str:
    """Return the name of a migrated database, made now unless an earlier run has left it.

    Nobody stays connected to it, or it could not be copied.
    """
    name = template_name()
    with _server() as cursor:
        # One run at a time; the lock goes with the connection.
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = {row[0] for row in cursor.fetchall()}
        if name in found:
            return name
        for outdated in found:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(outdated, cursor)} WITH (FORCE)")
        _migrate(f"{name}_unfinished")
        cursor.execute(
            f"ALTER DATABASE {quote_ident(f'{name}_unfinished', cursor)} "
            f"RENAME TO {quote_ident(name, cursor)}"
        )
    return name


def _migrate(name: str) -> None:
    live, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = live
        connection.settings_dict["TEST"]["NAME"] = test


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor past Django, which may not connect outside a test."""
    server = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres"})
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            yield cursor
    finally:
        server.close()
