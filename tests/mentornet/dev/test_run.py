"""What `make run` refuses to start with, and what it does when one of its processes dies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from django.conf import settings

from mentornet.dev.run import Applied, Children, RunError, pause_after

LASTS = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[TextIO]:
    with (tmp_path / "run.json").open("w+") as file:
        yield file


def started(record: TextIO, **commands: list[str]) -> Children:
    children = Children(commands, record)
    for name in commands:
        children.start(name)
    return children


def end_all(children: Children) -> None:
    for one in children.processes:
        one.kill()
        one.wait()


@pytest.mark.django_db
def test_a_first_start_says_how_far_the_database_is(capsys: pytest.CaptureFixture[str]) -> None:
    applied = Applied()

    for number in range(120):
        applied.write(f"  Applying profiles.{number:04}...")
        applied.write(" OK\n")

    said = capsys.readouterr().out.splitlines()
    assert [line.split(" of ")[0].strip() for line in said] == ["0", "50", "100"]


def test_a_dead_worker_is_started_again_and_it_is_said(
    record: TextIO, capsys: pytest.CaptureFixture[str]
) -> None:
    children = started(record, web=LASTS, worker=LASTS)
    web, worker = children.processes
    worker.kill()
    worker.wait()

    children.check()

    again = children.processes[1]
    record.seek(0)
    try:
        assert (children.processes[0], again.poll()) == (web, None)
        assert again.pid != worker.pid
        assert [pid for pid, _born in json.load(record)] == [web.pid, again.pid]
        assert "worker ended by itself (code -9); started again in 0" in capsys.readouterr().out
    finally:
        end_all(children)


def test_a_beat_that_dies_again_and_again_comes_back_less_and_less_hurried(
    record: TextIO, capsys: pytest.CaptureFixture[str]
) -> None:
    children = started(record, beat=DIES)
    first = children.processes[0]
    first.wait()
    children.check()
    second = children.processes[0]
    second.wait()

    # It waits a second now: nothing is started, and nothing gives up.
    children.check()

    assert (second.pid != first.pid, children.processes[0] is second) == (True, True)
    said = capsys.readouterr().out
    assert "beat ended by itself (code 3); started again in 0 seconds" in said
    assert "started again in 1 seconds" in said
    assert [pause_after(deaths) for deaths in (0, 1, 2, 5, 6, 100)] == [0, 1, 3, 31, 60, 60]


def test_the_web_server_is_not_started_again(record: TextIO) -> None:
    children = started(record, web=DIES)
    children.processes[0].wait()

    with pytest.raises(RunError, match=r"web ended by itself \(code 3\)"):
        children.check()


def run(checkout: Path, *, env_file: str = "", **environment: str) -> tuple[int, str]:
    """Start the demonstration in a checkout of its own; its exit code, and what it says is wrong.

    Nothing is started: it is refused before.
    """
    shutil.copytree(
        settings.BASE_DIR / "mentornet",
        checkout / "mentornet",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (checkout / ".env").write_text(env_file)
    done = subprocess.run(
        [sys.executable, "-m", "mentornet.dev.run"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not (checkout / "var").exists()
    return done.returncode, done.stderr


PEOPLE = "postgresql://mentornet:secret@127.0.0.1/mentornet"


def test_demonstration_does_not_beat_a_production_env_file(tmp_path: Path) -> None:
    code, said = run(
        tmp_path,
        env_file=f"MENTORNET_DEMO=0\nDATABASE_URL={PEOPLE}\n"
        "REDIS_URL=redis://127.0.0.1:6379/0\nEMAIL_URL=smtp://127.0.0.1\n",
        MENTORNET_DEMO="1",
    )

    assert code == 1
    assert [line.split(",")[0] for line in said.splitlines() if line.startswith("- ")] == [
        "- .env names DATABASE_URL",
        "- .env names REDIS_URL",
        "- .env names EMAIL_URL",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", PEOPLE),
        ("DATABASE_URL", "postgresql:///mentornet_test"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0"),
        ("EMAIL_URL", "smtp://127.0.0.1"),
    ],
)
def test_demonstration_starts_with_no_service_of_others(
    tmp_path: Path, name: str, value: str
) -> None:
    code, said = run(tmp_path, MENTORNET_DEMO="1", MENTORNET_TEST="1", **{name: value})

    assert (code, f"- {name} names a" in said) == (1, True)


def test_deployment_is_not_run_as_a_demonstration(tmp_path: Path) -> None:
    code, said = run(tmp_path, MENTORNET_DEMO="0")

    assert (code, "- MENTORNET_DEMO=0 says that this is a deployment" in said) == (1, True)
