"""Who supervises whom, up the whole line."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

LINES = """
WITH RECURSIVE line(member, above, depth) AS (
    SELECT id, supervisor_id, 1 FROM profiles_membership
    WHERE id = ANY(%(members)s) AND supervisor_id IS NOT NULL
    UNION ALL
    SELECT line.member, up.supervisor_id, line.depth + 1
    FROM line JOIN profiles_membership up ON up.id = line.above
    WHERE up.supervisor_id IS NOT NULL AND line.depth < 30
)
SELECT member, above FROM line ORDER BY member, depth
"""


def lines_of(members: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the keys of each member's supervisors, the nearest first. One query.

    A circle in the roster ends where it closes. Who has no supervisor is not in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"members": members})
        rows = cursor.fetchall()
    found: dict[UUID, dict[str, None]] = {}
    for member, above in rows:
        found.setdefault(member, {}).setdefault(str(above))
    return {member: tuple(line) for member, line in found.items()}
