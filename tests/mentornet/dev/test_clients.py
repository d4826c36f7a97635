"""The clients of the API, built as `make clients` does, and installed from the files that it made.

Each runs the example of its own page, as somebody would who has nothing of this repository.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mentornet.dev import clients
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api
from tests.support.node import NODE, NPM, not_installed

pytestmark = [pytest.mark.long, pytest.mark.tools, pytest.mark.django_db(transaction=True)]
NODE_HERE = [sys.executable, "-c", NODE]


def expected(added: str) -> list[str]:
    """Three who are there, on three pages, and the one whom the example adds."""
    return [
        "there: F1 f1@school.example",
        "there: F2 f2@school.example",
        "there: F3 f3@school.example",
        f"added: {added}",
        "refused: 409 member_exists",
        f"changed: F1 F2 F3 {added}",
        "removed: 0",
        "next time from: …",
        "exported: members F1",
        "exported: members F2",
        "exported: members F3",
        f"exported: members {added}",
    ]


@pytest.fixture
def api(live_server: Any) -> Iterator[Api]:
    institution = InstitutionFactory()
    for number in (1, 2, 3):
        MembershipFactory(
            institution=institution,
            external_id=f"F{number}",
            user__email=f"f{number}@school.example",
        )
    return Api(institution)


def example(kind: str, language: str) -> str:
    page = (clients.SOURCES / kind / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert "limit=100" in found or "limit: 100" in found
    return re.sub(r"(limit(?:=|: ))100", r"\g<1>1", found)


def run(command: list[str], folder: Path, **env: str) -> str:
    there = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
    done = subprocess.run(
        command, cwd=folder, env=there, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def walk_through(command: list[str], folder: Path, url: str, api: Api) -> list[str]:
    told = run(
        command,
        folder,
        MENTORNET_URL=url,
        CLIENT_ID=api.client.client_id,
        CLIENT_SECRET=api.secret,
    )
    lines = re.sub(r"(?m)(?<=^next time from: )20\d\d-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)$", "…", told)
    first, rest = lines.splitlines()[:3], lines.splitlines()[3:]
    return [*sorted(first), *rest]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What runs Python with the wheel and what it stands on, and nothing of this repository."""
    away = tmp_path_factory.mktemp("python")
    wheel = clients.build_python(tmp_path_factory.mktemp("built"))
    run([sys.executable, "-m", "venv", "--without-pip", str(away / "venv")], away)
    there = away / "venv" / "bin" / "python"
    uv = str(Path(sys.executable).parent / "uv")
    run([uv, "pip", "install", "--offline", "--no-deps", "--python", str(there), str(wheel)], away)
    # The packages below it are taken from here, so that no network is needed.
    (site,) = away.glob("venv/lib/*/site-packages")
    (site / "there.pth").write_text(sysconfig.get_path("purelib"))
    return [str(there)]


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which npm has installed the tarball, and TypeScript beside it."""
    away = tmp_path_factory.mktemp("typescript")
    built = tmp_path_factory.mktemp("built")
    try:
        tarball = clients.build_typescript(built)
    except SystemExit as error:
        if " ci --ignore-scripts" not in str(error):
            raise
        not_installed("npm could not fetch the tools of the lock file here.")
    (away / "package.json").write_text('{"private": true, "type": "module"}')
    run([sys.executable, "-c", NPM, "install", "--offline", str(tarball)], away)
    (away / "tools").symlink_to(built / "typescript" / "node_modules")
    return away


def test_python_client_walks_through(
    live_server: Any, api: Api, python: list[str], tmp_path: Path
) -> None:
    (tmp_path / "example.py").write_text(example("python", "python"), encoding="utf-8")

    told = walk_through([*python, "example.py"], tmp_path, live_server.url, api)

    assert told == expected("F10483")


def test_typescript_client_walks_through(live_server: Any, api: Api, typescript: Path) -> None:
    (typescript / "example.ts").write_text(example("typescript", "ts"), encoding="utf-8")
    strictly = ["--noEmit", "--strict", "--skipLibCheck", "--module", "NodeNext"]
    kinds = ["--typeRoots", "tools/@types", "--types", "node"]
    tsc = [*NODE_HERE, "tools/typescript/bin/tsc", *strictly, *kinds, "example.ts"]

    run(tsc, typescript)
    told = walk_through([*NODE_HERE, "example.ts"], typescript, live_server.url, api)

    assert told == expected("F10484")


class Busy(BaseHTTPRequestHandler):
    """Says to wait, then that the token is none, then answers; its export is cut off."""

    asked: list[str]
    units: Iterator[int]

    def do_POST(self) -> None:
        self.answer(200, {"access_token": f"T{self.asked.count('token')}", "expires_in": 3600})

    def do_GET(self) -> None:
        if "export" in self.path:
            self.answer(200, {"synced_until": "2026-06-30T02:00:07Z", "resources": ["units"]})
            return
        status = next(self.units)
        problem = {
            "type": "about:blank",
            "title": "-",
            "detail": "-",
            "code": "-",
            "status": status,
        }
        self.answer(status, {"items": [], "next": None} if status == 200 else problem)

    def answer(self, status: int, body: Any) -> None:
        self.asked.append(f"{self.path.rsplit('/', 1)[1].split('?')[0]}")
        content = json.dumps(body).encode() + b"\n"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def busy() -> Iterator[tuple[str, list[str]]]:
    handler = type("Handler", (Busy,), {"asked": [], "units": iter([503, 401, 200])})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()
        thread.join()


PYTHON_WAITS = """
import sys
from mentornet_client import answered, connect, exported
from mentornet_client.api.units import units_list

client = connect(sys.argv[1], "id", "secret")
print(len(answered(units_list.sync(client=client)).items))
try:
    print(len(list(exported(client))))
except EOFError as error:
    print(error)
"""
TYPESCRIPT_WAITS = """
import { answered, connect, exported, unitsList } from 'mentornet-client';

const client = connect(process.argv[2], 'id', 'secret');
console.log((await answered(unitsList({ client }))).items.length);
try {
  for await (const line of exported(client)) if ('rows' in line) console.log(line);
} catch (error) {
  console.log((error as Error).message);
}
"""
ASKED = ["token", "units", "units", "token", "units", "export"]


def test_python_client_waits_renews_its_token_and_sees_a_stream_cut_off(
    busy: tuple[str, list[str]], python: list[str], tmp_path: Path
) -> None:
    url, asked = busy

    told = run([*python, "-c", PYTHON_WAITS, url], tmp_path)

    assert (told.splitlines(), asked) == (["0", "The export was cut off."], ASKED)


def test_typescript_client_waits_renews_its_token_and_sees_a_stream_cut_off(
    busy: tuple[str, list[str]], typescript: Path
) -> None:
    url, asked = busy
    (typescript / "waits.ts").write_text(TYPESCRIPT_WAITS, encoding="utf-8")

    told = run([*NODE_HERE, "waits.ts", url], typescript)

    assert (told.splitlines(), asked) == (["0", "The export was cut off."], ASKED)
