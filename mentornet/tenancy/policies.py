"""What PostgreSQL lets each role do: grants, and the policies of row-level security.

`migrate` brings them up to date as the owner of the tables, so that no new table is forgotten; a
policy carries a digest of its text, by which it is known whether it still says what stands here. The
owner itself is held by no policy: it migrates and does nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

from mentornet.tenancy.tables import FOUND_EARLIER, READABLE, TENANT, WITHOUT_INSTITUTION

# In brackets with a SELECT, so that it is worked out once a statement and not once a row.
INSTITUTION = "(SELECT NULLIF(current_setting('mentornet.institution', true), '')::uuid)"
PERSON = "(SELECT NULLIF(current_setting('mentornet.person', true), '')::uuid)"

_ENABLED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity
"""
_POLICIES = """
SELECT table_class.relname, policy.polname, obj_description(policy.oid, 'pg_policy')
FROM pg_policy AS policy JOIN pg_class AS table_class ON table_class.oid = policy.polrelid
WHERE table_class.relnamespace = 'public'::regnamespace
"""
_UNGRANTED = """
SELECT count(*) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND (
    (relkind = 'r' AND NOT (
        has_table_privilege(%(role)s, oid, 'SELECT') AND has_table_privilege(%(role)s, oid, 'INSERT')
        AND has_table_privilege(%(role)s, oid, 'UPDATE')
        AND has_table_privilege(%(role)s, oid, 'DELETE')
    )) OR (relkind = 'S' AND NOT has_sequence_privilege(%(role)s, oid, 'USAGE'))
)
"""


@dataclass(frozen=True)
class Policy:
    """Which rows of *table* a command may touch: those of which *using* is true."""

    table: str
    name: str
    using: str
    command: str = "ALL"
    role: str = "PUBLIC"
    check: str = ""

    @property
    def sql(self) -> str:
        check = self.check or self.using
        reads = "" if self.command == "INSERT" else f" USING ({self.using})"
        writes = f" WITH CHECK ({check})" if self.command in ("ALL", "INSERT", "UPDATE") else ""
        return (
            f"CREATE POLICY {self.name} ON {self.table} FOR {self.command} TO {self.role}"
            f"{reads}{writes}"
        )

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()[:16]


def policies() -> list[Policy]:
    """Return every policy that there shall be."""
    wanted = [
        *(_of_tenant(table) for table in sorted(TENANT)),
        *(
            Policy(table, "mentornet_found", using.format(person=PERSON), command="SELECT")
            for table, (using, _reason) in FOUND_EARLIER.items()
        ),
        *(Policy(table, "mentornet_read", "true", command="SELECT") for table in READABLE),
        Policy("profiles_institution", "mentornet_read", "true", command="SELECT"),
        Policy("profiles_institution", "mentornet_own", f"id = {INSTITUTION}", command="UPDATE"),
    ]
    if settings.DATABASE_OPERATIONS_ROLE:
        wanted += [
            Policy(table, "mentornet_operations", "true", role=settings.DATABASE_OPERATIONS_ROLE)
            for table in sorted(TENANT | {"profiles_institution"})
        ]
    return wanted


def _of_tenant(table: str) -> Policy:
    own = f"institution_id = {INSTITUTION}"
    check = f"{own} OR institution_id IS NULL" if table in WITHOUT_INSTITUTION else ""
    return Policy(table, "mentornet_own", own, check=check)


def guard_rows(using: str) -> None:
    """Bring grants and policies up to date; where they are, five reads and nothing else.

    Tables that a step back took away, or that later migrations make, are left out.
    """
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
        wanted = [one for one in policies() if one.table in there]
        cursor.execute(_ENABLED)
        enabled = {row[0] for row in cursor.fetchall()}
        for table in sorted({one.table for one in wanted} - enabled):
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        _write(cursor, wanted)
        for role in (settings.DATABASE_ROLE, settings.DATABASE_OPERATIONS_ROLE):
            if role and role != settings.DATABASE_OWNER_ROLE:
                _grant(cursor, role)


def _write(cursor: Any, wanted: list[Policy]) -> None:
    cursor.execute(_POLICIES)
    known = {(table, name): digest for table, name, digest in cursor.fetchall()}
    for table, name in known.keys() - {(one.table, one.name) for one in wanted}:
        cursor.execute(f"DROP POLICY {name} ON {table}")
    for one in wanted:
        digest = known.get((one.table, one.name))
        if digest == one.digest:
            continue
        if (one.table, one.name) in known:
            cursor.execute(f"DROP POLICY {one.name} ON {one.table}")
        cursor.execute(one.sql)
        cursor.execute(f"COMMENT ON POLICY {one.name} ON {one.table} IS '{one.digest}'")


def _grant(cursor: Any, role: str) -> None:
    cursor.execute(_UNGRANTED, {"role": role})
    if not cursor.fetchone()[0]:
        return
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
