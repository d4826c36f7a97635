"""What a row would change of one person, field by field, as people are shown it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from profiles.roster.domain.rows import RosterRow
from profiles.roster.domain.snapshot import KnownMember, folded, path_in_words


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one person, before and after, as shown."""

    field: str
    old: str
    new: str


def changes_of(
    row: RosterRow, known: KnownMember, end_date: date | None
) -> tuple[FieldChange, ...]:
    """Return what *row* changes of a member; what it leaves out stays."""
    pairs: list[tuple[str, Any, Any]] = [
        ("email", known.email, row.email),
        ("given_name", known.given_name, row.given_name),
        ("family_name", known.family_name, row.family_name),
        ("rank", known.rank, row.rank),
        ("end_date", known.end_date, end_date),
    ]
    for name in ("track", "supervisor", "specialty", "expertise", "orcid"):
        new = getattr(row, name)
        if new is not None:
            pairs.append((name, getattr(known, name), new))
    if row.has_start_date:
        pairs.append(("start_date", known.start_date, row.start_date))
    if row.unit is not None and folded(row.unit) != folded(known.unit):
        pairs.append(("unit", known.unit, row.unit))
    return tuple(
        FieldChange(name, _shown(name, old), _shown(name, new))
        for name, old, new in pairs
        if old != new
    )


def _shown(name: str, value: Any) -> str:
    if name == "unit":
        return path_in_words(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value) if value else ""
