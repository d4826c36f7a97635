"""The demonstration under one command: `make run`, or `python -m mentornet.dev.run`.

1. Stop what a killed run left behind, and refuse to run twice.
2. Start the embedded PostgreSQL; migrate; fill it once. Where the settings name a database, a broker
   or a mail server, refuse to start: a made-up school has no place among people's data.
3. Run the web server, the worker and the clock as children; show their logs; wait.
4. Start a worker or beat that has died again, as often as it takes and less and less hurried: what
   they had to do stands in the database.
5. On Ctrl-C, SIGTERM, a closed terminal, the end of `make` or the death of the web server, stop all of them.
   Where this process is killed, its guard does (guard.py).
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread
from types import FrameType
from typing import NoReturn, TextIO

import django
import environ
import psutil
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from mentornet import settings_checks
from mentornet.dev import embedded
from mentornet.dev.guard import guarded
from mentornet.dev.leftovers import SECONDS_TO_STOP, stop_processes

VAR = embedded.BASE_DIR / "var"
LOGINS = VAR / "demo-logins.txt"
SECONDS_TO_START = 300
STEPS = 5
CHANGES_A_LINE = 50
RESTARTED = ("worker", "beat")
MAKES = frozenset({"make", "gmake"})
LONGEST_PAUSE = 60
"""Seconds that a child which dies again and again is left alone at most."""
RESTARTS_FORGOTTEN_AFTER = 600
"""Seconds without a death after which a child is started at once again."""


class RunError(Exception):
    """The demonstration cannot run; the message says why and what to do."""


class Stop(BaseException):
    """Someone asked us to stop. Not an Exception: nothing on the way may swallow it."""


def main() -> int:
    """Run until told to stop; the exit code: 0 when told to, 1 when it could not go on."""
    if problems := settings_checks.check_demonstration():
        print(settings_checks.refusal(problems), file=sys.stderr)
        return 1
    os.environ.pop("MENTORNET_TEST", None)
    environ.Env.read_env(embedded.BASE_DIR / ".env")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    make = make_above()
    try:
        with ExitStack() as stack:
            record = stack.enter_context(_only_run())
            stack.enter_context(guarded(VAR / "run.json", embedded.RUN_FOLDER))
            port = _free_port(os.environ.get("PORT") or "8000")
            _set_environment(port)
            _step(1, "Starting PostgreSQL.")
            os.environ.update(stack.enter_context(embedded.running(embedded.RUN_FOLDER)))
            _prepare()
            _step(5, "Starting the web server and the worker.")
            children = stack.enter_context(_children(port, record))
            children.wait_until_ready(port)
            _welcome(port)
            children.wait(under=make)
    except Stop:
        _say("Stopped. The data are kept.")
        return 0
    except (RunError, embedded.EmbeddedPostgresError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C must not interrupt the stopping.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stop


@contextmanager
def _only_run() -> Iterator[TextIO]:
    """Hold var/run.json: its lock says that we run, its text which processes are ours."""
    try:
        VAR.mkdir(exist_ok=True)
        record = (VAR / "run.json").open("a+")
    except OSError as error:
        raise RunError(f"Cannot write in {VAR}: {error.strerror}.") from error
    with record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunError(
                "MentorNet already runs from this folder. Stop that run first."
            ) from error
        record.seek(0)
        stop_processes(record.read())
        yield record
        _write(record, [])


def _write(record: TextIO, processes: Sequence[subprocess.Popen[str]]) -> None:
    record.seek(0)
    record.truncate()
    json.dump([(one.pid, _born(one.pid)) for one in processes if one.poll() is None], record)
    record.flush()


def _born(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def _free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise RunError(f"PORT={text} is not a port: choose a number from 1 to 65535.")
    port = int(text)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise RunError(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose "
                f"another one: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error
    return port


def _set_environment(port: int) -> None:
    os.environ["MENTORNET_DEMO"] = "1"
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")


def _prepare() -> None:
    """Bring the tables up to date and load the demonstration institution, once; as their owner."""
    os.environ["MENTORNET_AS_OWNER"] = "1"
    django.setup()
    del os.environ["MENTORNET_AS_OWNER"]
    applied = Applied()
    _step(2, "Bringing the database up to date. The first time, this takes some minutes.")
    call_command("migrate", verbosity=1, interactive=False, no_color=True, stdout=applied)
    if apps.get_model("profiles", "Institution").objects.exists():
        _step(3, "The made-up medical school is there already.")
    elif "load_demo_meetings" in get_commands():
        with transaction.atomic():
            _step(3, "Making up a medical school of 1,200 people.")
            call_command("load_demo")
            _step(4, "Giving it programs, meetings and surveys. This takes about a minute.")
            call_command("load_demo_programs", verbosity=0)
            call_command("load_demo_meetings", verbosity=0)
    connections.close_all()


class Applied(io.StringIO):
    """What `migrate` writes, told by its count alone: one line for each fifty changes."""

    def __init__(self) -> None:
        super().__init__()
        executor = MigrationExecutor(connection)
        self._done, self._whole = (
            0,
            len(executor.migration_plan(executor.loader.graph.leaf_nodes())),
        )

    def write(self, text: str, /) -> int:
        if text.startswith("  Applying "):
            if self._done % CHANGES_A_LINE == 0:
                _say(f"         {self._done} of {self._whole} changes are made ...")
            self._done += 1
        return len(text)


class Children:
    """The processes that run for us, by name; *commands* start them, *record* lists them."""

    def __init__(self, commands: Mapping[str, Sequence[str]], record: TextIO) -> None:
        self._commands, self._record = commands, record
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._deaths: dict[str, list[float]] = {name: [] for name in commands}
        self._starts_at: dict[str, float] = {}

    def start(self, name: str) -> None:
        self._running[name] = _start(name, self._commands[name])
        _write(self._record, self.processes)

    @property
    def processes(self) -> list[subprocess.Popen[str]]:
        return list(self._running.values())

    def check(self) -> None:
        """Start what has died, after a pause that grows with each death. Raise RunError for web."""
        for name, child in list(self._running.items()):
            if child.poll() is None:
                continue
            now = time.monotonic()
            if name not in RESTARTED:
                raise RunError(
                    f"{name} ended by itself (code {child.returncode}); see its log above."
                )
            if name not in self._starts_at:
                recent = [one for one in self._deaths[name] if now - one < RESTARTS_FORGOTTEN_AFTER]
                self._deaths[name] = [*recent, now]
                pause = pause_after(len(recent))
                self._starts_at[name] = now + pause
                _say(
                    f"{name} ended by itself (code {child.returncode}); started again in {pause} "
                    "seconds. Nothing is lost."
                )
            if now >= self._starts_at[name]:
                del self._starts_at[name]
                self.start(name)

    def wait_until_ready(self, port: int) -> None:
        """Return once the web server answers. Raise RunError where it does not in time."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RunError(
            f"The web server did not answer within {SECONDS_TO_START} seconds; see its log above."
        )

    def wait(self, *, under: int | None) -> NoReturn:
        """Watch them for ever. Raise Stop once our parent is no longer *under*, the make that started us."""
        while True:
            self.check()
            if under is not None and os.getppid() != under:
                raise Stop
            time.sleep(0.5)


def make_above() -> int | None:
    """Return the process id of the make that runs us; None where something else does, which may end before us."""
    parent = os.getppid()
    try:
        return parent if psutil.Process(parent).name() in MAKES else None
    except psutil.Error:
        return None


def pause_after(deaths: int) -> int:
    """Return how many seconds a child waits that has died so often of late: none the first time."""
    return min(2**deaths - 1, LONGEST_PAUSE)


@contextmanager
def _children(port: int, record: TextIO) -> Iterator[Children]:
    """The processes, running; stopped, with all that they started, at the end."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "mentornet"]
    quiet = ["--loglevel", "WARNING"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = [
        "-m",
        "gunicorn",
        "mentornet.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    web += ["--workers", "2", "--threads", "4", "--no-control-socket"]
    commands = {
        "web": [sys.executable, *web],
        "worker": [
            *celery,
            "worker",
            "--queues",
            ",".join(settings.QUEUES),
            "--pool",
            "threads",
            "--concurrency",
            "3",
            *alone,
            *quiet,
        ],
        "beat": [*celery, "beat", *quiet],
    }
    children = Children(commands, record)
    try:
        for name in commands:
            children.start(name)
        yield children
    finally:
        _stop_all(children.processes)


def _start(name: str, command: Sequence[str]) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        command,
        cwd=embedded.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # Ctrl-C is for us: we stop the children in order.
        start_new_session=True,
    )
    Thread(target=_show_log, args=(name, child.stdout), daemon=True).start()
    return child


def _show_log(name: str, log: TextIO) -> None:
    for line in log:
        print(f"{name:>6} | {line}", end="", flush=True)


def _stop_all(children: Sequence[subprocess.Popen[str]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _welcome(port: int) -> None:
    site = f"http://localhost:{port}"
    logins = LOGINS.read_text(encoding="utf-8").rstrip() if LOGINS.exists() else ""
    _say(f"\nMentorNet runs at {site}\nThe mail it sends: {site}/demo/outbox/\n")
    if logins:
        _say(f"{logins}\n")
    _say("Ctrl-C stops it; the data are kept.\n")


def _step(number: int, text: str) -> None:
    _say(f"{number} of {STEPS}: {text}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
