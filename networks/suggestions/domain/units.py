"""The institution's tree of units, read once a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from profiles.models import Institution, Unit


@dataclass(frozen=True)
class UnitTree:
    """Units by key, with their names and parents."""

    names: dict[UUID, str]
    parents: dict[UUID, UUID | None]

    def path(self, unit_id: UUID | None) -> tuple[str, ...]:
        """The keys from the root to this unit; empty for a person without a unit."""
        steps: list[str] = []
        while unit_id is not None and str(unit_id) not in steps:
            steps.append(str(unit_id))
            unit_id = self.parents.get(unit_id)
        return tuple(reversed(steps))

    def within(self, unit_id: UUID) -> list[UUID]:
        """This unit and everything below it."""
        key = str(unit_id)
        return [unit for unit in self.names if key in self.path(unit)]

    def paths(self) -> dict[UUID, tuple[str, ...]]:
        """The names of each unit from the top down, by which it is found when one types."""
        return {
            unit: tuple(self.names[UUID(key)] for key in self.path(unit)) for unit in self.names
        }


def unit_tree(institution: Institution) -> UnitTree:
    """Read the institution's units: one query."""
    rows = list(Unit.objects.of(institution).values_list("id", "name", "parent_id"))
    return UnitTree(
        names={key: name for key, name, _ in rows},
        parents={key: parent for key, _, parent in rows},
    )
