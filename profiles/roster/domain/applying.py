"""Putting a roster's plan into the database, a handful of statements a batch.

Few people are written here in one transaction; a whole file in many short ones: see writing.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.jobs.progress import Progress, unheard
from mentornet.webhooks import events
from mentornet.webhooks.events import Facts
from mentornet.webhooks.publishing import announce, announce_rows
from profiles.assessment.domain.content_consents import close_for
from profiles.errors import DomainError
from profiles.institution.domain.audit import record, record_many
from profiles.institution.domain.lock import lock_roster
from profiles.models import HeldEnding, Institution, Membership, Unit, User
from profiles.own_words import RANK, TRACK, own_part, standard_of
from profiles.people.domain.events import announce_each
from profiles.people.emails.domain.claims import Move, claim_addresses
from profiles.people.emails.domain.membership_offers import logins_for, offer_memberships
from profiles.people.names.domain import index_names
from profiles.roster.domain.endings import drop_held, hold, present_in, within_limit
from profiles.roster.domain.events import announce_plan, from_import
from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson, plan_import
from profiles.roster.domain.rows import nothing_written
from profiles.roster.domain.snapshot import Path, folded
from profiles.roster.domain.specialties import keep_specialties
from profiles.signals import membership_ended, supervision_changed

__all__ = [
    "ImportResult",
    "RosterChanged",
    "RosterHasErrors",
    "apply_import",
    "lock_roster",
    "plan_import",
]

BATCH = 5_000


class RosterHasErrors(DomainError):
    """The plan has errors, and bad rows were not to be skipped (or skipping does not help)."""

    code = "roster_has_errors"


class RosterChanged(DomainError):
    code = "roster_changed"
    message = gettext_lazy(
        "Someone changed the same people in the meantime. Nothing was imported. Try again."
    )
    one_row = gettext_lazy("Someone changed this person in the meantime. Import this row again.")


@dataclass(frozen=True)
class ImportResult:
    """What was written, by fate, the rows that were left out, and whose end waits for a director."""

    counts: dict[str, int]
    skipped_rows: list[int]
    held: frozenset[UUID] = frozenset()


@transaction.atomic
def apply_import(
    plan: ImportPlan,
    *,
    actor: User | None,
    skip_bad_rows: bool = False,
    source: HeldEnding.Source = HeldEnding.Source.FILE,
    says_here: bool = True,
    progress: Progress | None = None,
) -> ImportResult:
    """Write *plan*; all of it or nothing, but for endings beyond what an institution lets pass.

    Those wait for a director; *source* is who asked for them. *says_here*: whether a row without an
    end says that its person is here, so that an end that waits is dropped.

    Raises RosterHasErrors unless the plan is clean or *skip_bad_rows* is chosen, and RosterChanged
    where another change came between. Audited as a whole, and person by person for those who end,
    return or get another address. Sends `membership_ended` for each who leaves, and
    `supervision_changed` once for all who have another supervisor.
    """
    if plan.blocking:
        raise RosterHasErrors(plan.blocking[0].message)
    if plan.errors and not skip_bad_rows:
        raise RosterHasErrors(nothing_written(bad=len(plan.bad_rows), rows=plan.rows))
    lock_roster(plan.institution)
    if says_here:
        drop_held(plan.institution, present=present_in(plan))
    allowed, held = within_limit(plan)
    try:
        with transaction.atomic():
            _write(allowed, actor=actor, progress=progress or unheard)
            hold(plan.institution, held, source=source)
    except IntegrityError as error:
        raise RosterChanged from error
    return ImportResult(plan.counts, plan.bad_rows, frozenset(one.member for one in held))


def _write(plan: ImportPlan, *, actor: User | None, progress: Progress) -> None:
    ids = {key: known.pk for key, known in plan.snapshot.members.items()}
    ids |= {person.row.external_id: uuid.uuid4() for person in plan.of_fate(Fate.ADDED)}
    write_people(plan, ids=ids, units=make_units(plan), actor=actor, progress=progress)
    _record(plan, actor=actor)


def write_people(
    plan: ImportPlan,
    *,
    ids: dict[str, Any],
    units: dict[Path, Any],
    actor: User | None,
    progress: Progress = unheard,
) -> None:
    """Write the people of *plan*, in the caller's transaction, which holds the roster's lock.

    *ids* are the keys of all people by external id, those of the new ones included; *units* are those
    of `make_units`.
    """
    added = plan.of_fate(Fate.ADDED)
    touched = [person for person in plan.people if person.changes]
    keep_specialties(plan.institution, _specialties(added, touched))
    total = len(touched) + len(added)
    done = 0
    for batch in _batches(touched):
        _update([_written(person, ids, units) for person in batch])
        done += len(batch)
        progress(done, total)
    # Before anyone is added, so that an email which is freed in this file can be given on.
    _claim_addresses(plan, actor=actor)
    for batch in _batches(added):
        _add(plan, batch, ids, units)
        done += len(batch)
        progress(done, total)
    announce_plan(plan, added=[(ids[person.row.external_id], person) for person in added])
    _end(plan, actor=actor)
    returned = [p.known.pk for p in plan.of_fate(Fate.RETURNED) if p.known]
    _record_each(Verb.MEMBERSHIP_RETURNED, returned, plan=plan, actor=actor)
    said = from_import(plan)
    announce_each(events.MEMBER_RETURNED, plan.institution.pk, returned, said=said)
    _announce_supervision(touched, plan)


def finish(plan: ImportPlan, *, actor: User | None) -> None:
    """Record and announce, once an import, that all of *plan* is written."""
    _record(plan, actor=actor)
    announce(events.ROSTER_IMPORTED, plan.institution, said=from_import(plan))


def _specialties(added: list[PlannedPerson], changed: list[PlannedPerson]) -> set[str]:
    said = {person.row.specialty for person in added}
    said |= {
        person.row.specialty
        for person in changed
        if person.known and person.known.specialty != person.row.specialty
    }
    return {name for name in said if name}


def _record(plan: ImportPlan, *, actor: User | None) -> None:
    record(
        Verb.ROSTER_IMPORTED, actor=actor, institution=plan.institution, subject=plan.institution
    )


def _batches(things: Iterable[PlannedPerson]) -> Iterator[list[PlannedPerson]]:
    walk = iter(things)
    while batch := list(islice(walk, BATCH)):
        yield batch


def make_units(plan: ImportPlan) -> dict[Path, Any]:
    """Make the units that the good rows name and the tree lacks; parents come first."""
    units: dict[Path, Any] = dict(plan.snapshot.units)
    made: list[Unit] = []
    for path in dict.fromkeys(person.row.unit for person in plan.people if person.row.unit):
        for depth in range(1, len(path) + 1):
            key = folded(path[:depth])
            if key not in units:
                unit = Unit(
                    institution=plan.institution,
                    name=path[depth - 1],
                    parent_id=units.get(key[:-1]),
                )
                units[key] = unit.pk
                made.append(unit)
    Unit.objects.bulk_create(made, batch_size=BATCH)
    if made:
        said = from_import(plan)
        announce_rows(events.UNIT_CREATED, plan.institution.pk, made, said=said)
    return units


def _add(
    plan: ImportPlan, people: list[PlannedPerson], ids: dict[str, Any], units: dict[Path, Any]
) -> None:
    now = timezone.now()
    logins = logins_for([person.row.email for person in people], at=plan.institution, now=now)
    members: list[Membership] = []
    for person in people:
        row = person.row
        members.append(
            Membership(
                pk=ids[row.external_id],
                institution=plan.institution,
                user=logins.by_email[row.email],
                address=row.email,
                external_id=row.external_id,
                given_name=row.given_name,
                family_name=row.family_name,
                rank=standard_of(RANK, row.rank),
                rank_word=own_part(RANK, row.rank),
                track=standard_of(TRACK, row.track or ""),
                track_word=own_part(TRACK, row.track or ""),
                unit_id=units[folded(row.unit)] if row.unit else None,
                # May come later in the file: the database checks the key at the commit.
                supervisor_id=ids[row.supervisor] if row.supervisor else None,
                start_date=row.start_date,
                end_date=person.end_date,
                specialty=row.specialty or "",
                expertise=list(row.expertise or ()),
                orcid=row.orcid or "",
            )
        )
    Membership.objects.bulk_create(members)
    index_names([one.pk for one in members])
    waiting = [(one.pk, one.address) for one in members if one.address in logins.waiting]
    offer_memberships(plan.institution, waiting, now=now)


def _written(person: PlannedPerson, ids: dict[str, Any], units: dict[Path, Any]) -> tuple[Any, ...]:
    """Return a changed member's new columns; what the file does not say stays as it was."""
    row, known = person.row, person.known
    assert known is not None  # noqa: S101  (only known members change)
    unit = known.unit if row.unit is None else row.unit
    supervisor = known.supervisor if row.supervisor is None else row.supervisor
    expertise = known.expertise if row.expertise is None else row.expertise
    track = known.track if row.track is None else row.track
    return (
        str(known.pk),
        row.given_name,
        row.family_name,
        standard_of(RANK, row.rank),
        own_part(RANK, row.rank),
        standard_of(TRACK, track),
        own_part(TRACK, track),
        str(units[folded(unit)]) if unit else None,
        str(ids[supervisor]) if supervisor else None,
        row.start_date if row.has_start_date else known.start_date,
        person.end_date,
        known.specialty if row.specialty is None else row.specialty,
        SEPARATOR.join(expertise),
        known.orcid if row.orcid is None else row.orcid,
    )


# Cells hold no control character, so that this can't stand in a term.
SEPARATOR = "\x1f"

_UPDATE = """
UPDATE profiles_membership AS m SET
    given_name = n.given_name, family_name = n.family_name, rank = n.rank,
    rank_word = n.rank_word, track = n.track, track_word = n.track_word, unit_id = n.unit_id,
    supervisor_id = n.supervisor_id, start_date = n.start_date,
    end_date = n.end_date, specialty = n.specialty,
    expertise = string_to_array(n.expertise, E'\\x1f'), orcid = n.orcid
FROM unnest(
    %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[],
    %s::uuid[], %s::date[], %s::date[], %s::text[], %s::text[], %s::text[]
) AS n (id, given_name, family_name, rank, rank_word, track, track_word, unit_id, supervisor_id,
        start_date, end_date, specialty, expertise, orcid)
WHERE m.id = n.id
"""


def _update(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in zip(*rows, strict=True)])
    index_names([UUID(row[0]) for row in rows])


def _claim_addresses(plan: ImportPlan, *, actor: User | None) -> None:
    """Note the emails that changed; what that means for people's logins is decided in profiles/people/emails.

    Someone who is back is asked again for an email that came while they were away.
    """
    moves = [
        Move(
            known.pk,
            known.user_pk,
            person.row.given_name,
            old=known.login_email,
            new=person.row.email,
        )
        for person in plan.people
        if (known := person.known)
        and (
            known.email != person.row.email
            or (person.fate == Fate.RETURNED and known.login_email != person.row.email)
        )
    ]
    claim_addresses(plan.institution, moves, actor=actor)


def _end(plan: ImportPlan, *, actor: User | None) -> None:
    missing = [member.pk for member in plan.missing]
    if not missing and not plan.of_fate(Fate.ENDED):
        return
    Membership.objects.of(plan.institution).filter(
        pk__in=missing, start_date__gt=plan.today
    ).update(start_date=None)
    Membership.objects.of(plan.institution).filter(pk__in=missing).update(end_date=plan.today)
    ended = missing + [person.known.pk for person in plan.of_fate(Fate.ENDED) if person.known]
    tell_ended(plan.institution, ended, actor=actor, said=from_import(plan))


def tell_ended(
    institution: Institution, ended: list[UUID], *, actor: User | None, said: Facts | None = None
) -> None:
    """Record and announce that the time of these memberships has ended, and close what hangs on it.

    *said* is what the events say beside.
    """
    HeldEnding.objects.of(institution).filter(member__in=ended).delete()
    close_for(ended)
    record_many(
        Verb.MEMBERSHIP_ENDED, actor=actor, institution=institution, kind=Membership, subjects=ended
    )
    announce_each(events.MEMBER_ENDED, institution.pk, ended, said=said)
    left = Membership.objects.of(institution).filter(pk__in=ended)
    for membership in left.select_related("institution", "user"):
        membership_ended.send(sender=Membership, membership=membership)


def _announce_supervision(touched: Sequence[PlannedPerson], plan: ImportPlan) -> None:
    moved = frozenset(
        person.known.pk
        for person in touched
        if person.known and person.row.supervisor not in (None, person.known.supervisor)
    )
    if moved:
        supervision_changed.send(sender=Membership, institution=plan.institution, members=moved)


def _record_each(verb: Verb, members: list[Any], *, plan: ImportPlan, actor: User | None) -> None:
    record_many(verb, actor=actor, institution=plan.institution, kind=Membership, subjects=members)
