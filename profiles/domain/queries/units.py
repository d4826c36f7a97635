"""The tree of units as paths."""

from __future__ import annotations

from uuid import UUID

from profiles.models import Institution, Unit


def unit_paths(institution: Institution) -> dict[UUID, tuple[str, ...]]:
    """Return for each unit its names from the top down. One query."""
    rows = {
        pk: (parent, name)
        for pk, parent, name in Unit.objects.of(institution).values_list("pk", "parent_id", "name")
    }
    paths: dict[UUID, tuple[str, ...]] = {}
    for pk in rows:
        parts: list[str] = []
        walk: UUID | None = pk
        # A tree that was bent into a circle by hand must not hang what reads it.
        while walk is not None and len(parts) <= len(rows):
            parent, name = rows[walk]
            parts.append(name)
            walk = parent
        paths[pk] = tuple(reversed(parts))
    return paths
