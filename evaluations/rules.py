"""Who may do what with meetings and feedback: the two people of the tie, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from networks.rules import is_mentor, is_protege
from profiles.rules import is_member

if TYPE_CHECKING:
    from evaluations.models import Meeting
    from profiles.models import User


@rules.predicate
def is_side_of_meeting(user: User, row: Meeting | None = None) -> bool:
    return row is not None and bool(is_protege(user, row.tie) or is_mentor(user, row.tie))


rules.add_perm("evaluations.view_meeting", is_member & is_side_of_meeting)
rules.add_perm("evaluations.change_meeting", is_member & is_side_of_meeting)
