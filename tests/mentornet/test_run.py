"""What `make run` does when one of its processes dies."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from mentornet.run import MOST_RESTARTS, Children, RunError

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
        assert "worker ended by itself (code -9); started again, 1 of" in capsys.readouterr().out
    finally:
        end_all(children)


def test_a_worker_that_dies_again_and_again_stops_all(record: TextIO) -> None:
    children = started(record, beat=DIES)
    for _ in range(MOST_RESTARTS):
        children.processes[0].wait()
        children.check()
    children.processes[0].wait()

    with pytest.raises(RunError, match=r"beat ended by itself \(code 3\)"):
        children.check()


def test_the_web_server_is_not_started_again(record: TextIO) -> None:
    children = started(record, web=DIES)
    children.processes[0].wait()

    with pytest.raises(RunError, match=r"web ended by itself \(code 3\)"):
        children.check()
