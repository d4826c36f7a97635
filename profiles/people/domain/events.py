"""Events about people for their institution's systems: keys, states and names of fields, no values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from mentornet.webhooks import events
from mentornet.webhooks.events import Event, Facts
from mentornet.webhooks.publishing import announce_many, listening_to
from profiles.models import Institution, Membership

CREATED, UPDATED = events.MEMBER_CREATED, events.MEMBER_UPDATED
BATCH = 5_000
Told = Iterable[tuple[UUID, Facts]]


def announce_change(member: Membership, *fields: str) -> None:
    """Announce that a person has changed these *fields* of their own."""
    said = facts_about(member.pk, member.state) | {"changed": list(fields)}
    announce_many(UPDATED, member.institution_id, {member.pk: said})


def announce_all(event: Event, institution: Institution, people: Told) -> None:
    """Announce *event* for each of *people*, in batches; none is put together without an endpoint."""
    wanted = listening_to(event, institution.pk)
    if not wanted:
        return
    walk = iter(people)
    while batch := dict(islice(walk, BATCH)):
        announce_many(event, institution.pk, batch, endpoints=wanted)


def facts_about(pk: UUID, state: str) -> Facts:
    """Return what each event about a person carries: the kind of object, its key and its state."""
    return {"object": UPDATED.about, "id": str(pk), "state": state}
