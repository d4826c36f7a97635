"""The tree of schools, departments and divisions, changed one at a time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, Unit, User


class UnitRefused(DomainError):
    """What is wrong with a unit; `fields` says where."""

    code = "unit_refused"

    def __init__(self, error: ValidationError) -> None:
        self.fields: dict[str, list[str]] = error.message_dict
        super().__init__(" ".join(error.messages))


@transaction.atomic
def add_unit(
    institution: Institution, *, name: str, actor: User | None, parent: Unit | None = None
) -> Unit:
    """Add a unit below *parent*, or at the top. Raises UnitRefused."""
    lock_roster(institution)
    unit = Unit(institution=institution, name=name, parent=parent)
    _check(unit)
    unit.save()
    record(Verb.UNIT_CREATED, actor=actor, institution=institution, subject=unit)
    announce(events.UNIT_CREATED, unit)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, actor: User | None, **changes: Any) -> Unit:
    """Rename a unit or move it (`name`, `parent`). Raises UnitRefused."""
    lock_roster(unit.institution)
    before = Unit.objects.filter(pk=unit.pk).values("name", "parent").get()
    for name, value in changes.items():
        setattr(unit, name, value)
    _check(unit)
    unit.save(update_fields=["name", "parent"])
    record(Verb.UNIT_CHANGED, actor=actor, institution=unit.institution, subject=unit)
    after = {"name": unit.name, "parent": unit.parent_id}
    if changed := [name for name, value in after.items() if before[name] != value]:
        announce(events.UNIT_UPDATED, unit, said={"changed": changed})
    return unit


def _check(unit: Unit) -> None:
    try:
        unit.full_clean(exclude=["id"])
    except ValidationError as error:
        raise UnitRefused(error) from error
