"""The world of the access matrix, made once in a process for all tests that share it.

To make it takes two seconds. It lies in a transaction that is open as long as tests follow that use it; each
of them takes back what it changes in the database, and each module gets objects of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.contract.world import World, build_world


class Shared:
    """The world while it is there, what lets it reach the database, and what takes it away."""

    world: World | None = None
    lent = False
    blocker: Any
    away = ExitStack()


def shares_world(item: pytest.Item) -> bool:
    """Return whether the test uses the world that is shared, not one that its module makes."""
    return "shared_world" in getattr(item, "fixturenames", ())


def take_away() -> None:
    """Roll the world back, if it is there and no module has it."""
    if Shared.world is not None and not Shared.lent:
        Shared.world = None
        with Shared.blocker.unblock():
            transaction.set_rollback(True)
            Shared.away.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the world lie."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="session")
def world_goes_first(django_db_setup: None) -> Iterator[None]:
    """At the end of a run the world goes before its database does."""
    yield
    take_away()


@pytest.fixture(scope="module")
def shared_world(world_goes_first: None, django_db_blocker: Any, folder: Path) -> Iterator[World]:
    """The world, for one module: what fixtures of the module add is taken back after it."""
    with django_db_blocker.unblock():
        if Shared.world is None:
            Shared.blocker = django_db_blocker
            Shared.away.enter_context(transaction.atomic())
            with override_settings(VAR_DIR=folder, MEDIA_ROOT=folder):
                Shared.world = build_world()
        with transaction.atomic():
            Shared.lent = True
            yield deepcopy(Shared.world)
            Shared.lent = False
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    """The same, under the name that a module may give to a world of its own."""
    return shared_world


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Take the world away behind the last test that uses it."""
    yield
    if not (nextitem and shares_world(nextitem)):
        take_away()
