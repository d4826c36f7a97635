"""How far a program's enrollment is: to its target, who could still enroll, who waits, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from matching.pairs.models import Proposal
from matching.programs.enrollment.eligibility import eligible_members
from matching.programs.enrollment.models import Enrollment, EnrollmentQuerySet
from matching.programs.kinds import GROUPING, PAIRING, SideTraits
from matching.programs.models import Program
from networks.models import GroupMember, Tie
from profiles.models import Membership, Preferences, User

Side, Awaits = Enrollment.Side, Enrollment.Awaits


@dataclass(frozen=True)
class Progress:
    """One side: how many take part, how many are wanted, and how many could still enroll."""

    traits: SideTraits
    enrolled: int
    target: int | None
    eligible: int

    @property
    def missing(self) -> int:
        """How many are missing to the target; 0 without one."""
        return max(0, (self.target or 0) - self.enrolled)


def progress_of(program: Program, *, reader: User) -> list[Progress]:
    """Return how far each side of *program* is; who could enroll is counted among *reader*'s people alone."""
    found = []
    for side in program.traits.sides:
        target = program.target_proteges if side.side == Side.PROTEGE else program.target_mentors
        there = Enrollment.objects.active().filter(program=program, side=side.value)
        open_to = not_enrolled(program, side.value, reader=reader)
        found.append(Progress(side, there.count(), target, open_to.count()))
    return found


def not_enrolled(program: Program, side: str, *, reader: User) -> QuerySet[Membership]:
    """Return who may enroll on this side and has neither done so nor been asked to confirm it.

    Of the people whom *reader* directs: a coordinator of one unit sees and writes to its people alone.
    """
    there = Enrollment.objects.filter(program=program, side=side, member=OuterRef("pk"))
    counts = there.filter(withdrawn_at=None)
    waits = there.exclude(awaits="")
    own = Membership.objects.directed_by(reader)
    rows = eligible_members(program, side).filter(~Exists(counts), ~Exists(waits), pk__in=own)
    return rows.order_by("sort_key", "pk")


def reachable(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return those of *rows* whose address is not known to fail."""
    failing = Preferences.objects.filter(member=OuterRef("pk")).exclude(trouble="")
    return rows.filter(~Exists(failing))


def unassigned(program: Program) -> QuerySet[Enrollment]:
    """Return who is on the wait list of *program*, longest first (see `waiting_in_programs`). One query."""
    there = waiting_in_programs().filter(program=program)
    rows = there.select_related("member__unit", "program").defer("member__search", "goals")
    return rows.order_by("enrolled_at", "pk")


def waiting_in_programs() -> EnrollmentQuerySet:
    """Return the wait lists of all programs: who takes part as a mentee and has no mentor or group of it now.

    Also those whom a director left out of matches, and no one in programs that give no one to anyone.
    """
    paired = Proposal.objects.filter(
        protege=OuterRef("pk"), tie__state=Tie.State.ACTIVE, run__program=OuterRef("program")
    )
    seated = GroupMember.objects.current().filter(
        member=OuterRef("member"),
        group__ended_on=None,
        group__program_group__program=OuterRef("program"),
    )
    return (
        Enrollment.objects.active()
        .proteges()
        .filter(
            Q(~Exists(paired), program__kind__in=PAIRING)
            | Q(~Exists(seated), program__kind__in=GROUPING)
        )
    )


def awaiting(program: Program, whom: str) -> QuerySet[Enrollment]:
    """Return the enrollments for which a word of *whom* is missing, the oldest first. One query."""
    rows: QuerySet[Enrollment] = (
        Enrollment.objects.awaiting(whom)
        .filter(program=program)
        .select_related("member__unit", "program")
        .defer("member__search", "goals")
    )
    return rows.order_by("withdrawn_at", "pk")
