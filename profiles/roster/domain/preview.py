"""What a director sees of a plan before it is written, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from profiles.own_words import RANK
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson
from profiles.roster.domain.rows import WHOLE_FILE
from profiles.roster.domain.snapshot import path_in_words
from profiles.roster.domain.unit_choices import new_units
from profiles.vocabulary import label_of


def listed(plan: ImportPlan, fate: Fate) -> list[dict[str, Any]]:
    """Return the people of *plan* whom *fate* meets."""
    people = [_person(person) for person in plan.of_fate(fate)]
    if fate == Fate.ENDED:
        people += [{"id": one.external_id, "name": one.name, "changes": []} for one in plan.missing]
    return people


def grouped(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return *errors* with those of one column that say the same as one: the first, and in how many rows."""
    found: dict[tuple[bool, str, str], dict[str, Any]] = {}
    rows: dict[tuple[bool, str, str], set[int]] = defaultdict(set)
    for error in errors:
        key = (error["row"] == WHOLE_FILE, error["column"], error["message"])
        found.setdefault(key, dict(error))
        rows[key].add(error["row"])
    return [error | {"rows": len(rows[key])} for key, error in found.items()]


def notes_of(plan: ImportPlan) -> list[str]:
    """Return what was noticed in the file, and whose sign-in as a director it would change."""
    return [*plan.notes, *_director_emails(plan)]


def units_of(plan: ImportPlan) -> list[dict[str, Any]]:
    """Return the units that *plan* would add, each with the one that it looks like."""
    return [
        {
            "path": path_in_words(one.path),
            "people": one.people,
            "like": path_in_words(one.like) if one.like else "",
            "sure": one.sure,
        }
        for one in new_units(plan)
    ]


def _person(person: PlannedPerson) -> dict[str, Any]:
    row = person.row
    changes = [[change.field, change.old, change.new] for change in person.changes]
    found: dict[str, Any] = {
        "id": row.external_id,
        "name": f"{row.given_name} {row.family_name}",
        "changes": changes,
        "email_waits": person.email_waits,
    }
    if person.fate == Fate.ADDED:
        found |= {"rank": row.rank, "unit": path_in_words(row.unit or ())}
    return found


def rank_in_words(value: str) -> str:
    """Return the rank that a preview has kept, in the reader's language."""
    return label_of(RANK, value) if value else ""


def _director_emails(plan: ImportPlan) -> list[str]:
    """Say whose email changes who decides about imports: alone, or with others."""
    directors = [
        one for one in plan.snapshot.members.values() if one.is_director and one.end_date is None
    ]
    said = []
    for person in plan.people:
        known = person.known
        if known not in directors or known is None or known.email == person.row.email:
            continue
        words = {"name": known.name, "old": known.email, "new": person.row.email}
        if len(directors) == 1:
            said.append(
                _(
                    "This file changes the email of your only program director, %(name)s, from "
                    "%(old)s to %(new)s. Check that it is right: no one else can manage people here."
                )
                % words
            )
        else:
            said.append(
                _(
                    "This file changes the email of a program director, %(name)s, from %(old)s to "
                    "%(new)s."
                )
                % words
            )
    return said
