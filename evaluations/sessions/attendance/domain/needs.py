"""What people need at the sessions of a program, for catering and access: asked once, counted.

The program's office reads counts over all groups of the program, and no one's own answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from evaluations.meetings.errors import NotYourTie
from evaluations.sessions.attendance.models import SessionNeeds
from matching.models import Program
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

Need = SessionNeeds.Need


@dataclass(frozen=True)
class NeedCounts:
    """How many of a program's people need what; those whom no one needs are left out."""

    asked: int
    answered: int
    counts: Sequence[tuple[str, int]]


def program_of(group: PeerGroup) -> Program | None:
    """Return the program that a group belongs to; None for a group of its own."""
    found: Program | None = Program.objects.filter(groups__group=group).first()
    return found


def needs_of(program: Program, member: Membership) -> SessionNeeds | None:
    """Return what *member* has said for this program; None where they were not asked yet."""
    found: SessionNeeds | None = SessionNeeds.objects.filter(program=program, member=member).first()
    return found


@transaction.atomic
def save_needs(program: Program, member: Membership, *, needs: Sequence[str]) -> SessionNeeds:
    """Keep what *member* needs at the program's sessions; nothing is an answer as well.

    Raise NotYourTie for someone in none of its groups.
    """
    if member.pk not in people_of_program(program):
        raise NotYourTie
    row: SessionNeeds
    row, _new = SessionNeeds.objects.update_or_create(
        program=program,
        member=member,
        defaults={"institution": program.institution, "needs": list(dict.fromkeys(needs))},
    )
    return row


def count_needs(program: Program) -> NeedCounts:
    """Count what those who are in the program's groups now need. Two queries."""
    people = people_of_program(program)
    rows = SessionNeeds.objects.filter(program=program, member__in=people)
    said = list(rows.values_list("needs", flat=True))
    counted = Counter(one for needs in said for one in needs)
    labels = {str(one.value): str(one.label) for one in Need}
    return NeedCounts(
        asked=len(people),
        answered=len(said),
        counts=[(label, counted[key]) for key, label in labels.items() if counted[key]],
    )


def people_of_program(program: Program) -> set[UUID]:
    """Return the keys of those who are in a group of the program now."""
    parts = GroupMember.objects.current().filter(
        group__program_group__program=program, group__ended_on=None
    )
    return set(parts.values_list("member", flat=True))
