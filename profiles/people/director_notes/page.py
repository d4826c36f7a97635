"""The section of notes on a director's page of a person."""

from __future__ import annotations

from typing import Any

from profiles.models import DirectorNote, Membership
from profiles.people.directory.parts import Part, register_part

LAST = 100


def read_notes(request: Any, person: Membership) -> dict[str, Any]:
    """Return what the page of *person* shows of the notes about them."""
    notes = DirectorNote.objects.visible_to(request.user).filter(member=person)
    return {"notes": list(notes.select_related("author")), "me": request.membership.pk}


def register() -> None:
    """Show the notes after what programs say. Called once at start-up."""
    register_part(Part("profiles/people/director_notes/_notes.html", read_notes, order=LAST))
