"""The embedded PostgreSQL through its command, on a data folder of the test's own."""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentornet.dev.embedded import ROLES

ASK = (
    "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_OWNER_URL']); k = c.cursor();"
    "k.execute('CREATE TABLE IF NOT EXISTS kept (n int)'); k.execute('INSERT INTO kept VALUES (1)');"
    "k.execute('SELECT count(*) FROM kept'); print(k.fetchone()[0]); c.commit()"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short, because it holds a socket, and passable for the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="mn") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "pg"


def embedded(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ROLES}
    return subprocess.run(
        [sys.executable, "-m", "mentornet.dev.embedded", "--folder", str(folder), "--", *command],
        env={**environment, **more},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_command_reaches_the_database_and_a_second_run_keeps_the_data(folder):
    counts = [embedded(folder, sys.executable, "-c", ASK) for _time in range(2)]
    assert [one.stdout.strip() for one in counts] == ["1", "2"], counts
    assert not (folder / "postmaster.pid").exists()


def test_exit_code_of_the_command_is_handed_on(folder):
    assert embedded(folder, sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_run_beside_another_gets_a_folder_of_its_own(folder):
    ask = (
        "import sys; from pathlib import Path; from mentornet.dev.embedded import running_for_tests\n"
        "with running_for_tests(Path(sys.argv[1])) as settings: print(settings['DATABASE_URL'])"
    )

    with folder.with_name("pg.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [sys.executable, "-c", ask, str(folder)], capture_output=True, text=True, check=False
        )

    assert done.stdout.strip().endswith("pg-2"), done.stderr
    assert (folder.exists(), folder.with_name("pg-2").exists()) == (False, True)


def test_folder_that_was_named_is_not_changed_for_another(folder):
    with folder.with_name("pg.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = embedded(folder, sys.executable, "-c", "print('ran')")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Another run already uses the database in {folder}.")


def test_named_database_is_used_instead(folder):
    said = embedded(
        folder,
        sys.executable,
        "-c",
        "import os; print(os.environ['DATABASE_URL'])",
        DATABASE_URL="postgresql:///elsewhere",
    )
    assert (said.stdout.strip(), folder.exists()) == ("postgresql:///elsewhere", False)


# Undoes what a first start has made, and leaves what an earlier version had: one role, and tables of
# its own.
AS_BEFORE = """
import os, psycopg2
from urllib.parse import urlsplit, parse_qs
host = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]
connection = psycopg2.connect(user="postgres", dbname="postgres", host=host)
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("DROP DATABASE mentornet")
    for role in ("owner", "application", "operations"):
        cursor.execute(f"DROP ROLE mentornet_{role}")
    cursor.execute("CREATE DATABASE mentornet")
    cursor.execute("CREATE DATABASE test_of_before")
inside = psycopg2.connect(user="postgres", dbname="mentornet", host=host)
with inside.cursor() as cursor:
    cursor.execute("CREATE TABLE kept (id serial, n int)")
    cursor.execute("INSERT INTO kept (n) VALUES (1)")
    cursor.execute("CREATE SEQUENCE alone")
    cursor.execute("CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7'")
inside.commit()
"""
OWNERS = """
import os, psycopg2
connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE kept ADD COLUMN more int")
    cursor.execute("INSERT INTO kept (n) VALUES (2)")
    cursor.execute("SELECT sum(n) FROM kept")
    print(cursor.fetchone()[0])
    cursor.execute(
        "SELECT array_agg(DISTINCT pg_get_userbyid(owner)) FROM ("
        " SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " UNION SELECT datdba FROM pg_database WHERE datname = 'mentornet') AS t (owner)"
    )
    print(cursor.fetchone()[0])
    cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'test_of_before'")
    print(cursor.fetchone()[0])
"""


def test_a_folder_of_before_is_handed_over_to_the_three_roles_with_its_data(folder):
    made = embedded(folder, sys.executable, "-c", AS_BEFORE)
    assert made.returncode == 0, made.stderr

    said = embedded(folder, sys.executable, "-c", OWNERS)

    assert said.stdout.splitlines() == ["3", "['mentornet_owner']", "0"], said.stderr


def test_the_three_roles_stand_above_no_policy(folder):
    ask = (
        "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']); k = c.cursor();"
        "k.execute('SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls'); print(k.fetchall())"
    )

    assert embedded(folder, sys.executable, "-c", ask).stdout.strip() == "[('postgres',)]"
