"""The dependency audit of `make check`, against a service of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings

HOLE = {
    "id": "TEST-2026-1",
    "summary": "A hole",
    "details": "A hole",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.99"}]}],
        }
    ],
}


@contextmanager
def service(holes: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, list[str]]]:
    """A service that knows these holes; its address, and the packages that it was asked about."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = query["package"]["name"]
            asked.append(name)
            body = json.dumps({"vulns": holes.get(name, [])} if name in holes else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
    finally:
        server.shutdown()
        server.server_close()


def audit(folder: Path, *packages: str, at: str) -> tuple[int, str]:
    listed = folder / "packages.txt"
    listed.write_text("\n".join(packages) + "\n")
    done = subprocess.run(
        [sys.executable, ".ci/audit", str(listed)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUDIT_SERVICE": at},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.strip() + done.stderr.strip()


def test_audit_without_a_finding_says_how_many_were_looked_at(tmp_path):
    with service({}) as (address, asked):
        said = audit(tmp_path, "django==5.2.1", "requests==2.34.2", at=address)

    assert said == (0, "dependencies: 2 audited, no known vulnerability")
    assert sorted(asked) == ["django", "requests"]


def test_audit_fails_on_a_finding_and_names_what_mends_it(tmp_path):
    with service({"django": [HOLE]}) as (address, _asked):
        said = audit(tmp_path, "django==5.2.1", "requests==2.34.2", at=address)

    assert said == (1, "django 5.2.1: TEST-2026-1, fixed in 5.2.99")


def test_audit_that_cannot_reach_the_service_is_not_ok(tmp_path):
    with service({}) as (address, _asked):
        pass

    assert audit(tmp_path, "django==5.2.1", at=address) == (
        0,
        "dependencies: not audited (offline)",
    )


def test_audit_of_nothing_is_not_ok(tmp_path):
    with service({}) as (address, _asked):
        said = audit(tmp_path, "# nothing", at=address)

    assert said == (0, "dependencies: not audited: none was listed")


def test_audit_that_fails_for_another_reason_fails(tmp_path):
    with service({}) as (address, _asked):
        code, said = audit(tmp_path, "django==not a version", at=address)

    assert (code, "pip-audit failed" in said) == (1, True)
