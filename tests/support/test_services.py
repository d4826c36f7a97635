"""What a person types in a new shell works without a variable."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings


def plain(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_plain_pytest_finds_the_tests():
    done = plain("-m", "pytest", "--collect-only", "-q", "tests/support/test_services.py")

    assert done.stdout.splitlines()[0].endswith("test_plain_pytest_finds_the_tests"), done.stderr


def test_plain_mypy_reads_the_settings():
    done = plain(
        "-c",
        "import runpy; runpy.run_path('tests/support/mypy_settings.py');"
        "import mentornet.settings as read; print(read.MENTORNET_DEMO)",
    )

    assert done.stdout.strip() == "True", done.stderr
