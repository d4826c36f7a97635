"""Django's PostgreSQL, with the scope in front of each statement.

PostgreSQL runs what comes in one message as one transaction, so a statement outside of a transaction
takes no second round trip for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base, features
from django.db.backends.utils import CursorWrapper

from mentornet.tenancy.scope import Scope, current

# After an error they are all that a transaction takes, and they read no row.
_CONTROL = ("SAVEPOINT ", "ROLLBACK TO ", "RELEASE ")
_WRITES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|WITH\b.*?\b(?:INSERT INTO|DELETE FROM|UPDATE \S+ SET))\b",
    re.DOTALL,
)


class DatabaseFeatures(features.DatabaseFeatures):
    """What MentorNet needs of the server: it is said at the first connection of each process."""

    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that says before each statement for whom it is run.

    With `ASSUME_ROLES` among its settings, in tests, it is the owner's and takes the role that the
    scope asks for; elsewhere it is the role's own.
    """

    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers = [_scoped]
        # Whether a lock_timeout of a scope may still hold in the transaction that is open.
        self.has_lock_timeout = False
        # Whether the transaction that is open may have written, and how many that may have were committed.
        self.may_have_written = False
        self.commits = 0

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.commits += self.may_have_written
        self.may_have_written = False

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.may_have_written = False

    def chunked_cursor(self) -> CursorWrapper:
        """A cursor of the server's lives in a transaction, or a pool would give it to others."""
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()


def _scoped(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    connection, cursor = context["connection"], context["cursor"].cursor
    scope = current()
    if scope is None and connection.autocommit:
        # Nothing is left over that would have to be taken back.
        return execute(sql, params, many, context)
    if isinstance(sql, str) and sql.startswith(_CONTROL):
        return execute(sql, params, many, context)
    timeout = scope.lock_timeout if scope else 0
    prefix = _prefix(scope, connection.settings_dict.get("ASSUME_ROLES", False))
    if timeout or connection.has_lock_timeout:
        prefix += f"SET LOCAL lock_timeout = {timeout:d}; "
        connection.has_lock_timeout = bool(timeout)
    if isinstance(sql, str) and _WRITES.match(sql):
        # Outside of a transaction it is one of its own.
        connection.may_have_written = connection.in_atomic_block
        connection.commits += not connection.in_atomic_block
    if getattr(cursor, "name", None):
        # Its statement is the text of a DECLARE, and takes none before it.
        with connection.connection.cursor() as plain:
            plain.execute(prefix)
        return execute(sql, params, many, context)
    return execute(
        prefix.encode() + sql if isinstance(sql, bytes) else prefix + sql, params, many, context
    )


@lru_cache(maxsize=1_000)
def _prefix(scope: Scope | None, assumes_roles: bool) -> str:
    role = ""
    if assumes_roles:
        role = f"SET LOCAL ROLE {_role(scope)}; "
    institution, person = (scope.institution, scope.person) if scope else (None, None)
    return (
        f"{role}SET LOCAL mentornet.institution = '{institution or ''}'; "
        f"SET LOCAL mentornet.person = '{person or ''}'; "
    )


def _role(scope: Scope | None) -> str:
    if scope is None:
        return "NONE"
    return settings.DATABASE_OPERATIONS_ROLE if scope.operations else settings.DATABASE_ROLE
