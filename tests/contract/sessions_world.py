"""What the world of the access matrix holds of sessions, curricula and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.domain.attachment import keep_file

if TYPE_CHECKING:
    from tests.contract.world import World


def add_sessions(world: World) -> None:
    """A text that the protégé shared with the group."""
    world.rows["file"] = keep_file(
        SimpleUploadedFile("draft.txt", b"A first draft"),
        institution=world.protege.institution,
        by=world.protege,
        group=world.rows["group"],
    )
