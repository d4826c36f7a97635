"""A row and the row it hangs on belong to one institution, and PostgreSQL holds it.

Beside each foreign key from one tenant table to another stands a composite one: the institution and
the key, together. `migrate` adds those that are missing, so that no new table is forgotten.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connections, transaction

from mentornet.tenancy.tables import TENANT

logger = logging.getLogger(__name__)

LONGEST_NAME = 63
SUFFIX = "_tenant"

_FOREIGN_KEYS = """
SELECT child.relname, columns.attname, parent.relname
FROM pg_constraint AS bond
JOIN pg_class AS child ON child.oid = bond.conrelid
JOIN pg_class AS parent ON parent.oid = bond.confrelid
JOIN pg_attribute AS columns ON columns.attrelid = child.oid AND columns.attnum = bond.conkey[1]
WHERE bond.contype = 'f' AND cardinality(bond.conkey) = 1
    AND child.relnamespace = 'public'::regnamespace
    AND child.relname = ANY(%(tenant)s) AND parent.relname = ANY(%(tenant)s)
    AND EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = child.oid AND attname = 'institution_id'
    )
    AND EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = parent.oid AND attname = 'institution_id'
    )
ORDER BY 1, 2
"""
_BONDS = """
SELECT conname, convalidated FROM pg_constraint
WHERE contype = 'f' AND cardinality(conkey) = 2 AND connamespace = 'public'::regnamespace
"""
_KEYS = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"


@dataclass(frozen=True)
class Bond:
    """That the rows of *child* and the rows of *parent* in its *column* are of one institution."""

    child: str
    column: str
    parent: str

    @property
    def name(self) -> str:
        stem = f"{self.child}_{self.column.removesuffix('_id')}"
        return stem[: LONGEST_NAME - len(SUFFIX)] + SUFFIX

    @property
    def key(self) -> str:
        """The index of the parent that the composite key refers to."""
        return f"{self.parent}{SUFFIX}"


def hold_parents(using: str) -> None:
    """Add the composite foreign keys that are missing; without one, two reads and nothing else."""
    with connections[using].cursor() as cursor:
        wanted = _wanted(cursor)
        cursor.execute(_BONDS)
        known = dict(cursor.fetchall())
        missing = [bond for bond in wanted if not known.get(bond.name)]
        if not missing:
            return
        cursor.execute(_KEYS)
        keys = {row[0] for row in cursor.fetchall()}
        for key, parent in sorted({(bond.key, bond.parent) for bond in missing}):
            if key not in keys:
                cursor.execute(f"CREATE UNIQUE INDEX {key} ON {parent} (institution_id, id)")
        for bond in missing:
            _hold(cursor, bond, is_there=bond.name in known, using=using)


def _wanted(cursor: Any) -> list[Bond]:
    cursor.execute(_FOREIGN_KEYS, {"tenant": sorted(TENANT)})
    return [Bond(*row) for row in cursor.fetchall()]


def _hold(cursor: Any, bond: Bond, *, is_there: bool, using: str) -> None:
    """Add one, first for new rows alone, so that no one waits while the old ones are read."""
    if not is_there:
        cursor.execute(
            f"ALTER TABLE {bond.child} ADD CONSTRAINT {bond.name} "
            f"FOREIGN KEY (institution_id, {bond.column}) "
            f"REFERENCES {bond.parent} (institution_id, id) "
            f"DEFERRABLE INITIALLY DEFERRED NOT VALID"
        )
    try:
        with transaction.atomic(using=using):
            cursor.execute(f"ALTER TABLE {bond.child} VALIDATE CONSTRAINT {bond.name}")
    except IntegrityError as error:
        # New rows are held all the same; the next migrate looks again.
        logger.error("Old rows of %s belong to two institutions: %s", bond.child, error)
