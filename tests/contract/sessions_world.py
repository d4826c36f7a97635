"""What the world of the access matrix holds of sessions, curricula and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.domain.attachment import keep_file
from evaluations.domain.console import park
from evaluations.domain.curriculum import add_material, built_in, write_curriculum
from evaluations.models import SessionPlan

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
        "parked": park(group, by=world.protege, text="Parental leave", meeting=session),
    }
