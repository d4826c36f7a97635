"""What a killed run or a full disk leaves in a data folder of the embedded PostgreSQL, and what is said of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from mentornet.dev.folders import EmbeddedPostgresError

FULL = ("No space left on device", "Disk quota exceeded")
SECONDS_TO_STOP = 15
PATIENCE = 60
"""Seconds for the processes of a killed server to notice that it is gone."""
NEW = ".new"


def say(words: str) -> None:
    """Tell the person who started it; what a command prints stays its own."""
    print(words, file=sys.stderr, flush=True)


def stop_processes(text: str) -> None:
    """Stop the children of a run that was killed before it could do so itself; *text* is that of var/run.json."""
    try:
        started = json.loads(text or "[]")
    except ValueError:
        return
    for pid, create_time in started:
        try:
            process = psutil.Process(pid)
            if process.create_time() != create_time:
                continue
            say(f"Stopping process {pid}, left over by a run that was killed ...")
            family = [process, *process.children(recursive=True)]
            process.terminate()
            _, alive = psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
            for one in alive:
                one.kill()
        except psutil.NoSuchProcess:
            continue


def new_folder(folder: Path) -> Path:
    """Return an empty folder in which the cluster is made, beside the place where it will be used.

    One that was left half-made by a run before is removed: it was never used, and never will be.
    """
    left = sorted(folder.parent.glob(f"{folder.name}{NEW}*"))
    if left:
        say("The last run was stopped while it made the database. We begin again.")
    for each in left:
        shutil.rmtree(each, ignore_errors=True)
    # A name of its own: a program of the killed run may still write to the one before.
    fresh = folder.with_name(f"{folder.name}{NEW}-{os.getpid()}")
    fresh.mkdir(mode=0o700)
    return fresh


def put_in_place(fresh: Path, folder: Path) -> None:
    """Make *fresh*, which is whole, the data folder: by one change of its name, that survives a power cut."""
    if folder.exists():
        folder.rmdir()
    fresh.rename(folder)
    above = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(above)
    finally:
        os.close(above)


def forget_dead_server(folder: Path) -> None:
    """Remove a postmaster.pid whose process is gone, or is by now some other program.

    Processes of a killed server end by themselves; a new one beside them would spoil the data, so we wait for them.
    Raise EmbeddedPostgresError where they stay.
    """
    if not (folder / "postmaster.pid").exists():
        return
    if not is_dead(folder):
        say("The last run was killed and left its database running. We go on with it.")
        return
    _gone, alive = psutil.wait_procs(_of(folder), timeout=PATIENCE)
    if alive:
        numbers = ", ".join(str(one.pid) for one in alive)
        raise EmbeddedPostgresError(
            f"Processes of a killed database still use {folder}: {numbers}. Wait, or stop them; then start again."
        )
    say("The database was killed in the last run. It now restores all that was saved.")
    (folder / "postmaster.pid").unlink()


def is_dead(folder: Path) -> bool:
    """Return whether no server runs on the folder, whatever its postmaster.pid says."""
    try:
        number = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(number)
        return process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.Error):
        return True


def _of(folder: Path) -> list[psutil.Process]:
    return list(_running_in(folder.resolve()))


def _running_in(folder: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["name", "status"]):
        try:
            is_server = process.info["name"] == "postgres" and process.info["status"] != "zombie"
            if is_server and Path(process.cwd()) == folder:
                yield process
        except psutil.Error:
            continue


@contextmanager
def full_disk_in_words(folder: Path) -> Iterator[None]:
    """Raise EmbeddedPostgresError with what to do where anything in the block fails for want of space."""
    try:
        yield
    except Exception as error:
        if not any(words in str(error) for words in FULL):
            raise
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(there).free // 1024**2
        raise EmbeddedPostgresError(
            f"The disk of {folder} is full ({free:,} MB are free; PostgreSQL needs a few hundred). Free some space "
            f"and start again: what was saved is kept, and what was half made is not used."
        ) from error
