"""Who may do what with ties and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from profiles.rules import is_director, is_member

if TYPE_CHECKING:
    from networks.models import Invitation, Tie
    from profiles.models import User


@rules.predicate
def is_protege(user: User, row: Tie | Invitation | None = None) -> bool:
    return row is not None and row.protege.user_id == user.pk


@rules.predicate
def is_mentor(user: User, row: Tie | Invitation | None = None) -> bool:
    return row is not None and row.mentor is not None and row.mentor.user_id == user.pk


rules.add_perm("networks.view_tie", is_member & (is_protege | is_mentor))
rules.add_perm("networks.change_tie", is_member & is_protege)
rules.add_perm("networks.confirm_tie", is_member & is_mentor)
rules.add_perm("networks.end_tie", is_member & (is_protege | is_mentor))
rules.add_perm("networks.view_invitation", is_member & (is_protege | is_mentor))
rules.add_perm("networks.answer_invitation", is_member & is_mentor)
rules.add_perm("networks.withdraw_invitation", is_member & is_protege)
rules.add_perm("networks.direct_groups", is_director)
