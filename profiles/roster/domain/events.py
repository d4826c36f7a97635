"""Events about the people whom a roster has made or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from mentornet.webhooks.events import Facts
from profiles.people.domain.events import CREATED, UPDATED, announce_all, facts_about
from profiles.people.models.membership import state_of
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson

# Fate → the fields of which the event of that fate speaks.
SAID_BY_FATE = {Fate.ENDED: {"end_date"}, Fate.RETURNED: {"end_date"}}


def announce_plan(plan: ImportPlan, *, added: Sequence[tuple[UUID, PlannedPerson]]) -> None:
    """Announce everyone whom *plan* has made or changed; *added* are the new people by their keys."""
    created = ((pk, _facts(pk, person) | from_import(plan)) for pk, person in added)
    announce_all(CREATED, plan.institution, created)
    announce_all(UPDATED, plan.institution, _changed(plan))


def from_import(plan: ImportPlan) -> Facts:
    """Return what events say of the import that *plan* belongs to; nothing for a single write."""
    return {"import_id": str(plan.import_id)} if plan.import_id else {}


def _facts(pk: UUID, person: PlannedPerson) -> Facts:
    return facts_about(pk, state_of(person.end_date), person.row.external_id)


def _changed(plan: ImportPlan) -> Iterator[tuple[UUID, Facts]]:
    # An event of its own says all of an end, a return and another address.
    for person in plan.people:
        said = {"email"} | SAID_BY_FATE.get(person.fate, set())
        names = [one.field for one in person.changes if one.field not in said]
        if person.known and names:
            pk = person.known.pk
            yield pk, _facts(pk, person) | {"changed": names} | from_import(plan)
    for known in plan.missing:
        if known.starts_after(plan.today):
            ended = facts_about(known.pk, "ended", known.external_id) | from_import(plan)
            yield known.pk, ended | {"changed": ["start_date"]}
