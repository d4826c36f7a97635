"""For whom a reader may set up programs: the whole institution, or units of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from matching.programs.models import Program
from profiles.access.members import MemberRequest
from profiles.institution.domain.unit_paths import Path, unit_paths
from profiles.institution.models.scope import scope_of
from profiles.models import Institution, Unit


@dataclass(frozen=True)
class Places:
    """Where programs of one reader can belong: *whole*, to the institution or any unit; else to `units`."""

    institution: Institution
    whole: bool
    units: frozenset[UUID]

    def __bool__(self) -> bool:
        return self.whole or bool(self.units)

    def paths(self) -> dict[UUID, Path]:
        """Return the units that can be chosen, with their names from the top down."""
        found = unit_paths(self.institution)
        return {key: path for key, path in found.items() if self.whole or key in self.units}

    def allows(self, unit: UUID | None) -> bool:
        """Return whether a program of *unit* (None: of the institution) can be set up here."""
        return self.whole or unit in self.units


def places_of(request: MemberRequest) -> Places:
    """Return where the reader may set up programs; false for who runs single programs alone.

    No query for a director of the institution.
    """
    here = request.membership.institution
    if request.user.has_perm("profiles.direct_institution"):
        return Places(here, whole=True, units=frozenset())
    run = scope_of(request.user).institutions
    if Institution.objects.filter(pk__in=run).filter(pk=here.pk).exists():
        return Places(here, whole=True, units=frozenset())
    units = Unit.objects.directed_by(request.user).of(here).values_list("pk", flat=True)
    return Places(here, whole=False, units=frozenset(units))


def may_copy(request: MemberRequest, program: Program) -> bool:
    """Return whether the reader may start the next cohort, which belongs where *program* does."""
    return places_of(request).allows(program.unit_id)
