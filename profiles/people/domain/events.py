"""What an institution's systems are told of people who are new or changed: keys, states, names of
fields, and no value. An event of its own says all of an end, a return and another address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from mentornet.webhooks.delivery import announce_many, listening_to
from mentornet.webhooks.events import BY_NAME, Event, Facts
from profiles.models import Membership
from profiles.people.models.membership import state_of
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson

CREATED, UPDATED = BY_NAME["member.created"], BY_NAME["member.updated"]
BATCH = 5_000
# Fate → the fields of which the event of that fate speaks.
SAID_BY_FATE = {Fate.ENDED: {"end_date"}, Fate.RETURNED: {"end_date"}}
Told = Iterable[tuple[UUID, Facts]]


def tell_of_plan(plan: ImportPlan, *, added: Sequence[tuple[UUID, PlannedPerson]]) -> None:
    """Tell of everybody whom *plan* has made or changed; *added* are the new people by their keys.

    Nothing is even put together where no endpoint wants to know.
    """
    _tell(CREATED, plan, ((pk, _facts(pk, state_of(person.end_date))) for pk, person in added))
    _tell(UPDATED, plan, _changed(plan))


def tell_changed(member: Membership, *fields: str) -> None:
    """Tell that these *fields* of one person have changed, by their own hand."""
    said = _facts(member.pk, member.state) | {"changed": list(fields)}
    announce_many(UPDATED, member.institution_id, {member.pk: said})


def _changed(plan: ImportPlan) -> Iterator[tuple[UUID, Facts]]:
    for person in plan.people:
        said = {"email"} | SAID_BY_FATE.get(person.fate, set())
        names = [one.field for one in person.changes if one.field not in said]
        if person.known and names:
            pk = person.known.pk
            yield pk, _facts(pk, state_of(person.end_date)) | {"changed": names}
    for known in plan.missing:
        if known.starts_after(plan.today):
            yield known.pk, _facts(known.pk, "ended") | {"changed": ["start_date"]}


def _facts(pk: UUID, state: str) -> Facts:
    return {"object": UPDATED.about, "id": str(pk), "state": state}


def _tell(event: Event, plan: ImportPlan, people: Told) -> None:
    wanted = listening_to(event, plan.institution.pk)
    if not wanted:
        return
    walk = iter(people)
    while batch := dict(islice(walk, BATCH)):
        announce_many(event, plan.institution.pk, batch, endpoints=wanted)
