"""What a director or coordinator runs: the whole institution, a unit with all below it, a program.

This is the one place that knows it. A queryset's `directed_by` asks `scope_of` and names the fields in
which its rows say their unit and their program; no other module reads the scope of a staff role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from profiles.vocabulary import DIRECTS_PROGRAMS

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import SignedIn, Viewer

# By hand: a page asks a dozen times, and to build this as a queryset takes longer than to run it. What is
# held is held by the date that the institution's calendar shows now.
_HELD = """
SELECT {column} FROM profiles_staffrole AS held
JOIN profiles_membership AS holder ON holder.id = held.membership_id
JOIN profiles_institution AS place ON place.id = holder.institution_id
WHERE holder.user_id = %s AND holder.end_date IS NULL AND holder.offices && %s::varchar[]
    AND held.role = ANY(%s::varchar[]) AND held.scope_kind = %s AND held.ended_at IS NULL
    AND held.starts_on <= (now() AT TIME ZONE place.time_zone)::date
    AND (held.ends_on IS NULL OR held.ends_on >= (now() AT TIME ZONE place.time_zone)::date)
    AND place.id <> ALL(%s::uuid[])
"""

# UNION drops what came before, so that a tree that was bent into a circle by hand ends, too.
_WITH_ALL_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM profiles_unit WHERE id IN ({roots})
    UNION
    SELECT child.id FROM profiles_unit child JOIN below ON child.parent_id = below.id
) SELECT id FROM below
"""


@dataclass(frozen=True)
class Scope:
    """What one person runs today, as parts of queries: nothing is read before a queryset is.

    `institutions` are those that they run as a whole, `units` theirs with all below, `programs`
    those that were named one by one; each are the keys, for a lookup with `__in`.
    """

    institutions: RawSQL
    units: RawSQL
    programs: RawSQL

    def rows(self, *, institution: str = "institution", unit: str = "", program: str = "") -> Q:
        """Return which rows are inside; *unit* and *program* are the fields that name theirs, if any."""
        inside = Q(**{f"{institution}__in": self.institutions})
        if unit:
            inside |= Q(**{f"{unit}__in": self.units})
        if program:
            inside |= Q(**{f"{program}__in": self.programs})
        return inside


def scope_of(user: SignedIn, *, roles: frozenset[str] = DIRECTS_PROGRAMS) -> Scope:
    """Return what *user* runs by one of *roles* today.

    Nothing of an institution whose roles are closed to this session, and nothing by a role that the
    membership does not show yet: that a second factor is asked for hangs on the membership.
    """
    closed = sorted(str(one) for one in user.barred_institutions | user.closed_roles)
    names = sorted(str(one) for one in roles)

    def keys(kind: str, column: str = "held.scope_id", around: str = "{roots}") -> RawSQL:
        sql = around.format(roots=_HELD.format(column=column))
        return RawSQL(sql, (user.pk, names, names, kind, closed))  # noqa: S611  (our own query)

    return Scope(
        institutions=keys("institution", "place.id"),
        units=keys("unit", around=_WITH_ALL_BELOW),
        programs=keys("program"),
    )


People = Callable[["SignedIn"], QuerySet[Any, Any]]
_taking_part: list[People] = []


def register_people(people: People) -> None:
    """Say who else is inside a person's scope: *people* returns the keys of memberships."""
    _taking_part.append(people)


def people_of(user: Viewer) -> Q:
    """Return which memberships *user* runs programs for: all, those of their units, and who takes part."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    inside = scope_of(user).rows(unit="unit")
    for people in _taking_part:
        inside |= Q(pk__in=people(user))
    return inside
