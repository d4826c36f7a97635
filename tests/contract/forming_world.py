"""A program of groups for the access matrix."""

from __future__ import annotations

from typing import Any

from matching.domain.group_run import start_forming
from matching.domain.run import advance
from matching.kinds import Kind
from matching.models import Enrollment, GroupProposal, GroupRules, Program, Seat
from profiles.models import Membership
from tests.factories import EnrollmentFactory, ProgramFactory


def forming_rows(
    *members: Membership, facilitator: Membership, director: Membership
) -> dict[str, Any]:
    """A run that is ready to look at, with *members* in one group."""
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
        "seat": Seat.objects.get(run=run, enrollment__member=members[0]),
    }
