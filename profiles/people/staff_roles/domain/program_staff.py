"""Who runs mentoring programs: they read what someone shares only where they are chosen by name.

One who publishes pairs can make themself anyone's mentor. So what is shared with all mentors, or
with a group, is not for anyone who holds such a role here, will, or ever did.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from profiles.institution.rules import is_persons
from profiles.models import Membership, StaffRole

if TYPE_CHECKING:
    from profiles.models import User

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def last_grants(people: Collection[Membership]) -> dict[UUID, datetime]:
    """Return who of *people*, all of one institution, runs programs, will or did: when last granted.

    Operators of the service count as granted long ago. One query; none for no one.
    """
    if not people:
        return {}
    rows = StaffRole.objects.running_programs(
        logins=[one.user_id for one in people],
        emails=[email for one in people for email in (one.user.email, one.address)],
    )
    here = rows.filter(institution=next(iter(people)).institution_id).select_related(
        "membership__user"
    )
    found = {one.pk: LONG_AGO for one in people if one.user.is_superuser}
    for row in here:
        for one in people:
            holder = row.membership
            if is_persons(holder.user, one) or is_persons(one.user, holder):
                found[one.pk] = max(found.get(one.pk, LONG_AGO), row.granted_at)
    return found


def outside_program_staff(user: User) -> Q:
    """Say which rows are of institutions where *user* neither runs programs, nor will or did."""
    if user.is_superuser:
        return Q(pk__in=[])
    roles = StaffRole.objects.running_programs(logins=[user.pk], emails=[user.email])
    return ~Q(Exists(roles.filter(institution=OuterRef("institution"))))
