"""What each test costs: `pytest -n0 --costs=FILE` writes a line of JSON for each test and fixture.

Seconds of CPU time: of this process (`cpu`), of processes that it started and saw end (`children`), of
the run's own PostgreSQL (`server`). They stay comparable on a machine that others use; seconds by the
clock, of waiting for queries (`queries`) and of all (`wall`), do not. `python -m tests.support.costs FILE...` adds them up.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.backends import utils
from django.db.backends.signals import connection_created

MEASURES = ("cpu", "children", "server", "queries", "wall")
_in_queries = 0.0
_backends: set[int] = set()
_postmasters: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file."""
    parser.addoption("--costs", metavar="FILE", help="write what each test costs")


def pytest_configure(config: pytest.Config) -> None:
    """Measure where the option is given, and not in the process that only hands out tests."""
    if config.getoption("--costs"):
        config.pluginmanager.register(Costs(Path(config.getoption("--costs"))))
        connection_created.connect(_noted)
        utils.CursorWrapper.execute = _timed(utils.CursorWrapper.execute)
        utils.CursorWrapper.executemany = _timed(utils.CursorWrapper.executemany)


def _timed(function: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*values: Any, **options: Any) -> Any:
        global _in_queries
        began = time.perf_counter()
        try:
            return function(*values, **options)
        finally:
            _in_queries += time.perf_counter() - began

    return timed


def _noted(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        _backends.add(connection.connection.info.backend_pid)


def _of_server() -> float:
    """Return what PostgreSQL has used: its processes that ended, and those that serve this process."""
    used = 0.0
    parents = set()
    for backend in tuple(_backends):
        try:
            parents.add(_stat(backend)[1])
            used += int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9
        except OSError:
            _backends.discard(backend)
    _postmasters.update(parents)
    ticks = sum(int(one) for parent in _postmasters for one in _stat(parent)[13:15])
    return used + ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int | str) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()


def _now() -> tuple[float, ...]:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        time.process_time(),
        ended.ru_utime + ended.ru_stime,
        _of_server(),
        _in_queries,
        time.perf_counter(),
    )


class Costs:
    """The plugin: a line for each test, with its set-up and clean-up, and for each fixture's set-up."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8", buffering=1)

    @contextmanager
    def _measured(self, kind: str, name: str) -> Iterator[None]:
        before = _now()
        yield
        spent = {
            name: round(now - then, 4)
            for name, then, now in zip(MEASURES, before, _now(), strict=True)
        }
        self.file.write(json.dumps({"kind": kind, "name": name} | spent) + "\n")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        with self._measured("collection", ""):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._measured("test", item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._measured("call", item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._measured("teardown", item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        with self._measured("fixture", f"{fixturedef.baseid}::{fixturedef.argname}"):
            return (yield)

    def pytest_unconfigure(self) -> None:
        self.file.close()


def main(paths: list[str]) -> None:
    """Print the sums by kind, folder and file, and the dearest fixtures and tests."""
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    tests = [line for line in lines if line["kind"] == "test"]
    fixtures = [line for line in lines if line["kind"] == "fixture"]
    _table("kind", lines, lambda name: name, 10, key="kind")
    _table("folder", tests, lambda name: "/".join(name.split("/")[:2]), 20)
    _table("subject", tests, lambda name: "/".join(name.split("::")[0].split("/")[:3]), 60)
    _table("file", tests, lambda name: name.split("::")[0], 100)
    _table("test", tests, lambda name: name, 80)
    _table("fixture", fixtures, lambda name: name, 60)


def _table(
    title: str,
    lines: list[dict[str, Any]],
    group: Callable[[str], str],
    most: int,
    key: str = "name",
) -> None:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * (len(MEASURES) + 1))
    for line in lines:
        row = sums[group(line[key])]
        row[0] += 1
        for place, name in enumerate(MEASURES, start=1):
            row[place] += line[name]
    print(f"\n{title:90} {'number':>7}" + "".join(f"{name:>10}" for name in MEASURES))
    dearest = sorted(sums.items(), key=lambda pair: -sum(pair[1][1:4]))[:most]
    for name, row in dearest:
        print(f"{name[-90:]:90} {row[0]:7.0f}" + "".join(f"{value:10.1f}" for value in row[1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
