"""What a later change of the same row has overtaken says nothing more."""

from __future__ import annotations

from django.db import connection

# The last change of a row stays, also where the row is gone: that is what tells of it.
_COMPACT = """
DELETE FROM mentornet_change c WHERE EXISTS (
    SELECT FROM mentornet_change later
    WHERE later.row_id = c.row_id AND later.resource = c.resource
        AND (later.changed_at, later.id) > (c.changed_at, c.id)
)
"""


def compact_changes() -> int:
    """Delete all but the last change of each row; return how many. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT)
        return int(cursor.rowcount)
