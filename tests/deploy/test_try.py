"""All processes of a deployment on one machine, and a job that goes through them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

NEEDED = ("nginx", "pgbouncer", "redis-server", "openssl", "chromium")
HAS_SERVER = bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


@pytest.mark.long
@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)) or not HAS_SERVER,
    reason="needs nginx, PgBouncer, PostgreSQL",
)
def test_an_institution_begins_behind_tls_a_pool_and_two_of_each_process() -> None:
    done = subprocess.run(
        ["deploy/try.sh", "--check"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "The job went through." in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
