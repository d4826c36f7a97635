"""Units that programs are for, when units are merged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from matching.programs.models import Program
from profiles.institution.domain.merging import Reference, register_reference
from profiles.models import Unit


def register() -> None:
    """Let mergers of units know of programs. Called once at start-up."""
    register_reference(Reference(Program, _for_units, _replace_unit))


def _for_units(units: list[UUID]) -> Any:
    return Program.objects.filter(eligible_units__overlap=units)


def _replace_unit(goes: Unit, stays: Unit) -> None:
    for program in Program.objects.filter(eligible_units__contains=[goes.pk]):
        named = [stays.pk if one == goes.pk else one for one in program.eligible_units]
        program.eligible_units = list(dict.fromkeys(named))
        program.save(update_fields=["eligible_units"])
