"""The embedded PostgreSQL through its command, on a data folder of the test's own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ASK = (
    "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']); k = c.cursor();"
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
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "mentornet.embedded", "--folder", str(folder), "--", *command],
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


def test_named_database_is_used_instead(folder):
    said = embedded(
        folder,
        sys.executable,
        "-c",
        "import os; print(os.environ['DATABASE_URL'])",
        DATABASE_URL="postgresql:///elsewhere",
    )
    assert (said.stdout.strip(), folder.exists()) == ("postgresql:///elsewhere", False)
