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

    def choices(self) -> list[tuple[str, str]]:
        """Units for a select: in the order of the tree, each below its parent and indented."""
        return [
            (str(unit), "\u2003" * depth + self.names[unit]) for unit, depth in self._in_order()
        ]

    def _in_order(self) -> list[tuple[UUID, int]]:
        children: dict[UUID | None, list[UUID]] = {}
        for unit in sorted(self.names, key=lambda one: (self.names[one].casefold(), str(one))):
            children.setdefault(self.parents[unit], []).append(unit)
        ordered: list[tuple[UUID, int]] = []
        waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
        while waiting:
            unit, depth = waiting.pop()
            ordered.append((unit, depth))
            waiting += [(child, depth + 1) for child in reversed(children.get(unit, []))]
        return ordered


def unit_tree(institution: Institution) -> UnitTree:
    """Read the institution's units: one query."""
    rows = list(Unit.objects.of(institution).values_list("id", "name", "parent_id"))
    return UnitTree(
        names={key: name for key, name, _ in rows},
        parents={key: parent for key, _, parent in rows},
    )
