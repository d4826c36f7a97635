"""A deputy while someone is away: a colleague coordinates in their place, for days that are said before.

A deputy runs programs and opens nothing else of a director's: no roles, approvals, systems, roster or
settings, and no text of which people were told that directors read it. So a deputy leaves nothing behind
that outlasts their days, and names no deputy.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from profiles.institution.rules import is_persons
from profiles.models import Membership, StaffRole, User
from profiles.people.staff_roles.domain.granting import (
    check_days,
    check_grant,
    lock_member,
    make_role,
    may_change_roles,
)
from profiles.people.staff_roles.domain.scopes import ScopeNamed, open_role
from profiles.people.staff_roles.errors import (
    AlreadyThere,
    DeputyTooLong,
    MayNotNameDeputy,
    OwnLogin,
)
from profiles.people.staff_roles.models import StaffRoleQuerySet
from profiles.vocabulary import DIRECTS_PROGRAMS, StaffRoleKind

MOST_DAYS = 92


@transaction.atomic
def name_deputy(
    held: StaffRole, deputy: Membership, *, by: User, starts_on: date | None, ends_on: date
) -> StaffRole:
    """Let *deputy* coordinate in place of who has the role *held*, from day to day.

    *by* has that role, or directs the institution. Raises MayNotNameDeputy, OwnLogin, NotCurrent,
    RolesConflict, AlreadyThere, DeputyTooLong and DaysNotInOrder.
    """
    member = lock_member(deputy)
    role, first_day, last_day = check_deputy(
        held, member, by=by, starts_on=starts_on, ends_on=ends_on
    )
    return make_role(
        member,
        role=StaffRoleKind.COORDINATOR,
        starts_on=first_day,
        ends_on=last_day,
        by=by,
        scope=ScopeNamed(role.scope_kind, role.scope_id),
        deputy_for=role,
    )


def check_deputy(
    held: StaffRole, member: Membership, *, by: User, starts_on: date | None, ends_on: date
) -> tuple[StaffRole, date, date]:
    """Return the role *held* as it is now, and a deputy's first and last day.

    Raises what `name_deputy` raises, and changes nothing.
    """
    role: StaffRole | None = (
        StaffRole.objects.open()
        .of(member.institution)
        .select_related("membership__user")
        .filter(pk=held.pk, deputy_for=None, role__in=DIRECTS_PROGRAMS)
        .first()
    )
    if role is None or not _may_name(role, by):
        raise MayNotNameDeputy
    if is_persons(role.membership.user, member) or is_persons(by, member):
        raise OwnLogin
    scope = ScopeNamed(role.scope_kind, role.scope_id)
    check_grant(member, role=StaffRoleKind.COORDINATOR, by=by)
    if any(open_role(member, role=one, scope=scope) for one in DIRECTS_PROGRAMS):
        raise AlreadyThere
    # No one stands in before the role begins, nor after it is over.
    first_day = max(starts_on or role.starts_on, role.starts_on, member.institution.local_date())
    last_day = min(ends_on, role.ends_on) if role.ends_on else ends_on
    check_days(
        member.institution, role=StaffRoleKind.COORDINATOR, starts_on=first_day, ends_on=last_day
    )
    if last_day - first_day >= timedelta(days=MOST_DAYS):
        raise DeputyTooLong(MOST_DAYS)
    return role, first_day, last_day


def _may_name(role: StaffRole, by: User) -> bool:
    """Return whether *by* has this role today, or directs the institution."""
    own = (
        role.membership.user_id == by.pk
        and role.membership.is_current
        and role.role in role.membership.offices
        and role.institution_id not in by.closed_roles
    )
    return own or may_change_roles(role.institution, by)


def own_roles(member: Membership) -> list[StaffRole]:
    """Return the roles of *member* for which they can name a deputy."""
    rows = StaffRole.objects.open().filter(
        membership=member, deputy_for=None, role__in=DIRECTS_PROGRAMS
    )
    return list(rows.select_related("membership"))


def deputies_of(member: Membership) -> StaffRoleQuerySet:
    """Return the roles of those who stand in for *member*, now or soon."""
    rows: StaffRoleQuerySet = StaffRole.objects.open().filter(deputy_for__membership=member)
    return rows.select_related("membership__user", "deputy_for__membership")
