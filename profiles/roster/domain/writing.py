"""Writing a whole file, part by part: each is a short transaction, so that no one waits long for it.

A part holds the institution's lock while it is written, and others who change the same people come in
between two parts. Whom they have changed since the file was read is planned again, alone, when all
else is written: as if the row had come by itself. What is written stays written: whoever begins again
with the same file plans what is left.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from profiles.institution.domain.lock import lock_roster
from profiles.models import Membership, User
from profiles.roster.domain.applying import RosterChanged, finish, make_units, write_people
from profiles.roster.domain.parts import cut
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.rows import RawRow, RowError
from profiles.vocabulary import StaffRoleKind

LATE = 50
"""Rows that are planned again together."""
Note = Callable[[Counter[str]], None]
_NotePart = Callable[[ImportPlan], None]


def write_in_parts(plan: ImportPlan, *, actor: User | None, note: Note) -> list[RowError]:
    """Write the good rows of *plan*; return what was found wrong with rows meanwhile.

    *note* is called in the transaction of each part with how many people of each fate it has. What it
    raises takes that part back and ends the writing; parts before stay. Call it in no transaction.
    """
    parts = cut(plan)
    with transaction.atomic():
        lock_roster(plan.institution)
        units = make_units(plan)
    ids: dict[str, Any] = {key: known.pk for key, known in plan.snapshot.members.items()}
    ids |= {one.row.external_id: uuid.uuid4() for one in plan.of_fate(Fate.ADDED)}
    late = list(parts.late)
    for part in parts.plans:
        try:
            with transaction.atomic():
                lock_roster(plan.institution)
                same, changed = _as_planned(part)
                note(_fates(same))
                write_people(same, ids=ids, units=units, actor=actor)
        except IntegrityError:
            late += [one.row.number for one in part.people]
        else:
            late += changed
    wanted = set(late)
    counted = set(parts.late) - set(late[len(parts.late) :])
    raws = [raw for raw in plan.raws if raw.number in wanted]
    errors: list[RowError] = []
    for at in range(0, len(raws), LATE):
        errors += _write_late(
            plan, raws[at : at + LATE], actor=actor, note=_not_again(note, counted)
        )
    with transaction.atomic():
        finish(plan, actor=actor)
    return errors


def _not_again(note: Note, counted: set[int]) -> _NotePart:
    """Return what notes the people of a plan, without rows that a part before has noted."""

    def note_part(part: ImportPlan) -> None:
        fresh = [one for one in part.people if one.row.number not in counted]
        note(_fates(replace(part, people=[one for one in fresh if _writes(one)])))

    return note_part


def _fates(part: ImportPlan) -> Counter[str]:
    found = Counter(str(person.fate) for person in part.people)
    found.update({str(Fate.ENDED): len(part.missing)})
    return +found


def _as_planned(part: ImportPlan) -> tuple[ImportPlan, list[int]]:
    """Return *part* with those alone who are as they were when it was planned, and the other rows.

    People who are missing end whatever else has changed about them, but the last director does not.
    """
    wanted = {one.row.external_id: one for one in part.people}
    here = Membership.objects.of(part.institution)
    columns = ("external_id", "address", "updated_at")
    changed: set[str] = set()
    for external_id, _address, updated_at in here.filter(external_id__in=list(wanted)).values_list(
        *columns
    ):
        known = wanted[external_id].known
        if known is None or known.updated_at != updated_at:
            changed.add(external_id)
    by_email = {one.row.email: one for one in part.people}
    for external_id, address, _updated_at in here.filter(address__in=list(by_email)).values_list(
        *columns
    ):
        # Those who swap emails are in one part.
        if external_id not in wanted:
            changed.add(by_email[address].row.external_id)
    people = [one for one in part.people if one.row.external_id not in changed]
    late = [wanted[external_id].row.number for external_id in sorted(changed)]
    return replace(part, people=people, missing=_still_here(part)), late


def _still_here(part: ImportPlan) -> list[Any]:
    if not part.missing:
        return []
    current = Membership.objects.current().of(part.institution)
    leaving = [one.pk for one in part.missing]
    here = set(
        current.filter(pk__in=leaving, source=Membership.Source.ROSTER).values_list("pk", flat=True)
    )
    directors = current.filter(offices__contains=[StaffRoleKind.DIRECTOR], user__is_active=True)
    if not directors.exclude(pk__in=leaving).exists():
        here -= set(directors.values_list("pk", flat=True))
    return [one for one in part.missing if one.pk in here]


def _write_late(
    plan: ImportPlan, raws: Sequence[RawRow], *, actor: User | None, note: _NotePart
) -> list[RowError]:
    """Plan *raws* again and write the good ones; of rows that cannot be written, say so."""
    try:
        with transaction.atomic():
            lock_roster(plan.institution)
            again = plan_import(raws, institution=plan.institution)
            if again.blocking and len(raws) > 1:
                raise RosterChanged
            if not again.blocking:
                note(again)
                ids = {key: known.pk for key, known in again.snapshot.members.items()}
                ids |= {one.row.external_id: uuid.uuid4() for one in again.of_fate(Fate.ADDED)}
                write_people(again, ids=ids, units=make_units(again), actor=actor)
            return [replace(one, row=one.row or raws[0].number) for one in again.errors]
    except (IntegrityError, RosterChanged):
        if len(raws) == 1:
            message = str(RosterChanged.one_row)
            return [RowError(raws[0].number, "", message, code=RosterChanged.code)]
    return [error for raw in raws for error in _write_late(plan, [raw], actor=actor, note=note)]


def _writes(person: Any) -> bool:
    return bool(person.changes) or person.fate == Fate.ADDED
