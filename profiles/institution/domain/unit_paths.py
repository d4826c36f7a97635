"""The tree of units as paths."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from profiles.models import Institution, Unit

Path = tuple[str, ...]
# A tree that was bent into a circle by hand must not hang what reads it.
DEEPEST = 50

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT id AS unit, parent_id, name, 0 AS step FROM profiles_unit
    WHERE institution_id = %s AND id = ANY(%s::uuid[])
    UNION ALL
    SELECT above.unit, p.parent_id, p.name, above.step + 1
    FROM above JOIN profiles_unit p ON p.id = above.parent_id WHERE above.step < %s
)
SELECT unit, array_agg(name ORDER BY step DESC) FROM above GROUP BY unit
"""


_BELOW = """
WITH RECURSIVE below AS (
    SELECT id, 0 AS step FROM profiles_unit WHERE institution_id = %s AND id = ANY(%s::uuid[])
    UNION ALL
    SELECT p.id, below.step + 1 FROM below JOIN profiles_unit p ON p.parent_id = below.id
    WHERE below.step < %s
)
SELECT DISTINCT id FROM below
"""


def units_below(institution: Institution, units: Collection[UUID]) -> set[UUID]:
    """Return these units of *institution* with all below them. One query, none for no units."""
    if not units:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [str(institution.pk), [str(one) for one in units], DEEPEST])
        return {unit for (unit,) in cursor.fetchall()}


def unit_paths(institution: Institution) -> dict[UUID, Path]:
    """Return for each unit its names from the top down. One query."""
    rows = {
        pk: (parent, name)
        for pk, parent, name in Unit.objects.of(institution).values_list("pk", "parent_id", "name")
    }
    paths: dict[UUID, Path] = {}

    def path(pk: UUID, depth: int = 0) -> Path:
        if pk not in paths:
            parent, name = rows[pk]
            above = path(parent, depth + 1) if parent is not None and depth < DEEPEST else ()
            paths[pk] = (*above, name)
        return paths[pk]

    for pk in rows:
        path(pk)
    return paths


def paths_of(institution: Institution, units: Collection[UUID]) -> dict[UUID, Path]:
    """The same for these units alone: what a page of people costs does not grow with the tree."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [str(institution.pk), [str(one) for one in units], DEEPEST])
        return {unit: tuple(names) for unit, names in cursor.fetchall()}
