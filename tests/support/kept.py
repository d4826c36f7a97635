"""Rows that all tests of a module read, made once for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def kept_for_the_module(blocker: Any) -> Iterator[None]:
    """For a fixture of scope "module" on `django_db_setup` and `django_db_blocker`: what is made inside stays
    until the fixture ends. Each test takes back its own changes, by a savepoint.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
