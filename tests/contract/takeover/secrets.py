"""What others have written in confidence, and to whom it was legitimately given."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.models import PrivateNote
from profiles.models import SelfAssessment
from tests.contract.planting import plant, token
from tests.contract.promises import SECRETS
from tests.contract.world import World

WRITERS = (
    "mentor",
    "stranger",
    "supervisor",
    "facilitator",
    "director",
    "ombuds",
    "other_director",
)


@dataclass(frozen=True)
class Planted:
    """A text that stands in the world, and the roles that may read it."""

    name: str
    words: str
    readers: frozenset[str]


def plant_everywhere(world: World) -> list[Planted]:
    """Plant what the promises name, and for each other person a self-assessment and a note."""
    plant(world)
    planted = [Planted(name, token(name), frozenset(roles)) for name, roles in SECRETS.items()]
    for role in WRITERS:
        member = world.members[role]
        name = f"values of the {role}"
        here = {"institution": member.institution}
        SelfAssessment.objects.update_or_create(
            member=member, defaults={"core_values": token(name), **here}
        )
        planted.append(Planted(name, token(name), frozenset({role})))
    name = "note of the mentor"
    PrivateNote.objects.create(
        meeting=world.rows["meeting"],
        author=world.mentor,
        text=token(name),
        institution=world.mentor.institution,
    )
    return [*planted, Planted(name, token(name), frozenset({"mentor"}))]


def closed_to(planted: list[Planted], role: str) -> dict[str, str]:
    """Return the words that must never reach *role*, each with the name of what it is."""
    return {one.words: one.name for one in planted if role not in one.readers}
