"""Granting and revoking roles, for the whole institution, a unit or a program.

A role that opens confidences is asked for by one person and confirmed by a second one (see
`approvals`); the one exception is the first director of an institution in which no one else has
activated an account. No one who directs an institution, or leads people in it, is its ombuds.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.institution.domain.approvals import register, request_approval
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.institution.rules import is_persons
from profiles.models import Approval, Institution, Membership, StaffRole, User
from profiles.people.staff_roles.domain.notices import notify_role
from profiles.people.staff_roles.domain.scopes import WHOLE, ScopeNamed, check_scope, open_role
from profiles.people.staff_roles.errors import (
    AskerHasGone,
    DaysNotInOrder,
    EndNotAllowed,
    LastDirector,
    MayNotGrant,
    NotCurrent,
    OwnLogin,
    RolesConflict,
)
from profiles.signals import staff_role_ended, staff_role_granted
from profiles.vocabulary import StaffRoleKind

logger = logging.getLogger(__name__)

# What these read or decide, others wrote or live by in confidence.
OPENS_CONFIDENCES = frozenset({StaffRoleKind.DIRECTOR, StaffRoleKind.OMBUDS})


@dataclass(frozen=True)
class Granted:
    """What became of a grant: a role, or a request that waits for a second person."""

    staff_role: StaffRole | None = None
    approval: Approval | None = None


@transaction.atomic
def grant_role(
    member: Membership,
    *,
    role: str,
    by: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    scope: ScopeNamed = WHOLE,
) -> Granted:
    """Grant *member* a role, or ask a second person to. Idempotent. *by* None: the command line.

    Raises MayNotGrant, NotCurrent, OwnLogin, RolesConflict, ScopeDoesNotFit, NoSuchScope,
    EndNotAllowed and DaysNotInOrder.
    """
    row = lock_member(member)
    if not may_change_roles(row.institution, by):
        raise MayNotGrant
    check_scope(row.institution, role=role, scope=scope)
    found: StaffRole | None = open_role(row, role=role, scope=scope)
    if found is not None and found.deputy_for_id is None:
        return Granted(staff_role=found)
    first_day = starts_on or row.institution.local_date()
    check_grant(row, role=role, by=by)
    check_days(row.institution, role=role, starts_on=first_day, ends_on=ends_on)
    is_first = _is_first_director(row, role=role, by=by)
    if is_first and not starts_on:
        # They set the time zone themselves, perhaps one in which the day has not begun yet.
        first_day -= timedelta(days=1)
    if role not in OPENS_CONFIDENCES or is_first:
        if found is not None:  # a deputy's, which gives way to a role of their own
            end_role(found, row, by=by)
        return Granted(
            make_role(row, role=role, starts_on=first_day, ends_on=ends_on, by=by, scope=scope)
        )
    approval = request_approval(
        institution=row.institution,
        kind=Approval.Kind.STAFF_ROLE,
        subject=row,
        asked_by=by,
        payload={
            "role": role,
            "name": row.name,
            "email": row.address,
            "starts_on": first_day.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else None,
        },
        gains=row.user,
    )
    return Granted(approval=approval)


@transaction.atomic
def revoke_role(
    member: Membership, *, role: str, by: User | None, now: datetime | None = None
) -> None:
    """End a role at once, also one that is yet to begin. Idempotent. *by* may lay down their own.

    Raises MayNotGrant and LastDirector.
    """
    _lock_departures(member, role=role)
    row = lock_member(member)
    own = by is not None and by.pk == row.user_id
    if not own and not may_change_roles(row.institution, by):
        raise MayNotGrant
    check_revocation(row, role=role)
    for role_row in StaffRole.objects.open().filter(membership=row, role=role):
        end_role(role_row, row, by=by, now=now)


@transaction.atomic
def revoke_one(staff_role: StaffRole, *, by: User, now: datetime | None = None) -> None:
    """End one role at once, and leave others of the same kind for other units or programs.

    Idempotent. *by* may lay down their own, and end a deputy's that stands in for theirs.
    Raises MayNotGrant and LastDirector.
    """
    _lock_departures(staff_role.membership, role=staff_role.role)
    member = lock_member(staff_role.membership)
    row: StaffRole | None = (
        StaffRole.objects.open().select_related("deputy_for__membership").filter(pk=staff_role.pk)
    ).first()
    if row is None:
        return
    stands_for = row.deputy_for.membership.user_id if row.deputy_for else None
    own = by.pk in (member.user_id, stands_for)
    if not own and not may_change_roles(member.institution, by):
        raise MayNotGrant
    check_revocation(member, role=row.role)
    end_role(row, member, by=by, now=now)


@transaction.atomic
def end_roles_of(member: Membership, *, now: datetime | None = None) -> None:
    """End all roles of someone who has left, so that none waits for their return."""
    for role_row in StaffRole.objects.open().filter(membership=member):
        end_role(role_row, member, by=None, now=now)


def may_change_roles(institution: Institution, user: User | None) -> bool:
    """Whether *user* directs the institution, or runs the service (None: the command line)."""
    if user is None:
        return True
    if not user.is_active:
        return False
    return user.is_superuser or (
        Institution.objects.directed_by(user).filter(pk=institution.pk).exists()
    )


def check_grant(member: Membership, *, role: str, by: User | None) -> None:
    """Raise what the person and their other roles forbid: NotCurrent, OwnLogin, RolesConflict."""
    if not member.is_current:
        raise NotCurrent
    if by is not None and is_persons(by, member) and (by.is_superuser or role in OPENS_CONFIDENCES):
        raise OwnLogin
    if sentence := conflict_with(member, role=role):
        raise RolesConflict(sentence)


RUNNING = (StaffRoleKind.DIRECTOR, StaffRoleKind.COORDINATOR)
OPPOSED = {
    StaffRoleKind.OMBUDS: RUNNING,
    StaffRoleKind.DIRECTOR: (StaffRoleKind.OMBUDS,),
    StaffRoleKind.COORDINATOR: (StaffRoleKind.OMBUDS,),
}


def conflict_with(member: Membership, *, role: str) -> str:
    """Return why *member* should not have *role*, as a sentence; "" where nothing speaks against it."""
    other = OPPOSED.get(StaffRoleKind(role))
    if other is None:
        return ""
    led = 0
    if role == StaffRoleKind.OMBUDS:
        led = Membership.objects.current().filter(supervisor=member).count()
    return _clash(member, opposed=_holders(member.institution, roles=other), led=led)


@dataclass(frozen=True)
class Conflict:
    """Someone whose role has come to clash with what else they are."""

    member: Membership
    sentence: str


def conflicts_of(institution: Institution) -> list[Conflict]:
    """Return the ombuds who have come to lead people, or to direct, since they were named.

    Three queries for any number of them.
    """
    named = _holders(institution, roles=(StaffRoleKind.OMBUDS,))
    directing = _holders(institution, roles=RUNNING)
    counted = (
        Membership.objects.current()
        .filter(supervisor__in=[one.pk for one in named])
        .values_list("supervisor")
        .annotate(led=Count("pk"))
        .order_by()
    )
    led = dict(counted)
    found = [(one, _clash(one, opposed=directing, led=led.get(one.pk, 0))) for one in named]
    return [Conflict(member, sentence) for member, sentence in found if sentence]


def _holders(institution: Institution, *, roles: Sequence[str]) -> list[Membership]:
    """Return who has one of the roles, or will, whatever else they are."""
    rows = StaffRole.objects.open().of(institution).filter(role__in=roles)
    return [one.membership for one in rows.select_related("membership__user")]


def _clash(member: Membership, *, opposed: Sequence[Membership], led: int) -> str:
    if any(is_persons(one.user, member) for one in opposed):
        return _(
            "An ombuds cannot be a program director or a coordinator here. Revoke one role "
            "before you grant the other."
        )
    if led:
        return _(
            "%(name)s supervises %(count)d people here. An ombuds cannot lead people in the same "
            "institution."
        ) % {"name": member.name, "count": led}
    return ""


def check_revocation(member: Membership, *, role: str) -> None:
    """Raise LastDirector where no one else would direct the institution now."""
    if role != StaffRoleKind.DIRECTOR or not member.holds(StaffRoleKind.DIRECTOR):
        return
    others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
    others = others.filter(user__is_active=True)
    if not others.filter(offices__contains=[StaffRoleKind.DIRECTOR]).exists():
        raise LastDirector


def _lock_departures(member: Membership, *, role: str) -> None:
    """Let no import or directory end the other directors meanwhile. Before the institution's row."""
    if role == StaffRoleKind.DIRECTOR:
        lock_roster(member.institution)


@transaction.atomic
def advance_staff_roles(institution: Institution, *, now: datetime | None = None) -> int:
    """Begin and end what the days say; how many memberships or roles changed. Idempotent."""
    moment = now or timezone.now()
    today = institution.local_date(now=moment)
    over = (
        StaffRole.objects.open()
        .of(institution)
        .filter(ends_on__lt=today)
        .select_related("membership__user", "membership__institution")
    )
    count = 0
    for role_row in over:
        try:
            with transaction.atomic():
                end_role(role_row, role_row.membership, by=None, now=moment)
            count += 1
        except Exception:
            logger.exception("A role whose last day has passed could not be ended: %s", role_row.pk)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN_TODAY, [institution.pk])
        return count + cursor.rowcount


# The database works the roles out whenever the array is written.
_BEGIN_TODAY = """
UPDATE profiles_membership SET offices = '{}'
WHERE id IN (
    SELECT membership_id FROM profiles_staffrole WHERE institution_id = %s AND ended_at IS NULL
) AND offices IS DISTINCT FROM mentornet_staff_roles_today(id)
"""


def _is_first_director(member: Membership, *, role: str, by: User | None) -> bool:
    """Whether an operator may name *member* alone: no one else here has activated an account."""
    if role != StaffRoleKind.DIRECTOR or (by is not None and not by.is_superuser):
        return False
    others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
    return not others.exclude(user__activated_at=None).exists()


def check_days(
    institution: Institution, *, role: str, starts_on: date, ends_on: date | None
) -> None:
    """Raise EndNotAllowed for a director, and DaysNotInOrder for days that are over or turned around."""
    if ends_on is None:
        return
    if role == StaffRoleKind.DIRECTOR:
        raise EndNotAllowed
    if ends_on < max(starts_on, institution.local_date()):
        raise DaysNotInOrder


def make_role(
    member: Membership,
    *,
    role: str,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    confirmed_by: User | None = None,
    scope: ScopeNamed = WHOLE,
    deputy_for: StaffRole | None = None,
) -> StaffRole:
    """Write the role down and tell of it; who may grant it has been asked before."""
    row: StaffRole = StaffRole.objects.create(
        institution=member.institution,
        membership=member,
        role=role,
        scope_kind=scope.kind,
        scope_id=scope.key,
        deputy_for=deputy_for,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
        confirmed_by=confirmed_by,
    )
    record(Verb.STAFF_ROLE_GRANTED, actor=by, institution=member.institution, subject=row)
    notify_role(row, member, granted=True)
    staff_role_granted.send(sender=StaffRole, staff_role=row, membership=member)
    return row


def end_role(
    role_row: StaffRole, member: Membership, *, by: User | None, now: datetime | None = None
) -> None:
    """End a role, and those of the deputies who stand in for it; who may has been asked before."""
    for deputy in role_row.deputies.open().select_related("membership__user"):
        end_role(deputy, deputy.membership, by=by, now=now)
    role_row.ended_at, role_row.ended_by = now or timezone.now(), by
    role_row.save(update_fields=["ended_at", "ended_by"])
    record(Verb.STAFF_ROLE_REVOKED, actor=by, institution=member.institution, subject=role_row)
    notify_role(role_row, member, granted=False)
    staff_role_ended.send(sender=StaffRole, staff_role=role_row, membership=member)


def _approved(approval: Approval, *, by: User) -> None:
    """The second person has said yes; what has changed since is judged again."""
    member = lock_member(Membership.objects.get(pk=approval.subject_id))
    asked_by, wanted = approval.asked_by, approval.payload
    if not may_change_roles(member.institution, asked_by):
        raise AskerHasGone
    role = wanted["role"]
    if StaffRole.objects.open().filter(membership=member, role=role).exists():
        return
    check_grant(member, role=role, by=asked_by)
    check_grant(member, role=role, by=by)
    first_day, last_day = _days(wanted)
    first_day = max(first_day, member.institution.local_date())
    check_days(member.institution, role=role, starts_on=first_day, ends_on=last_day)
    make_role(
        member,
        role=role,
        starts_on=first_day,
        ends_on=last_day,
        by=asked_by,
        confirmed_by=by,
    )


def _days(wanted: Mapping[str, Any]) -> tuple[date, date | None]:
    last = wanted.get("ends_on")
    return date.fromisoformat(wanted["starts_on"]), date.fromisoformat(last) if last else None


def _described(approval: Approval) -> str:
    wanted = approval.payload
    return _("Grant %(name)s (%(email)s) the staff role %(role)s") % {
        "name": wanted["name"],
        "email": wanted["email"],
        "role": str(StaffRoleKind(wanted["role"]).label).lower(),
    }


def lock_member(member: Membership) -> Membership:
    """Return *member*, locked until the end of the transaction, with all roles of the institution."""
    # The institution's row stands for the question who has which role: one change at a time.
    Institution.objects.select_for_update().get(pk=member.institution_id)
    row: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("institution", "user")
        .get(pk=member.pk)
    )
    return row


def connect() -> None:
    """Called once at start-up."""
    register(Approval.Kind.STAFF_ROLE, _approved, describe=_described)
