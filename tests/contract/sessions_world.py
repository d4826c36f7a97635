"""What the world of the access matrix holds of sessions, curricula and files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.files.domain.attachments import keep_file
from evaluations.models import Meeting, SessionPlan
from evaluations.sessions.curriculum.domain.curricula import (
    add_material,
    built_in,
    write_curriculum,
)
from evaluations.sessions.live.domain.live_session import park
from matching.models import Program, ProgramGroup
from tests.factories import ProgramFactory

if TYPE_CHECKING:
    from tests.contract.world import World


def add_sessions(world: World) -> None:
    """A file and a plan of the group's; a curriculum of the institution's."""
    group, session = world.rows["group"], world.rows["session"]
    plan = SessionPlan.objects.create(
        institution=group.institution,
        meeting=session,
        title="First evening",
        segments=[{"minutes": 20, "title": "Arriving"}],
        guide="Ask the silent one",
    )
    curriculum = write_curriculum(
        group.institution,
        actor=world.members["director"].user,
        name="Ours",
        source=built_in("evenings"),
    )
    outline = curriculum.outlines.all()[0]
    text = SimpleUploadedFile("reading.txt", b"To read before")
    world.rows |= {
        "file": keep_file(
            SimpleUploadedFile("draft.txt", b"A first draft"),
            institution=group.institution,
            by=world.protege,
            group=group,
        ),
        "plan": plan,
        "curriculum": curriculum,
        "outline": outline,
        "material": add_material(
            plan, by=world.members["facilitator"], title="", url="https://example.org/"
        ),
        "outline_material": add_material(
            outline, by=world.members["director"], title="To read", upload=text
        ),
        **_program_of(group),
        "parked": park(group, by=world.protege, text="Parental leave", meeting=session),
    }


def _program_of(group: Any) -> dict[str, Any]:
    """The program of the group, whose office sees its dates: one ahead, one that was cancelled."""
    here = group.institution
    program = ProgramFactory(
        institution=here, kind=Program.Kind.COLLABORATIVE, state=Program.State.RUNNING
    )
    ProgramGroup.objects.create(institution=here, program=program, group=group)
    ahead, before = (
        Meeting.objects.create(
            institution=here,
            group=group,
            starts_at=timezone.now() + timedelta(days=days),
            state=state,
        )
        for days, state in ((7, Meeting.State.PLANNED), (-1, Meeting.State.CANCELLED))
    )
    return {"office_program": program, "session_ahead": ahead, "cancelled_session": before}
