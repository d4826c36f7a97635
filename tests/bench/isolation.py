"""Measure what an import of one institution costs another one's readers.

    python -m tests.bench.isolation [--people 100000] [--writers 24] [--seconds 20]

A web server of two processes with four threads each, as in docs/operation.md, on this machine. One
program reads people of a small institution, again and again: first alone, then while the import of a
large one is written by a worker and *writers* programs of that one put people at the same time. Times
are those of whole requests over HTTP, so the machine's other work is in them: read the ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from http.client import HTTPConnection
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
os.environ["MENTORNET_AS_OWNER"] = "1"
os.environ["API_REQUESTS_A_MINUTE"] = "10000000"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from profiles.api_access.domain.clients import create_client  # noqa: E402
from profiles.models import Institution, RosterImport, User  # noqa: E402
from profiles.roster.domain.imports import advance, start_bulk  # noqa: E402
from tests.support.api import person, token_of  # noqa: E402

SCOPES = ["members:read", "members:write"]
FEW = 50


class Program:
    """A client of an institution's API over HTTP, one connection for each request."""

    def __init__(self, institution: Institution, port: int) -> None:
        actor = User.objects.create(email=f"{uuid.uuid4()}@bench.example")
        client, secret = create_client(institution, name="bench", scopes=SCOPES, actor=actor)
        self.token = token_of(client, secret).json()["access_token"]
        self.port = port

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, float]:
        """Return the status and how many milliseconds it took."""
        began = time.perf_counter()
        http = HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        http.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = http.getresponse()
        answer.read()
        http.close()
        return answer.status, (time.perf_counter() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--writers", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=20, help="how long is read alone")
    options = parser.parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    stamp = uuid.uuid4().hex[:8]
    large, small = (
        Institution.objects.create(name=f"Bench {name}", slug=f"bench-{name}-{stamp}")
        for name in ("large", "small")
    )
    _import(small, FEW, stamp=f"s{stamp}")
    port = _free_port()
    server = _serve(port)
    try:
        reader = Program(small, port)
        quiet = _read(reader, until=time.perf_counter() + options.seconds)
        busy, answers, rate = _during(large, reader, options, stamp)
    finally:
        server.terminate()
        server.wait(30)
    _report(quiet, busy, answers, rate, options)


def _people(count: int, stamp: str) -> list[dict[str, Any]]:
    return [
        person(number, external_id=f"{stamp}-{number}", email=f"{number}@{stamp}.example")
        for number in range(count)
    ]


def _import(institution: Institution, count: int, *, stamp: str) -> None:
    lines = "\n".join(json.dumps(one) for one in _people(count, stamp))
    row = start_bulk(institution, content=lines.encode())
    advance(row.pk)
    row.refresh_from_db()
    if row.state != RosterImport.State.DONE:
        raise SystemExit(f"The import ended as {row.state}: {row.message}")


def _during(
    large: Institution, reader: Program, options: Any, stamp: str
) -> tuple[list[float], Counter[int], float]:
    """Read while an import is written and others write: times, answers to writers, rows a second."""
    over = threading.Event()
    answers: Counter[int] = Counter()
    slowest: list[float] = [0.0]
    took: list[float] = []
    programs = [Program(large, reader.port) for _one in range(4)]

    def work() -> None:
        began = time.perf_counter()
        try:
            _import(large, options.people, stamp=f"l{stamp}")
            took.append(time.perf_counter() - began)
        finally:
            connection.close()
            over.set()

    def write(number: int) -> None:
        program = programs[number % len(programs)]
        body = {k: v for k, v in person(number).items() if k != "external_id"}
        body["email"] = f"w{number}@{stamp}.example"
        while not over.is_set():
            status, milliseconds = program.ask("PUT", f"/members/external/w{number}", body)
            answers[status] += 1
            slowest[0] = max(slowest[0], milliseconds)
            if status == 503:
                over.wait(1)  # as Retry-After says

    threads = [threading.Thread(target=work)]
    threads += [threading.Thread(target=write, args=(number,)) for number in range(options.writers)]
    for thread in threads:
        thread.start()
    times = _read(reader, over=over)
    for thread in threads:
        thread.join()
    print(f"slowest answer to a writer: {slowest[0]:,.0f} ms")
    return times, answers, options.people / took[0] if took else 0.0


def _read(
    reader: Program, *, until: float | None = None, over: threading.Event | None = None
) -> list[float]:
    times = []
    while (until is None or time.perf_counter() < until) and not (over and over.is_set()):
        status, milliseconds = reader.ask("GET", "/members?limit=20")
        if status != 200:
            raise SystemExit(f"A reader elsewhere was answered {status}.")
        times.append(milliseconds)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _report(
    quiet: list[float], busy: list[float], answers: Counter[int], rate: float, options: Any
) -> None:
    print(f"import of {options.people:,} people: {rate:,.0f} rows a second")
    for name, times in (("quiet", quiet), ("during it", busy)):
        print(
            f"reads elsewhere, {name}: {len(times):,}; median {statistics.median(times):.0f} ms, "
            f"p95 {_p95(times):.0f} ms, slowest {max(times):.0f} ms"
        )
    print(f"ratio of p95: {_p95(busy) / _p95(quiet):.1f}")
    said = ", ".join(f"{count:,} × {status}" for status, count in sorted(answers.items()))
    print(f"{options.writers} writers were answered {said}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _serve(port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "MENTORNET_AS_OWNER": "0", "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", "gunicorn", "mentornet.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "error"]
    server = subprocess.Popen(command, env=environment)
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
