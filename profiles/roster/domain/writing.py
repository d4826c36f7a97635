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
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record_many
from profiles.institution.domain.lock import lock_roster
from profiles.models import HeldEnding, Institution, Membership, User
from profiles.roster.domain.applying import RosterChanged, finish, make_units, write_people
from profiles.roster.domain.endings import (
    Held,
    drop_held,
    drop_others,
    hold,
    present_in,
    within_limit,
    without_ends,
)
from profiles.roster.domain.parts import SIZE, cut
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.rows import RawRow, RowError
from profiles.roster.domain.snapshot import Path
from profiles.vocabulary import StaffRoleKind

LATE = 50
"""Rows that are planned again together."""


@dataclass(frozen=True)
class Written:
    """What was found wrong with rows while they were written, and whose end waits for a director."""

    errors: list[RowError]
    held: list[Held]


Note = Callable[[Counter[str]], None]
_NotePart = Callable[[ImportPlan], None]


@dataclass
class _Writing:
    """A file that is being written: for whom, who is told, and whose end waits so far."""

    institution: Institution
    actor: User | None
    note: Note
    source: HeldEnding.Source
    ends_confirmed: bool
    import_id: UUID | None = None
    held: list[Held] = field(default_factory=list)

    def allowed(self, part: ImportPlan) -> ImportPlan:
        """Return what of *part* may be written now; the ends beyond it wait, and all that follow."""
        if self.ends_confirmed:
            _record_confirmed(part, actor=self.actor)
            return part
        allowed, more = without_ends(part) if self.held else within_limit(part)
        hold(self.institution, more, source=self.source)
        self.held += more
        return allowed


def write_in_parts(
    plan: ImportPlan,
    *,
    actor: User | None,
    note: Note,
    source: HeldEnding.Source = HeldEnding.Source.FILE,
    ends_confirmed: bool = False,
    says_here: bool = True,
) -> Written:
    """Write the good rows of *plan*; return what was found wrong with rows meanwhile, and held ends.

    More ends than the institution lets pass wait for a director, all of them, unless *ends_confirmed*:
    then *actor* has decided that these people leave. *says_here*: whether a row without an end says that
    its person is here, so that an end that waits is dropped.

    *note* is called in the transaction of each part with how many people of each fate it has. What it
    raises takes that part back and ends the writing; parts before stay. Call it in no transaction.
    """
    writing = _Writing(plan.institution, actor, note, source, ends_confirmed, plan.import_id)
    with transaction.atomic():
        lock_roster(plan.institution)
        units = make_units(plan)
        if not ends_confirmed:
            plan, writing.held = within_limit(plan)
    for at in range(0, len(writing.held), SIZE):
        with transaction.atomic():
            lock_roster(plan.institution)
            hold(plan.institution, writing.held[at : at + SIZE], source=source)
    late, counted = _write_parts(plan, units, writing)
    raws = [raw for raw in plan.raws if raw.number in late]
    errors: list[RowError] = []
    for at in range(0, len(raws), LATE):
        errors += _write_late(raws[at : at + LATE], writing, note=_not_again(note, counted))
    held = {one.member for one in writing.held}
    with transaction.atomic():
        lock_roster(plan.institution)
        if says_here:
            drop_held(plan.institution, present=present_in(plan) - held)
        if plan.is_complete:
            drop_others(plan.institution, than=held)
        finish(plan, actor=actor)
    return Written(errors, writing.held)


def _write_parts(
    plan: ImportPlan, units: dict[Path, Any], writing: _Writing
) -> tuple[set[int], set[int]]:
    """Write part by part; return the rows that are left, and those of them that are counted already."""
    parts = cut(plan)
    ids: dict[str, Any] = {key: known.pk for key, known in plan.snapshot.members.items()}
    ids |= {one.row.external_id: uuid.uuid4() for one in plan.of_fate(Fate.ADDED)}
    left: set[int] = set()
    for part in parts.plans:
        before = len(writing.held)
        try:
            with transaction.atomic():
                lock_roster(plan.institution)
                same, changed = _as_planned(part)
                same = writing.allowed(same)
                writing.note(_fates(same))
                write_people(same, ids=ids, units=units, actor=writing.actor)
        except IntegrityError:
            del writing.held[before:]
            left |= {one.row.number for one in part.people}
        else:
            left |= set(changed)
    return left | set(parts.late), set(parts.late) - left


def _record_confirmed(part: ImportPlan, *, actor: User | None) -> None:
    ended = [one.known.pk for one in part.of_fate(Fate.ENDED) if one.known]
    record_many(
        Verb.MEMBERSHIP_ENDING_CONFIRMED,
        actor=actor,
        institution=part.institution,
        kind=Membership,
        subjects=[*ended, *(one.pk for one in part.missing)],
    )


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

    People who are missing end whatever else has changed about them, but the last director does not; nor where
    a row ends them: it is planned again, and says so.
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
    changed |= _last_directors(part)
    people = [one for one in part.people if one.row.external_id not in changed]
    late = [wanted[external_id].row.number for external_id in sorted(changed)]
    return replace(part, people=people, missing=_still_here(part)), late


def _last_directors(part: ImportPlan) -> set[str]:
    """Return the directors whom rows of *part* end, if no other is left meanwhile."""
    ending = {
        one.known.pk: one.row.external_id
        for one in part.people
        if one.fate == Fate.ENDED and one.known and one.known.is_director
    }
    if not ending:
        return set()
    others = Membership.objects.current().of(part.institution).filter(user__is_active=True)
    leaving = [*ending, *(one.pk for one in part.missing)]
    directors = others.filter(offices__contains=[StaffRoleKind.DIRECTOR]).exclude(pk__in=leaving)
    return set() if directors.exists() else set(ending.values())


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


def _write_late(raws: Sequence[RawRow], writing: _Writing, *, note: _NotePart) -> list[RowError]:
    """Plan *raws* again and write the good ones; of rows that cannot be written, say so."""
    before = len(writing.held)
    try:
        with transaction.atomic():
            lock_roster(writing.institution)
            again = plan_import(raws, institution=writing.institution)
            again = replace(again, import_id=writing.import_id)
            if again.blocking and len(raws) > 1:
                raise RosterChanged
            if not again.blocking:
                again = writing.allowed(again)
                note(again)
                ids = {key: known.pk for key, known in again.snapshot.members.items()}
                ids |= {one.row.external_id: uuid.uuid4() for one in again.of_fate(Fate.ADDED)}
                write_people(again, ids=ids, units=make_units(again), actor=writing.actor)
            return [replace(one, row=one.row or raws[0].number) for one in again.errors]
    except (IntegrityError, RosterChanged):
        del writing.held[before:]
        if len(raws) == 1:
            message = str(RosterChanged.one_row)
            return [RowError(raws[0].number, "", message, code=RosterChanged.code)]
    return [error for raw in raws for error in _write_late([raw], writing, note=note)]


def _writes(person: Any) -> bool:
    return bool(person.changes) or person.fate == Fate.ADDED
