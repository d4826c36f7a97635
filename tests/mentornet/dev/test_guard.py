"""Nothing that `make run` has started outlives it, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from django.conf import settings

from mentornet.dev.leftovers import is_dead
from tests.mentornet.dev.test_embedded import folder

__all__ = ["folder"]
PATIENCE = 60
RUN = """
import sys, time
from pathlib import Path
from mentornet.dev import embedded, run
from mentornet.dev.guard import guarded
record, folder = Path(sys.argv[1]), Path(sys.argv[2])
lasts = [sys.executable, "-c", "import time; time.sleep(600)"]
with record.open("w+") as file, guarded(record, folder), embedded.running(folder, durable=False):
    children = run.Children({"web": lasts, "worker": lasts}, file)
    for name in ("web", "worker"):
        children.start(name)
    print("started", flush=True)
    time.sleep(600)
"""
UNDER_MAKE = """
import sys
from mentornet.dev import run
with open(sys.argv[1], "w+") as file:
    children = run.Children({}, file)
    print(run.make_above(), flush=True)
    try:
        children.wait(under=run.make_above())
    except run.Stop:
        sys.exit(0)
"""


def test_killed_run_leaves_neither_processes_nor_a_database(tmp_path: Path, folder: Path) -> None:
    record = tmp_path / "run.json"
    launcher = subprocess.Popen(
        [sys.executable, "-c", RUN, str(record), str(folder)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "started\n"
    family = psutil.Process(launcher.pid).children(recursive=True)
    assert (len(family), is_dead(folder)) == (3, False)

    launcher.kill()
    launcher.wait()

    _gone, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert (alive, is_dead(folder), record.read_text()) == ([], True, "")


def test_run_ends_with_the_make_that_started_it(tmp_path: Path) -> None:
    script, makefile = tmp_path / "run.py", tmp_path / "Makefile"
    script.write_text(UNDER_MAKE)
    makefile.write_text(f"run:\n\t@exec {sys.executable} {script} {tmp_path}/run.json\n")
    make = subprocess.Popen(
        ["make", "--no-print-directory", "-f", str(makefile)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert make.stdout is not None
    assert make.stdout.readline() == f"{make.pid}\n"
    (run,) = psutil.Process(make.pid).children()

    make.send_signal(signal.SIGKILL)
    make.wait()

    assert psutil.wait_procs([run], timeout=PATIENCE)[1] == []
