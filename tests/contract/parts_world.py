"""What the world of the access matrix holds of parts in a group and of guests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluations.sessions.guests.models import SessionGuest

if TYPE_CHECKING:
    from tests.contract.world import World


def add_parts(world: World) -> None:
    """The stranger is a guest of the group's session."""
    session = world.rows["session"]
    world.rows |= {
        "leading_part": session.group.members.get(member=world.members["facilitator"]),
        "guest": SessionGuest.objects.create(
            institution=session.institution,
            meeting=session,
            member=world.members["stranger"],
            invited_by=world.members["facilitator"],
        ),
    }
