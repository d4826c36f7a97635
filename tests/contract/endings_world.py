"""What the world of the access matrix holds of a program that ended, and of a group's piece of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evaluations.models import Completion, Continuation, ProgramEnding
from evaluations.plans.work.domain import add_step, write_work
from matching.models import Program, ProgramGroup
from matching.programs.kinds import Kind
from networks.models import PeerGroup
from networks.peer_groups.domain.group import create_group
from tests.factories import ProgramFactory

if TYPE_CHECKING:
    from tests.contract.world import World


def add_endings(world: World) -> None:
    """A closed program whose one group decides whether it goes on; the protégé has a certificate."""
    here, today = world.protege.institution, timezone.localdate()
    program = ProgramFactory(
        institution=here, kind=Kind.PROJECT, state=Program.State.CLOSED, name="Studies"
    )
    group = create_group(
        here,
        actor=world.members["director"].user,
        name="Studies · Group 1",
        kind=PeerGroup.Kind.PROJECT,
        members=[world.protege, world.rows["bystander"]],
        facilitators=[world.members["facilitator"]],
    )
    ProgramGroup.objects.create(institution=here, program=program, group=group)
    ProgramEnding.objects.create(institution=here, program=program, settle_on=today)
    work = write_work(group, by=world.protege, owner=world.protege, title="One survey")
    world.rows |= {
        "ended_program": program,
        "work_group": group,
        "work_step": add_step(work, by=world.protege, text="Questions agreed on"),
        "continuation": Continuation.objects.create(
            institution=here, program=program, group=group, until=today
        ),
        "completion": Completion.objects.create(
            institution=here,
            program=program,
            member=world.protege,
            number="0123456789ABCDEF",
            name=world.protege.name,
            program_name=program.name,
            first_on=today,
            last_on=today,
            sessions=1,
            minutes=90,
            closed_on=today,
        ),
    }
