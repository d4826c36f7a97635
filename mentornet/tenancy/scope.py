"""For whom SQL is run now, and how long it may wait: the one wrapper around requests, tasks, commands
and streams.

A scope holds no transaction open, so that none spans a call to another system. It is put in front of
each statement (see postgresql/base.py), with SET LOCAL: in a transaction of the caller's it holds
for the statement that follows, and a statement outside of one is a transaction of its own. A
connection that goes back to a pool keeps nothing of it.

Outside of every scope no row of an institution is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

OPERATIONS = "operations"
WEB_LOCK_TIMEOUT = 800
"""Milliseconds for which a request waits for a lock: then its thread is needed elsewhere."""
WORKER_LOCK_TIMEOUT = 60_000
"""Milliseconds for which a job waits for a lock. It is tried again later."""


@dataclass(frozen=True)
class Scope:
    """For which institution, for which person, and whether as the role of operations.

    `lock_timeout` is how long, in milliseconds, a statement waits for a lock; 0: as the connection says.
    """

    institution: UUID | None = None
    person: UUID | None = None
    operations: bool = False
    lock_timeout: int = 0


_current: ContextVar[Scope | None] = ContextVar("mentornet_scope", default=None)


def current() -> Scope | None:
    """The scope in force; None outside of all."""
    return _current.get()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Run the block, a request as a rule, in *scope*; what it enters meanwhile ends with it."""
    before = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(before)


def of_no_one() -> Scope:
    """Return a scope of no institution and no person, which waits for locks as the one in force does."""
    scope = _current.get()
    return Scope(lock_timeout=scope.lock_timeout if scope else 0)


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """Let each statement of the block wait so long for a lock."""
    with within(replace(_current.get() or Scope(), lock_timeout=milliseconds)):
        yield


@contextmanager
def in_institution(institution_id: UUID | str) -> Iterator[None]:
    """Let the block see and write the rows of this institution, and of no other.

    Where operations are at work already, they stay so: their transaction goes on.
    """
    with within(replace(_current.get() or Scope(), institution=_uuid(institution_id))):
        yield


@contextmanager
def as_person(user_id: UUID) -> Iterator[None]:
    """Let the block see this person's own memberships as well, in every institution."""
    with within(replace(_current.get() or Scope(), person=_uuid(user_id))):
        yield


@contextmanager
def operations() -> Iterator[None]:
    """Let the block see every institution: as another role, over a connection of its own.

    For the service itself (operators, sweeps that no institution waits for) and for finding out to
    which institution a secret belongs. What a transaction around it has written is not seen.
    """
    scope = _current.get() or Scope()
    with within(replace(scope, operations=True)):
        if scope.operations or OPERATIONS not in connections.settings:
            yield
            return
        ordinary = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = connections[OPERATIONS]
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = ordinary


def enter(*, institution: UUID | str | None = None, person: UUID | None = None) -> None:
    """Go on for this institution, or as this person, to the end of the request.

    For doors that learn only on the way whose they are: a token, a link. Outside of a request
    nothing happens.
    """
    scope = _current.get()
    if scope is None:
        return
    _current.set(
        replace(
            scope,
            institution=_uuid(institution) if institution else scope.institution,
            person=person or scope.person,
        )
    )


def enter_institution_of(rows: Any) -> None:
    """Go on for the institution of the first of *rows*, which the caller knows by a secret."""
    if _current.get() is not None and (found := institution_of(rows)):
        enter(institution=found)


def institution_of(rows: Any) -> UUID | None:
    """Return to which institution the first of *rows* belongs, whichever it is."""
    with operations():
        found: UUID | None = rows.order_by().values_list("institution_id", flat=True).first()
    return found


@contextmanager
def in_institution_of(rows: Any) -> Iterator[None]:
    """Run the block for the institution of the first of *rows*: a task is given a key alone."""
    found = institution_of(rows)
    with in_institution(found) if found else within(of_no_one()):
        yield


def going_on(scope: Scope | None, parts: Iterator[Any]) -> Iterator[Any]:
    """Yield *parts*, each made in *scope*: a stream is read after its request is over."""
    step: Callable[[], Any] = iter(parts).__next__
    while True:
        with within(scope or Scope()):
            try:
                part = step()
            except StopIteration:
                return
        yield part


def _uuid(key: UUID | str) -> UUID:
    """Return a key of which we know that it is one: it is written into SQL."""
    return key if isinstance(key, UUID) else UUID(key)
