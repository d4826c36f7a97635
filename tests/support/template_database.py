"""One database with all migrations run, which test runs copy instead of migrating each.

It is kept between runs and named for what made it: change a migration, what migrations import, or a
package, and the next run makes another and drops those before. See schema_cache.py for how that is
done without running all migrations each time.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import quote_ident

from mentornet.dev import embedded
from tests.support import schema_cache

PREFIX = "test_mentornet_template_"
LOCK = 7_316_402
TENANCY = ("parents.py", "policies.py", "tables.py")
APPS = ("mentornet", "profiles", "networks", "matching", "evaluations")


def template_sources(folder: Path) -> dict[str, str]:
    """Return the digest of each file of the checkout in *folder* that shapes its migrated database.

    These are the migrations, the modules of ours that they import, what tenancy writes after each
    migrate, and the list of packages. Models are none: what they change, a migration does.
    """
    migrations = [file for app in APPS for file in folder.glob(f"{app}/**/migrations/*.py")]
    imported = {module for file in migrations for module in _imports(file, folder)}
    tenancy = [file for name in TENANCY if (file := folder / "mentornet/tenancy" / name).exists()]
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted({*migrations, *imported, *tenancy, folder / "uv.lock"})
    }


def make_template() -> str:
    """Return the name of a migrated database, made now unless an earlier run has left it.

    Nobody stays connected to it, or it could not be copied.
    """
    sources = template_sources(settings.BASE_DIR)
    digest = hashlib.sha256(repr(sorted(sources.items())).encode()).hexdigest()[:16]
    name = f"{PREFIX}{digest}"
    with _server() as cursor:
        # One run at a time; the lock goes with the connection.
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = {row[0] for row in cursor.fetchall()}
        if name in found:
            return name
        for outdated in found:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(outdated, cursor)} WITH (FORCE)")
        unfinished = f"{name}_unfinished"
        cursor.execute(f"CREATE DATABASE {quote_ident(unfinished, cursor)}")
        _fill(unfinished, digest, sources)
        cursor.execute(
            f"ALTER DATABASE {quote_ident(unfinished, cursor)} RENAME TO {quote_ident(name, cursor)}"
        )
    return name


def _imports(file: Path, folder: Path) -> Iterator[Path]:
    """Yield the modules of ours that this one imports, apart from models."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names):
            module = folder.joinpath(*parts).with_suffix(".py")
            if parts[0] in APPS and "models" not in parts and module.is_file():
                yield module


def _fill(name: str, digest: str, sources: dict[str, str]) -> None:
    """Read a kept schema where there is one, run the migrations that it lacks, and keep the result.

    Only with an embedded server: its programs are of its own version.
    """
    if not embedded.is_own(settings.DATABASE_URL):
        _migrate(name)
        return
    params = connection.get_connection_params() | {"dbname": name}
    with schema_cache.one_at_a_time(digest):
        schema_cache.restore(params, sources)
        _migrate(name)
        schema_cache.save(params, digest, sources)


def _migrate(name: str) -> None:
    live, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, serialize=False, keepdb=True)
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
