"""Who reads which report: the published table is one, and a reader of a part gets rows of it.

Nothing is counted for a scope. What a unit's coordinator reads stands in the table that the directors
read, where it is, or is hidden, with all its neighbors in mind. So two readers who lay their parts side by
side know no more than one who reads the whole.
"""

from __future__ import annotations

from uuid import UUID

from evaluations.gaps.domain.groups import Group
from evaluations.privacy.models import Dimension
from matching.models import Program
from profiles.institution.models.scope import scope_of
from profiles.models import Institution, Membership, Unit
from profiles.vocabulary import READS_FIGURES, StaffRoleKind

ANALYSTS = frozenset({StaffRoleKind.ANALYST.value})


def reads_whole(member: Membership) -> bool:
    """Return whether *member* reads the whole table: a director, or an analyst of the institution."""
    here = Institution.objects.filter(pk=member.institution_id)
    directed = here.filter(pk__in=Institution.objects.directed_by(member.user).values("pk"))
    if directed.exists():
        return True
    own = scope_of(member.user, roles=ANALYSTS).institutions
    return here.filter(pk__in=own).exists()


def groups_read_by(member: Membership) -> dict[Group, str]:
    """Return the groups of whose reports *member* is a reader by a role for a part, with their names.

    Units with all below, by name, and programs of theirs; drafts have no report.
    """
    scope = scope_of(member.user, roles=frozenset(READS_FIGURES))
    units = Unit.objects.of(member.institution_id).filter(pk__in=scope.units)
    programs = Program.objects.of(member.institution_id).exclude(state=Program.State.DRAFT)
    coordinated = Program.objects.directed_by(member.user)
    analyzed = programs.filter(scope.rows(unit="unit", program="pk"))
    programs = programs.filter(pk__in=coordinated.values("pk")) | analyzed
    found: dict[Group, str] = {}
    for dimension, rows in ((Dimension.UNIT, units), (Dimension.PROGRAM, programs)):
        for key, name in rows.order_by("name", "pk").values_list("pk", "name"):
            found[str(dimension), str(key)] = name
    return found


def may_read(member: Membership, group: Group) -> bool:
    """Return whether *member* reads the report of *group*; that of a cohort with its program's."""
    dimension, key = group
    if dimension == Dimension.COHORT:
        try:
            group = (str(Dimension.PROGRAM), str(UUID(key.partition("-")[0])))
        except ValueError:
            return False
    return reads_whole(member) or group in groups_read_by(member)
