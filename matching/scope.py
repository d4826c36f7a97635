"""What belongs to a person's scope because of programs, told to the apps below that cannot know it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from matching.groups.models.proposals import ProgramGroup
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.peer_groups.models.group import register_groups
from profiles.institution.models.scope import register_people
from profiles.models import Institution, StaffRole
from profiles.people.staff_roles.domain.scopes import register_scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mentornet.tenancy.viewer import SignedIn


def people_taking_part(user: SignedIn) -> QuerySet[Any, Any]:
    """Return who takes part in the programs that *user* runs, by an application of their own.

    Not those whom someone took in: a coordinator would see whomever they add.
    """
    there = Enrollment.objects.active().filter(
        program__in=Program.objects.directed_by(user), source=Enrollment.Source.APPLIED
    )
    return there.values("member")


def groups_of_programs(user: SignedIn) -> QuerySet[Any, Any]:
    """Return the groups of the programs that *user* runs."""
    return ProgramGroup.objects.filter(program__in=Program.objects.directed_by(user)).values(
        "group"
    )


def program_names(institution: Institution, keys: Iterable[UUID] | None) -> dict[UUID, str]:
    """Return the names of the programs with *keys*; for None, of all that are not closed."""
    rows = Program.objects.of(institution)
    rows = rows.exclude(state=Program.State.CLOSED) if keys is None else rows.filter(pk__in=keys)
    return dict(rows.order_by("name", "pk").values_list("pk", "name"))


def connect() -> None:
    """Called once at start-up."""
    register_scope(StaffRole.Scope.PROGRAM, program_names)
    register_people(people_taking_part)
    register_groups(groups_of_programs)
