"""People with a role for a part of the matrix' institution, and one who reads figures alone."""

from __future__ import annotations

from matching.models import Program
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.contract.world import World
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory

# Of the unit of all programs; of another unit; of the one program `program`; of figures; while one is away.
SCOPED = ("unit_coordinator", "other_coordinator", "program_coordinator", "analyst", "deputy")


def add_scopes(world: World) -> dict[str, Membership]:
    """Put all programs of the institution into one unit, and return who has a role for what."""
    here = world.protege.institution
    inside, outside = UnitFactory(institution=here, name="Inside"), UnitFactory(institution=here)
    Program.objects.filter(institution=here).update(unit=inside)
    coordinator, analyst = StaffRoleKind.COORDINATOR, StaffRoleKind.ANALYST
    held = {
        "unit_coordinator": (coordinator, "unit", inside.pk),
        "other_coordinator": (coordinator, "unit", outside.pk),
        "program_coordinator": (coordinator, "program", world.rows["program"].pk),
        "analyst": (analyst, "institution", None),
    }
    people = {}
    for name, (role, kind, key) in held.items():
        people[name] = MembershipFactory(institution=here, family_name=name)
        StaffRoleFactory(membership=people[name], role=role, scope_kind=kind, scope_id=key)
    return {**people, "deputy": world.rows["deputy_role"].membership}
