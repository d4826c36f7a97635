"""Stops what `make run` has started, once that is gone without having done so: killed, or out of memory.

    python -m mentornet.dev.guard RECORD FOLDER

reads its input, which ends when the process that started it does. Then it stops the processes of RECORD
(var/run.json) and the database of FOLDER, unless they were stopped already, or the next run has them.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentornet.dev import embedded
from mentornet.dev.folders import EmbeddedPostgresError
from mentornet.dev.leftovers import stop_processes


@contextmanager
def guarded(record: Path, folder: Path) -> Iterator[None]:
    """Have a process of its own stop those of *record* and the database of *folder*, should this one be killed."""
    guard = subprocess.Popen(
        [sys.executable, "-m", "mentornet.dev.guard", str(record), str(folder)],
        cwd=embedded.BASE_DIR,
        stdin=subprocess.PIPE,
        # What ends us from a terminal must not end it.
        start_new_session=True,
    )
    try:
        yield
    finally:
        # All is stopped by now, and there is nothing for it to do.
        guard.kill()
        guard.wait()


def main(record: Path, folder: Path) -> None:
    """Wait for the end of the process that started this one, and clear up behind it."""
    sys.stdin.buffer.read()
    with record.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        file.seek(0)
        stop_processes(file.read())
        file.truncate(0)
        try:
            embedded.stop_left(folder)
        except EmbeddedPostgresError as error:
            print(error, file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
