"""Who may do what in an institution. What is one's own is found by `visible_to` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from profiles.vocabulary import StaffRoleKind

if TYPE_CHECKING:
    from profiles.models import Membership, User


def _membership(user: User, row: Any) -> Membership | None:
    """The current membership with which *user* faces *row*: the one in the row's institution."""
    membership: Membership | None = getattr(user, "current_membership", None)
    if membership is None or not membership.is_current:
        return None
    if row is not None and getattr(row, "institution_id", membership.institution_id) != (
        membership.institution_id
    ):
        return None
    return membership


@rules.predicate
def is_member(user: User, row: Any = None) -> bool:
    return _membership(user, row) is not None


@rules.predicate
def is_director(user: User, row: Any = None) -> bool:
    membership = _membership(user, row)
    return membership is not None and membership.holds(StaffRoleKind.DIRECTOR)


@rules.predicate
def runs_programs(user: User, row: Any = None) -> bool:
    """Whether *user* is a director, or a coordinator of the institution, a unit or a program.

    Which rows they reach is said by `directed_by` of each queryset, and by nothing else.
    """
    membership = _membership(user, row)
    return membership is not None and membership.runs_programs


@rules.predicate
def is_analyst(user: User, row: Any = None) -> bool:
    membership = _membership(user, row)
    return membership is not None and membership.holds(StaffRoleKind.ANALYST)


@rules.predicate
def is_operator(user: User, row: Any = None) -> bool:
    return bool(user.is_active and user.is_superuser)


# Whoever runs programs, all or some: each page's rows come through `directed_by`.
rules.add_perm("profiles.use_dashboard", runs_programs)
# What is the whole institution's, and stays with its directors.
rules.add_perm("profiles.direct_institution", is_director)
rules.add_perm("profiles.import_roster", is_director)
rules.add_perm("profiles.connect_systems", is_director)
rules.add_perm("profiles.decide_approvals", is_director)
rules.add_perm("profiles.manage_staff_roles", is_director)
rules.add_perm("profiles.direct_people", runs_programs)
# Published figures without names.
rules.add_perm("profiles.view_figures", runs_programs | is_analyst)
rules.add_perm("profiles.operate", is_operator)
