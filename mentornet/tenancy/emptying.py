"""Deleting what an institution has, table by table: for test institutions, whose people are no one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection

from mentornet.tenancy.tables import TENANT

# Triggers of other tables write here what was deleted; so it comes last.
LAST = "mentornet_change"


def delete_rows_of(
    institution_id: UUID, *, kept: Collection[str] = (), only: Mapping[str, str] | None = None
) -> None:
    """Delete the rows of an institution from every table that holds any, but for those of *kept*.

    *only* says by table which rows go, as a condition in SQL with `%s` for the institution's key. Call
    it in a transaction: what hangs on what is checked at its end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in sorted(TENANT - set(kept), key=lambda one: (one == LAST, one)):
            condition = (only or {}).get(table, "institution_id = %s")
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", [institution_id])  # noqa: S608
