"""What a roster would do, and everything that is wrong with it. Reads, never writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from mentornet.names import full_name
from profiles.models import Institution
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.changes import FieldChange, changes_of
from profiles.roster.domain.day_order import mixed_days, read_month_first
from profiles.roster.domain.former_ids import follow, holders_of, passed_on, taken_for_another
from profiles.roster.domain.lost_letters import lost_letters
from profiles.roster.domain.room import no_room
from profiles.roster.domain.rows import (
    SAME,
    WHOLE_FILE,
    RawRow,
    RosterRow,
    RowError,
    end_dates_ahead,
    identity_of,
    outside_error,
    parse_row,
)
from profiles.roster.domain.snapshot import (
    KnownMember,
    Snapshot,
    read_snapshot,
)
from profiles.roster.domain.supervision import chain_in_words, supervision_cycles
from profiles.roster.domain.tracks import told

# Up to so many rows, only those people are read whom they can concern.
FEW = 500


class Fate(StrEnum):
    """What becomes of a person."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ENDED = "ended"
    RETURNED = "returned"
    # Would end, and waits for a director (see endings.py). No plan says so by itself.
    HELD = "held"


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A good row, the member that it is about (None: new) and what it does."""

    row: RosterRow
    known: KnownMember | None
    fate: Fate
    end_date: date | None
    changes: tuple[FieldChange, ...] = ()

    @property
    def email_waits(self) -> bool:
        """Whether another email waits for the person's yes (see profiles/people/emails)."""
        known = self.known
        if known is None or known.email == self.row.email or self.end_date is not None:
            return False
        return known.activated_at is not None or known.has_role


@dataclass(frozen=True)
class ImportPlan:
    """All that an import would do to *institution*; errors are in the order of the file."""

    institution: Institution
    snapshot: Snapshot
    people: list[PlannedPerson]
    missing: list[KnownMember]
    errors: list[RowError]
    rows: int
    today: date
    notes: list[str] = field(default_factory=list)
    # external id → the rows that name it, good or bad
    numbers: Mapping[str, list[int]] = field(default_factory=dict)
    raws: Sequence[RawRow] = ()
    is_complete: bool = False
    # The import that it belongs to; none for a single write and for the command.
    import_id: UUID | None = None

    @property
    def blocking(self) -> list[RowError]:
        """What is wrong with the file as a whole: no skipping of rows helps."""
        return [error for error in self.errors if error.row == WHOLE_FILE]

    @property
    def bad_rows(self) -> list[int]:
        return sorted({error.row for error in self.errors} - {WHOLE_FILE})

    def of_fate(self, fate: Fate) -> list[PlannedPerson]:
        return [person for person in self.people if person.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        """How many people of each fate, rows, bad rows, and emails that wait for a yes."""
        fates = {str(fate): 0 for fate in Fate if fate != Fate.HELD}
        for person in self.people:
            fates[person.fate] += 1
        fates[Fate.ENDED] += len(self.missing)
        waiting = sum(person.email_waits for person in self.people)
        return fates | {"rows": self.rows, "bad_rows": len(self.bad_rows), "waiting": waiting}


def plan_import(
    rows: Iterable[RawRow],
    *,
    institution: Institution,
    end_missing: bool = False,
    notes: Iterable[str] = (),
    left_out: Collection[str] = (),
    errors: Sequence[RowError] = (),
) -> ImportPlan:
    """Return what importing *rows* into *institution* would do, with every error of every row.

    With *end_missing*, current members whose external id is nowhere in the file are ended; those of *left_out*
    stand in it in rows that are left out. *errors* are those of the file before its rows were read. The
    people of the plan are those of the good rows as they would be if the bad ones were skipped: a
    row that hangs on a bad one (its supervisor, or an address that it frees) is bad as well.
    """
    raws = told(list(rows), institution)
    # Who is missing can only be told from everyone.
    planning = _Planning(raws, institution, partial=len(raws) <= FEW and not end_missing)
    planning.check()
    today = institution.local_date()
    people = [
        _planned(row, planning.snapshot.members.get(row.external_id), today)
        for row in planning.good.values()
    ]
    missing = planning.missing(left_out) if end_missing else []
    errors = [*errors, *sorted(planning.errors, key=lambda error: error.row)]
    errors = [*no_room(institution, sum(one.fate == Fate.ADDED for one in people)), *errors]
    errors = _whole_file_errors(planning, people, missing, end_missing=end_missing) + errors
    future = sum(1 for row in planning.good.values() if row.end_date and row.end_date > today)
    later = [end_dates_ahead(future)] if future else []
    return ImportPlan(
        institution,
        planning.snapshot,
        people,
        missing,
        errors,
        len(raws),
        today,
        [*notes, *planning.notes, *read_month_first(raws), *lost_letters(raws), *later],
        planning.rows_of,
        raws,
        end_missing,
    )


class _Planning:
    """The rows that are still good, and the errors found so far."""

    def __init__(self, raws: list[RawRow], institution: Institution, *, partial: bool) -> None:
        self.raws = raws
        self.errors: list[RowError] = []
        self.good: dict[int, RosterRow] = {}
        self.rows_of: dict[str, list[int]] = defaultdict(list)
        self.rows_of_email: dict[str, list[int]] = defaultdict(list)
        self.without_id: list[int] = []
        # row → the rows that can't stand without it, with the error that they then have
        self.dependents: dict[int, list[RowError]] = defaultdict(list)
        for raw in raws:
            self._read(raw)
        named = {*self.rows_of, *(row.supervisor or "" for row in self.good.values())}
        self.snapshot = read_snapshot(
            institution, emails=self.rows_of_email, only=named if partial else None
        )
        self.former = holders_of(self.snapshot.members)
        self.passed_on = passed_on(self.snapshot.members)
        self.notes: list[str] = []

    def _read(self, raw: RawRow) -> None:
        row, errors = parse_row(raw)
        self.errors += errors
        if row is not None:
            self.good[raw.number] = row
        if external_id := row.external_id if row else identity_of(raw):
            self.rows_of[external_id].append(raw.number)
        else:
            self.without_id.append(raw.number)
        email = row.email if row else raw.cells.get("email", "").strip().lower()
        if email:
            self.rows_of_email[email].append(raw.number)

    def check(self) -> None:
        """Find what single rows can't show, until nothing new turns bad."""
        found = self._follow_former_ids()
        found += self._twice(self.rows_of, "external_id", "duplicate_id")
        found += self._twice(self.rows_of_email, "email", "duplicate_email")
        found += mixed_days(self.raws)
        for row in self.good.values():
            found += self._outside_errors(row)
            found += self._email_errors(row)
            found += self._supervisor_errors(row)
            found += self._date_errors(row)
        bad_from_the_start = {raw.number for raw in self.raws} - self.good.keys()
        self._spoil(found, also=bad_from_the_start)
        while cycles := self._cycle_errors():
            self._spoil(cycles)

    def _follow_former_ids(self) -> list[RowError]:
        wrong = taken_for_another(self.good, self.passed_on)
        followed = follow(self.good, self.former)
        self.notes = followed.notes
        for number, row in followed.rows.items():
            before = self.good[number].external_id
            self.good[number] = row
            if row.external_id != before:
                self.rows_of[before].remove(number)
                self.rows_of[row.external_id].append(number)
        return followed.errors + wrong

    def missing(self, left_out: Collection[str]) -> list[KnownMember]:
        return [
            member
            for external_id, member in self.snapshot.members.items()
            if member.end_date is None
            and not member.is_from_outside
            and external_id not in self.rows_of
            and external_id not in left_out
            # A bad row under an ID of before may be about them.
            and not any(one in self.former and one in self.rows_of for one in member.former_ids)
        ]

    def _spoil(self, found: list[RowError], *, also: Iterable[int] = ()) -> None:
        """Take the rows of *found* out, and those that hang on them, and so on."""
        self.errors += found
        queue = [*also, *dict.fromkeys(error.row for error in found)]
        spoilt = set(queue)
        while queue:
            number = queue.pop()
            self.good.pop(number, None)
            for error in self.dependents.pop(number, ()):
                if error.row not in spoilt:
                    self.errors.append(error)
                    spoilt.add(error.row)
                    queue.append(error.row)

    def _twice(self, rows_of: dict[str, list[int]], column: str, code: str) -> list[RowError]:
        said = SAME[column]
        found = []
        for value, numbers in rows_of.items():
            if len(numbers) < 2:
                continue
            for number in numbers:
                others = [str(other) for other in numbers[:6] if other != number]
                also = ", ".join([*others[:5], *(["…"] if len(numbers) > 6 else [])])
                message = str(said) % {"rows": also}
                found.append(RowError(number, column, message, excerpt(value), code))
        return found

    def _outside_errors(self, row: RosterRow) -> list[RowError]:
        known = self.snapshot.members.get(row.external_id)
        if known is None or not known.is_from_outside:
            return []
        return [outside_error(row.number, known.name, row.external_id)]

    def _email_errors(self, row: RosterRow) -> list[RowError]:
        """An email is one person's here. Whether someone elsewhere signs in with it is not told."""
        holder = self.snapshot.by_email.get(row.email)
        if holder is None or holder.external_id == row.external_id:
            return []
        who = f"{holder.name} ({holder.external_id})"
        numbers = self.rows_of.get(holder.external_id, [])
        moving = len(numbers) == 1 and numbers[0] not in self.rows_of_email[row.email]
        if not moving:
            message = _("This email belongs to %(who)s.") % {"who": who}
            return [RowError(row.number, "email", message, row.email, "email_taken")]
        words = {"who": who, "row": numbers[0]}
        message = _("This email belongs to %(who)s until row %(row)d can be imported.") % words
        self.dependents[numbers[0]].append(
            RowError(row.number, "email", message, row.email, "depends_on_bad_row")
        )
        return []

    def _supervisor_errors(self, row: RosterRow) -> list[RowError]:
        wanted = row.supervisor
        if not wanted or wanted in self.snapshot.members:
            return []
        numbers = self.rows_of.get(wanted)
        if not numbers:
            message = _("No one in the file or in MentorNet has this ID. Check it.")
            return [
                RowError(
                    row.number, "supervisor_external_id", message, wanted, "unknown_supervisor"
                )
            ]
        words = {"row": numbers[0]}
        message = _("The supervisor is in row %(row)d, which can’t be imported.") % words
        self.dependents[numbers[0]].append(
            RowError(row.number, "supervisor_external_id", message, wanted, "depends_on_bad_row")
        )
        return []

    def _date_errors(self, row: RosterRow) -> list[RowError]:
        known = self.snapshot.members.get(row.external_id)
        if not (known and known.start_date and row.end_date) or row.has_start_date:
            return []
        if row.end_date >= known.start_date:
            return []
        words = {"day": known.start_date.isoformat()}
        message = _("The last day is before the first day, %(day)s.") % words
        return [RowError(row.number, "end_date", message, row.end_date.isoformat(), "dates_order")]

    def _cycle_errors(self) -> list[RowError]:
        """Circles among all members as they would be; the rows of the file in them are at fault."""
        names = {known.external_id: known.name for known in self.snapshot.members.values()}
        supervisor_of = {
            known.external_id: known.supervisor
            for known in self.snapshot.members.values()
            if known.supervisor
        }
        row_of: dict[str, RosterRow] = {}
        for row in self.good.values():
            names[row.external_id] = full_name(row.given_name, row.family_name)
            if row.supervisor is None:
                continue
            row_of[row.external_id] = row
            if row.supervisor:
                supervisor_of[row.external_id] = row.supervisor
            else:
                supervisor_of.pop(row.external_id, None)
        found = []
        for cycle in supervision_cycles(supervisor_of):
            words = {"names": chain_in_words(cycle, names)}
            message = (
                _("These people supervise each other: %(names)s. Correct one of them.") % words
            )
            for external_id in cycle:
                if row_at_fault := row_of.get(external_id):
                    found.append(
                        RowError(
                            row_at_fault.number,
                            "supervisor_external_id",
                            message,
                            row_at_fault.supervisor or "",
                            "supervision_cycle",
                        )
                    )
        return found


def _whole_file_errors(
    planning: _Planning,
    people: list[PlannedPerson],
    missing: list[KnownMember],
    *,
    end_missing: bool,
) -> list[RowError]:
    found = []
    if end_missing and planning.without_id:
        message = _(
            "Row %(row)d has no usable external_id, so we can’t tell who is missing from the file. "
            "Fix it, or import without ending the people who are missing."
        ) % {"row": planning.without_id[0]}
        found.append(RowError(WHOLE_FILE, "external_id", message, code="missing_unknown"))
    leaving = {p.known.external_id for p in people if p.known and p.fate == Fate.ENDED}
    leaving |= {member.external_id for member in missing}
    directors = [
        member
        for member in planning.snapshot.members.values()
        if member.is_director and member.end_date is None
    ]
    if directors and all(member.external_id in leaving for member in directors):
        named = ", ".join(f"{one.name} ({one.external_id})" for one in directors[:5])
        message = _(
            "No program director would be left: %(names)s. Make someone else a program director "
            "first."
        ) % {"names": named}
        found.append(RowError(WHOLE_FILE, "end_date", message, code="last_director"))
    return found


def _planned(row: RosterRow, known: KnownMember | None, today: date) -> PlannedPerson:
    # Until the day has passed the person is here; the next import ends them.
    end_date = row.end_date if row.end_date and row.end_date <= today else None
    if known is None:
        return PlannedPerson(row, None, Fate.ADDED, end_date)
    changes = changes_of(row, known, end_date)
    if end_date and known.end_date is None:
        fate = Fate.ENDED
    elif known.end_date and end_date is None:
        fate = Fate.RETURNED
    else:
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
    return PlannedPerson(row, known, fate, end_date, changes)
