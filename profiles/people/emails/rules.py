"""Who may do what with emails that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from profiles.institution.rules import is_same_person
from profiles.rules import is_director, is_member
from profiles.vocabulary import StaffRoleKind

if TYPE_CHECKING:
    from profiles.models import AddressClaim, User


def is_involved(user: User, claim: AddressClaim) -> bool:
    """Return whether *user* asked for the change, or is the one whose login it is."""
    if claim.asked_by is not None and is_same_person(user, claim.asked_by):
        return True
    return is_same_person(user, claim.user)


def may_vouch(user: User, claim: AddressClaim, *, has_ombuds: bool) -> bool:
    """Whether *user* may say who is behind a login: an operator; the ombuds; else another director."""
    if not user.is_active or is_involved(user, claim):
        return False
    if user.is_superuser:
        return True
    membership = user.current_membership
    if membership is None or membership.institution_id != claim.institution_id:
        return False
    if membership.holds(StaffRoleKind.OMBUDS):
        return True
    return membership.holds(StaffRoleKind.DIRECTOR) and not has_ombuds


@rules.predicate
def is_ombuds(user: User, row: object = None) -> bool:
    return is_member(user, row) and bool(
        user.current_membership and user.current_membership.holds(StaffRoleKind.OMBUDS)
    )


rules.add_perm("profiles.watch_addresses", is_director | is_ombuds)
