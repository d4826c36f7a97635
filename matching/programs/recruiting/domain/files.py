"""Lists of people by file: read, look at, send, take back, forget.

1. `start_file` keeps what was read, and guesses the columns. 2. A director corrects them, and says who is meant
where the file may mean several people. 3. `send_file` does for all of them what the page has shown, or nothing.
4. `undo_file` takes back who has not confirmed yet. 5. After `KEPT_FOR` nothing of it is left.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.domain import takes_late
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.recruiting.domain import asking
from matching.programs.recruiting.domain.listed import Fate, Line, Listing, list_people
from matching.programs.recruiting.errors import (
    FileChanged,
    FileNotReady,
    FileReadAgain,
    FileSent,
    NoOneToTell,
)
from matching.programs.recruiting.models import EnrollmentFile
from matching.spreadsheets.domain.columns import SIDES, Field, parse_mapping
from matching.spreadsheets.domain.guessing import Guess, Sure, guesses
from matching.spreadsheets.domain.memory import corrected, remember_headings
from mentornet.audit_verbs import Verb
from mentornet.mail.outbox import cancel
from mentornet.tabular.cleaning import storable
from mentornet.tabular.packed import packed, unpacked
from mentornet.tabular.tables import Limits, Table, read_table
from profiles.institution.domain.audit import record
from profiles.models import User

KEPT_FOR = timedelta(days=30)
LIMITS = Limits(rows=500, least_columns=1)
FIELDS = (
    Field.IGNORE,
    Field.NAME,
    Field.GIVEN_NAME,
    Field.FAMILY_NAME,
    Field.EMAIL,
    Field.ID,
    *SIDES,
)
"""What a column can say of whom to invite; everything else in a file is not used."""
_WHO = {*FIELDS} - {Field.IGNORE, *SIDES}


@transaction.atomic
def start_file(
    program: Program,
    *,
    file: BinaryIO,
    name: str,
    does: str,
    side: str,
    words: str = "",
    actor: User,
) -> EnrollmentFile:
    """Keep a list of people, and guess what its columns mean. Raise UnreadableFile with what to fix."""
    content = file.read()
    row = EnrollmentFile(
        institution=program.institution,
        program=program,
        uploaded_by=actor,
        name=name[:200],
        content=content,
        does=does,
        side=side,
        words=words,
    )
    _take_table(row, _read(content))
    row.save()
    record(Verb.ENROLLMENT_FILE_UPLOADED, actor=actor, institution=row.institution, subject=program)
    return row


def table_of(row: EnrollmentFile) -> Table:
    """Return what was read of the file."""
    return unpacked(bytes(row.table)) or _read(bytes(row.content))


def guesses_of(row: EnrollmentFile, table: Table) -> dict[int, Guess]:
    """Return what the columns seem to mean, with what was corrected at the institution before."""
    found = guesses(table, corrected(row.institution, table))
    unused = Guess(Field.IGNORE, Sure.YES, _("It doesn’t say who someone is."))
    return {at: unused if _is_unused(one) else one for at, one in found.items()}


def columns_of(row: EnrollmentFile, table: Table) -> dict[int, Field]:
    """Return what each column means."""
    return parse_mapping(row.columns, len(table.headers))


def lacks(columns: Mapping[int, Field]) -> str:
    """Return what no column says yet, in words; empty if someone can be found."""
    if _WHO & set(columns.values()):
        return ""
    return _("Choose the column with names, email addresses, or IDs.")


def listing_of(row: EnrollmentFile, table: Table) -> Listing:
    """Return what would become of each row now; of none, while no column says who someone is."""
    columns = columns_of(row, table)
    return Listing() if lacks(columns) else list_people(row, table, columns)


@transaction.atomic
def choose_sheet(
    row: EnrollmentFile, *, sheet: str | None, header_row: int | None, actor: User
) -> EnrollmentFile:
    """Read another sheet of a workbook, or take another row as the header. Raise UnreadableFile, and FileSent."""
    held = _unsent(row)
    _take_table(held, _read(bytes(held.content), sheet=sheet, header_row=header_row))
    held.save(update_fields=["table", "columns"])
    return held


@transaction.atomic
def keep_answers(
    row: EnrollmentFile,
    *,
    columns: Mapping[str, str],
    answers: Mapping[str, str],
    seen: str,
    actor: User,
) -> EnrollmentFile:
    """Keep what the columns mean, for the next file as well, and who is meant.

    *seen*: the signature of the headings that the page has shown. Raise FileReadAgain where they are others now, and
    FileSent.
    """
    held = _unsent(row)
    table = table_of(held)
    if seen != table.signature:
        raise FileReadAgain
    chosen = parse_mapping(columns, len(table.headers))
    mapping = {at: one if one in FIELDS else Field.IGNORE for at, one in chosen.items()}
    if mapping != {at: one.meant for at, one in guesses_of(held, table).items()}:
        first = _first_guesses(table)
        # Of headings that say nothing of who someone is, matching from spreadsheets may know more.
        of_people = {at: one for at, one in mapping.items() if {one, first[at]} != {Field.IGNORE}}
        remember_headings(held.institution, table, of_people, guessed=first)
    held.columns = {str(at): str(meant) for at, meant in mapping.items()}
    held.answers = held.answers | storable(dict(answers))
    held.save(update_fields=["columns", "answers"])
    return held


@transaction.atomic
def send_file(row: EnrollmentFile, *, seen: str, actor: User) -> EnrollmentFile:
    """Invite the people of the file, or ask them to confirm that they are enrolled; all of them or none. Idempotent.

    *seen*: the mark of the listing that was looked at. Raise FileChanged where it is another now, FileNotReady while
    something is asked, NoOneToTell, and EnrollmentClosed.
    """
    held = _locked(row)
    if held.sent_at:
        return held
    held.program = program = lock_for_update(held.program)
    listing = listing_of(held, table_of(held))
    if listing.of(Fate.ASK):
        raise FileNotReady
    if listing.mark != seen:
        raise FileChanged
    told = listing.of(Fate.TOLD)
    if not told:
        raise NoOneToTell
    enrollments = _invite(held, told, actor) if _invites(held) else _enroll(held, told, actor)
    held.program, held.sent_at = program, timezone.now()
    held.result = storable({"lines": _kept(listing), "enrollments": enrollments})
    held.content = held.table = b""
    held.columns, held.answers = {}, {}
    held.save()
    record(Verb.ENROLLMENT_FILE_SENT, actor=actor, institution=held.institution, subject=program)
    return held


@transaction.atomic
def undo_file(row: EnrollmentFile, *, actor: User) -> int:
    """Stop waiting for those who were asked by this file and have not answered; return how many. Idempotent.

    Who has confirmed stays enrolled. Emails that are not sent yet are not sent.
    """
    held = _locked(row)
    waiting = _waiting(held).select_related("program__institution", "member__user", "institution")
    rows = [] if held.undone_at else list(waiting)
    for one in rows:
        cancel(f"enrollment-confirm-{one.pk}-")
        asking.withdraw_for(one, actor=actor)
    if not held.undone_at:
        held.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])
    return len(rows)


def can_undo(row: EnrollmentFile) -> bool:
    """Return whether someone who was asked by this file has not answered. One query."""
    return row.undone_at is None and _waiting(row).exists()


@transaction.atomic
def delete_file(row: EnrollmentFile, *, actor: User) -> None:
    """Forget the file; what it did stays."""
    record(
        Verb.ENROLLMENT_FILE_DELETED,
        actor=actor,
        institution=row.institution,
        subject=row.program,
    )
    row.delete()


def prune_old_files(*, now: datetime) -> int:
    """Forget what is older than a month; how many there were."""
    dropped, _kinds = EnrollmentFile.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return dropped


def takes_files(program: Program, does: str) -> bool:
    """Return whether people can be told by a file now: invited while it is open, enrolled also late."""
    today = program.institution.local_date()
    is_late = does == EnrollmentFile.Does.ENROLL and takes_late(program, today=today)
    return is_late or asking.takes_enrollments(program, today=today)


def _invites(row: EnrollmentFile) -> bool:
    return row.does == EnrollmentFile.Does.INVITE


def _invite(row: EnrollmentFile, told: list[Line], actor: User) -> list[str]:
    for side in dict.fromkeys(one.side for one in told):
        people = [one.member for one in told if one.member and one.side == side]
        asking.invite(row.program, side=side, people=people, actor=actor, words=row.words)
    return []


def _enroll(row: EnrollmentFile, told: list[Line], actor: User) -> list[str]:
    asked = [
        asking.enroll_for(row.program, one.member, side=one.side, actor=actor)
        for one in told
        if one.member
    ]
    return [str(one.pk) for one in asked]


def _waiting(row: EnrollmentFile) -> Any:
    keys = row.result.get("enrollments", [])
    return Enrollment.objects.filter(
        program=row.program_id, pk__in=keys, awaits=Enrollment.Awaits.PERSON
    )


def _kept(listing: Listing) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "text": one.member.name if one.member else one.text,
            "side": one.side,
            "fate": str(one.fate),
            "why": one.why,
        }
        for one in listing.lines
    ]


def _read(content: bytes, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    return read_table(io.BytesIO(content), limits=LIMITS, sheet=sheet, header_row=header_row)


def _take_table(row: EnrollmentFile, table: Table) -> None:
    row.table = packed(table)
    row.columns = {str(at): str(one.meant) for at, one in guesses_of(row, table).items()}


def _first_guesses(table: Table) -> dict[int, Field]:
    found = guesses(table)
    return {at: Field.IGNORE if _is_unused(one) else one.meant for at, one in found.items()}


def _is_unused(guess: Guess) -> bool:
    """Return whether a column says nothing of who someone is; one of groups may be no one of sides."""
    return guess.meant not in FIELDS or (guess.meant, guess.sure) == (Field.SIDE, Sure.NO)


def _unsent(row: EnrollmentFile) -> EnrollmentFile:
    held = _locked(row)
    if held.sent_at:
        raise FileSent
    return held


def _locked(row: EnrollmentFile) -> EnrollmentFile:
    held: EnrollmentFile = (
        EnrollmentFile.objects.select_for_update(of=("self",))
        .select_related("institution", "program__institution")
        .get(pk=row.pk)
    )
    return held
