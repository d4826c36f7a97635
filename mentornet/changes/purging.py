"""Deleting what tells that a row is gone, once everyone who keeps in step has been told for long.

The last change of a row that is there stays: from it, all that there is can be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mentornet.changes.models import ChangeHorizon
from mentornet.changes.sources import SOURCES

BATCH = 5_000
# Whoever was let in just before the horizon of the last run goes on for less than that.
MARGIN = timedelta(days=1)
_CONTENTS = "assessment-contents:"
_PURGE = """
DELETE FROM mentornet_change WHERE id IN (
    SELECT c.id FROM mentornet_change c
    WHERE c.institution_id = %s AND {resource} AND c.changed_at < %s AND NOT EXISTS ({there})
    LIMIT %s
)
"""
# What people opened to a client is gone when nothing is open any more, or the client is shut out.
_OPEN = """
SELECT FROM profiles_contentconsent o JOIN profiles_contentgrant g ON g.id = o.grant_id
WHERE o.member_id = c.row_id AND cardinality(o.parts) > 0 AND g.ended_at IS NULL
    AND c.resource = 'assessment-contents:' || g.client_id
"""


def purge_changes(institution_id: UUID, *, now: datetime | None = None) -> int:
    """Delete the institution's old changes of rows that are gone, in batches; return how many. Idempotent.

    A run says from when on things are told; what went before that is deleted by the next one. Whoever was
    let in just before a time was shortened is done by then.
    """
    kept = (now or timezone.now()) - timedelta(days=settings.CHANGES_KEPT_DAYS)
    before = _move_horizon(institution_id, kept)
    if before is None:
        return 0
    return sum(_purge(sql, institution_id, before - MARGIN) for sql in _statements())


def _move_horizon(institution_id: UUID, kept: datetime) -> datetime | None:
    """Move it to *kept*, never back; return where it was, None where there was none."""
    with transaction.atomic():
        row, is_new = ChangeHorizon.objects.select_for_update().get_or_create(
            institution_id=institution_id, defaults={"kept_since": kept}
        )
        if is_new:
            return None
        before: datetime = row.kept_since
        if before < kept:
            row.kept_since = kept
            row.save(update_fields=["kept_since"])
        return before


def _statements() -> list[str]:
    tables = {
        source.resource: source.table
        for source in SOURCES
        if source.first and not source.resource.startswith("'")
    }
    found = [
        _PURGE.format(
            resource=f"c.resource = '{resource}'",
            there=f"SELECT FROM {table} r WHERE r.id = c.row_id",
        )
        for resource, table in tables.items()
    ]
    return [*found, _PURGE.format(resource=f"starts_with(c.resource, '{_CONTENTS}')", there=_OPEN)]


def _purge(sql: str, institution_id: UUID, before: datetime) -> int:
    count = deleted = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [institution_id, before, BATCH])
            deleted = cursor.rowcount
        count += deleted
        if deleted < BATCH:
            return count
