"""Who may do what with programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from profiles.rules import is_director, is_member

if TYPE_CHECKING:
    from matching.programs.enrollment.models import Enrollment
    from profiles.models import User


@rules.predicate
def is_enrolled_person(user: User, row: Enrollment | None = None) -> bool:
    return row is not None and row.member.user_id == user.pk


rules.add_perm("matching.direct_programs", is_director)
rules.add_perm("matching.view_program", is_member)
rules.add_perm("matching.change_enrollment", is_member & is_enrolled_person)
