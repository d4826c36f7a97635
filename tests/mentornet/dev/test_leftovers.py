"""A kill or a full disk never breaks the embedded database: the next start works, and says what it found."""

import sys

import pytest

from mentornet.dev import embedded
from mentornet.dev.folders import EmbeddedPostgresError
from tests.mentornet.dev.test_embedded import ASK, folder
from tests.mentornet.dev.test_embedded import embedded as run

__all__ = ["folder"]

KILL = (
    "import os, signal, sys; number = int(open(sys.argv[1] + '/postmaster.pid').readline());"
    "os.kill(number, signal.SIGKILL)"
)
KILL_THE_RUN = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"


@pytest.mark.long
def test_killed_database_and_killed_run_keep_what_was_saved(folder):
    killed = run(
        folder,
        "sh",
        "-c",
        f'"{sys.executable}" -c "{ASK}"; "{sys.executable}" -c "{KILL}" {folder}',
    )
    after = run(folder, sys.executable, "-c", ASK)
    run(folder, sys.executable, "-c", KILL_THE_RUN)
    last = run(folder, sys.executable, "-c", ASK)

    assert (killed.returncode, killed.stdout) == (1, "1\n")
    assert killed.stderr.endswith("Start again: all that was saved is kept.\n")
    assert (after.returncode, after.stdout, after.stderr) == (
        0, "2\n", "The database was killed in the last run. It now restores all that was saved.\n",
    )  # fmt: skip
    assert (last.returncode, last.stdout, last.stderr) == (
        0, "3\n", "The last run was killed and left its database running. We go on with it.\n",
    )  # fmt: skip


@pytest.mark.long
def test_start_that_was_killed_before_all_roles_were_made_is_completed(folder):
    drop = (
        "import os, psycopg2; from urllib.parse import urlsplit, parse_qs;"
        "host = parse_qs(urlsplit(os.environ['DATABASE_URL']).query)['host'][0];"
        "c = psycopg2.connect(user='postgres', dbname='postgres', host=host);"
        "c.cursor().execute('DROP ROLE mentornet_operations'); c.commit()"
    )
    dropped = run(folder, sys.executable, "-c", drop)
    ask = (
        "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_OPERATIONS_URL']); print('in')"
    )

    assert (dropped.returncode, run(folder, sys.executable, "-c", ask).stdout) == (0, "in\n")


def test_full_disk_is_said_and_no_half_made_database_is_used(folder, monkeypatch, capsys):
    tools = folder.with_name("tools")
    tools.mkdir(mode=0o755)
    initdb = tools / "initdb"
    initdb.write_text(
        '#!/bin/sh\necho 18 > PG_VERSION\necho "could not write: No space left on device" >&2\nexit 1\n'
    )
    initdb.chmod(0o755)
    left = folder.with_name("pg.new-1")
    left.mkdir()
    (left / "PG_VERSION").write_text("18\n")

    with monkeypatch.context() as patch, pytest.raises(EmbeddedPostgresError) as caught:
        patch.setattr(embedded, "programs", lambda: tools)
        with embedded.running(folder):
            pass

    assert str(caught.value).startswith(f"The disk of {folder} is full (")
    assert capsys.readouterr().err == (
        "The last run was stopped while it made the database. We begin again.\n"
    )
    assert sorted(path.name for path in folder.parent.iterdir()) == ["pg.lock", "tools"]
    assert run(folder, sys.executable, "-c", ASK).stdout == "1\n"
