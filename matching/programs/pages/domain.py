"""The sides of a program as one person meets them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from matching.pairs.models import Proposal
from matching.programs.enrollment.domain import refusals
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import SideTraits
from matching.programs.models import Program
from networks.models import GroupMember, PeerGroup, Tie
from profiles.models import Membership


@dataclass(frozen=True)
class SideView:
    """One side of a program for one person: their enrollment, or why they may not enroll."""

    traits: SideTraits
    enrollment: Enrollment | None
    refusals: list[str]
    ties: list[Tie] = field(default_factory=list)
    groups: list[PeerGroup] = field(default_factory=list)

    @property
    def side(self) -> str:
        return self.traits.value

    @property
    def waits_for(self) -> str:
        """Whose word is missing before the enrollment counts; empty where no one's is."""
        return self.enrollment.awaits if self.enrollment is not None else ""

    @property
    def is_enrolled(self) -> bool:
        return self.enrollment is not None and self.enrollment.is_active


def sides_of(program: Program, member: Membership) -> list[SideView]:
    """Return the sides of a program as *member* meets them, with the ties or groups that it made. Three queries."""
    own = {
        one.side: one
        for one in Enrollment.objects.filter(program=program, member=member).select_related(
            "program", "member"
        )
    }
    ties: dict[str, list[Tie]] = {side: [] for side in Enrollment.Side.values}
    if own:
        made = Proposal.objects.filter(
            Q(protege__in=own.values()) | Q(mentor__in=own.values()),
            run__program=program,
            tie__state=Tie.State.ACTIVE,
        ).select_related("tie__protege", "tie__mentor", "protege")
        for proposal in made:
            mine = proposal.protege.member_id == member.pk
            side = Enrollment.Side.PROTEGE if mine else Enrollment.Side.MENTOR
            ties[side].append(proposal.tie)
    groups = _groups_in(program, member)
    return [
        SideView(
            traits=side,
            enrollment=own.get(side.value),
            refusals=refusals(program, member, side.value),
            ties=ties[side.value],
            groups=groups[side.value],
        )
        for side in program.traits.sides
    ]


def _groups_in(program: Program, member: Membership) -> dict[str, list[PeerGroup]]:
    """Return the program's groups that the person is in now: as a member, or leading. One query."""
    found: dict[str, list[PeerGroup]] = {side: [] for side in Enrollment.Side.values}
    parts = GroupMember.objects.current().filter(
        member=member, group__ended_on=None, group__program_group__program=program
    )
    for part in parts.select_related("group").order_by("group__name", "pk"):
        side = Enrollment.Side.MENTOR if part.leads else Enrollment.Side.PROTEGE
        found[side].append(part.group)
    return found
