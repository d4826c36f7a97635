"""A program of groups for the access matrix."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from matching.groups.forming.domain.run import start_forming
from matching.models import Enrollment, GroupProposal, GroupRules, Program, ProgramGroup, Seat
from matching.programs.kinds import Kind
from matching.programs.runs.domain.lifecycle import advance
from networks.models import GroupMember
from profiles.models import Membership
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    PeerGroupFactory,
    ProgramFactory,
)


def forming_rows(
    *members: Membership, facilitator: Membership, director: Membership
) -> dict[str, Any]:
    """A run that is ready to look at, with *members* in one group; the last asks for a place elsewhere."""
    here = director.institution
    program = ProgramFactory(institution=here, kind=Kind.PROJECT, state=Program.State.MATCHING)
    GroupRules.objects.create(
        institution=here, program=program, smallest=2, largest=3, hours_hard=False
    )
    for member in members:
        EnrollmentFactory(program=program, member=member)
    EnrollmentFactory(program=program, member=facilitator, side=Enrollment.Side.MENTOR)
    run = start_forming(program, actor=director.user)
    advance(run.pk)
    return {
        "group_program": program,
        "group_run": run,
        "group_proposal": GroupProposal.objects.get(run=run),
        "place": _place(members[-1]),
        "seat": Seat.objects.get(run=run, enrollment__member=members[0]),
    }


def _place(member: Membership) -> GroupMember:
    """Somebody left a group of a program and waits for a place in another one."""
    program = ProgramFactory(
        institution=member.institution, kind=Kind.PROJECT, state=Program.State.RUNNING
    )
    EnrollmentFactory(program=program, member=member)
    left, wanted = PeerGroupFactory.create_batch(2, institution=member.institution)
    for group in (left, wanted):
        ProgramGroup.objects.create(institution=member.institution, program=program, group=group)
    return GroupMemberFactory(
        group=left,
        member=member,
        left_on=timezone.localdate(),
        left_by=GroupMember.LeftBy.SELF,
        left_to=GroupMember.LeftTo.GROUP,
        left_to_group=wanted,
        asks_for_place=True,
    )
