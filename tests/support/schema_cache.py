"""Migrated schemas as SQL, kept for all checkouts of this user.

To run all migrations takes a minute; to read their result two seconds. A schema is kept beside the
list of the files that made it, by digest. Where only files were added since, it is read and the new
migrations are run on top.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from mentornet.dev import embedded

MOST_KEPT = 12
Sources = Mapping[str, str]
Connection = Mapping[str, Any]


def cache_folder() -> Path:
    """Return where schemas are kept: XDG_CACHE_HOME, or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mentornet"


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let one run make a schema, so that those beside it, in whatever checkout, find it made.

    Who makes another schema does not wait: with many checkouts on a busy machine that is minutes.
    """
    with ExitStack() as stack:
        with suppress(OSError):
            cache_folder().mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((cache_folder() / f"{name}.lock").open("a"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def restore(connection: Connection, sources: Sources) -> bool:
    """Read the schema made by the most of these files, and by no other, into an empty database.

    Returns whether there was one. Raises CalledProcessError when it cannot be read.
    """
    found = max(_usable(sources), default=None)
    if found is None:
        return False
    _run("psql", connection, "--single-transaction", "--file", str(found[1].with_suffix(".sql")))
    found[1].touch()
    return True


def save(connection: Connection, name: str, sources: Sources) -> None:
    """Keep the schema of a migrated database under *name*; do nothing where the folder is read-only."""
    folder = cache_folder()
    if (folder / f"{name}.json").exists():
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            dump = Path(unfinished) / "schema.sql"
            _run("pg_dump", connection, "--file", str(dump))
            dump.rename(folder / f"{name}.sql")
            made_by = Path(unfinished) / "sources.json"
            made_by.write_text(json.dumps(dict(sources)), encoding="utf-8")
            # The last: what has a list of sources is whole.
            made_by.rename(folder / f"{name}.json")
        _drop_oldest(folder)


def _usable(sources: Sources) -> Iterator[tuple[int, Path]]:
    for path in cache_folder().glob("*.json"):
        with suppress(OSError, ValueError):
            made_by = json.loads(path.read_text(encoding="utf-8"))
            if made_by.items() <= sources.items() and path.with_suffix(".sql").exists():
                yield len(made_by), path


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        path.unlink(missing_ok=True)
        path.with_suffix(".sql").unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)


def _run(program: str, connection: Connection, *arguments: str) -> None:
    server = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"}
    variables = {name: str(connection[key]) for name, key in server.items() if connection.get(key)}
    quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1") if program == "psql" else ()
    subprocess.run(
        [str(embedded.programs() / program), *quiet, *arguments],
        env={"PATH": os.environ.get("PATH", ""), "PGOPTIONS": "-c row_security=off", **variables},
        stdout=subprocess.DEVNULL,
        check=True,
    )
