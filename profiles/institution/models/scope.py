"""What a director or coordinator runs: the whole institution, a unit with all below it, a program.

This is the one place that knows it. A queryset's `directed_by` asks `scope_of` and names the fields in
which its rows say their unit and their program; no other module reads the scope of a staff role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL

from profiles.institution.models.institution import Institution
from profiles.vocabulary import DIRECTS_PROGRAMS

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import SignedIn, Viewer

# UNION drops what came before, so that a tree that was bent into a circle by hand ends, too.
_WITH_ALL_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM profiles_unit WHERE id IN ({roots})
    UNION
    SELECT child.id FROM profiles_unit child JOIN below ON child.parent_id = below.id
) SELECT id FROM below
"""


class LocalDate(Func):
    """The date that the institution's calendar shows now, by its time zone."""

    template = "(now() AT TIME ZONE %(expressions)s)::date"
    output_field = models.DateField()


@dataclass(frozen=True)
class Scope:
    """What one person runs today, as parts of queries: nothing is read before a queryset is.

    `institutions` are those that they run as a whole, `units` theirs with all below, `programs`
    those that were named one by one; each are the keys.
    """

    institutions: models.QuerySet[Any, Any]
    units: RawSQL
    programs: models.QuerySet[Any, Any]

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

    def held(kind: str) -> models.QuerySet[Any, Any]:
        found = Institution.objects.open_to(user).filter(
            _HOLDS_TODAY,
            memberships__user=user.pk,
            memberships__end_date=None,
            memberships__offices__overlap=sorted(roles),
            memberships__staff_roles__role__in=sorted(roles),
            memberships__staff_roles__scope_kind=kind,
        )
        return found.exclude(pk__in=user.closed_roles) if user.closed_roles else found

    named = "memberships__staff_roles__scope_id"
    sql, params = held("unit").values(named).query.sql_with_params()
    return Scope(
        institutions=held("institution").values("pk"),
        units=RawSQL(_WITH_ALL_BELOW.format(roots=sql), params),  # noqa: S611  (our own query)
        programs=held("program").values(named),
    )


_HOLDS_TODAY = Q(
    Q(memberships__staff_roles__ends_on=None)
    | Q(memberships__staff_roles__ends_on__gte=LocalDate(F("time_zone"))),
    memberships__staff_roles__ended_at=None,
    memberships__staff_roles__starts_on__lte=LocalDate(F("time_zone")),
)

People = Callable[["SignedIn"], models.QuerySet[Any, Any]]
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
