"""Events about people for their institution's systems: keys, states and names of fields, no values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from mentornet.webhooks import events
from mentornet.webhooks.events import Event, Facts
from mentornet.webhooks.publishing import announce_many, announce_rows, listening_to
from profiles.models import Institution, Membership

CREATED, UPDATED = events.MEMBER_CREATED, events.MEMBER_UPDATED
BATCH = 5_000
Told = Iterable[tuple[UUID, Facts]]


def announce_change(member: Membership, *fields: str) -> None:
    """Announce that a person has changed these *fields* of their own."""
    said = facts_about(member.pk, member.state, member.external_id) | {"changed": list(fields)}
    announce_many(UPDATED, member.institution_id, {member.pk: said})


def announce_all(event: Event, institution: Institution, people: Told) -> None:
    """Announce *event* for each of *people*, in batches; none is put together without an endpoint."""
    wanted = listening_to(event, institution.pk)
    if not wanted:
        return
    walk = iter(people)
    while batch := dict(islice(walk, BATCH)):
        announce_many(event, institution.pk, batch, endpoints=wanted)


def facts_about(pk: UUID, state: str, external_id: str) -> Facts:
    """Return what each event about a person carries: the kind of object, its keys and its state."""
    return {"object": UPDATED.about, "id": str(pk), "external_id": external_id, "state": state}


def announce_each(
    event: Event, institution_id: UUID, keys: Iterable[UUID], *, said: Facts | None = None
) -> None:
    """Announce *event*, which says nothing of their state, for each of these people."""
    people = Membership.objects.filter(pk__in=list(keys)).only("external_id")
    announce_rows(event, institution_id, people, said=said)
