"""Plain `pytest` needs no variable and no server: this plugin gives the run a PostgreSQL of its own.

It also makes what programs read of the catalogs of translations, where that is older than they are.

pyproject.toml loads it with `-p`, before Django's settings are read. Where the environment already
names a database (DATABASE_URL), as for the workers of a run and under `python -m mentornet.dev.embedded`,
that one is used.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from mentornet.dev import embedded
from mentornet.dev.catalogs import compile_all


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Set what the settings read, and start the server; it stops when the run ends.

    A wrapper, because pytest-django reads the settings in the same hook.
    """
    os.environ.setdefault("MENTORNET_DEMO", "1")
    os.environ["MENTORNET_TEST"] = "1"
    # Tests start dozens of processes, and each would compile Django again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    compile_all()
    options = early_config.known_args_namespace
    only_shown = options.help or options.version or options.collectonly
    if not (only_shown or os.environ.get("DATABASE_URL")):
        _start_database(early_config)
    return (yield)


def _start_database(config: pytest.Config) -> None:
    # A run that is told to end stops the server first, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    services = ExitStack()
    config.add_cleanup(services.close)
    try:
        os.environ.update(services.enter_context(embedded.running_for_tests()))
    except embedded.EmbeddedPostgresError as error:
        raise pytest.UsageError(str(error)) from error
