"""An uploaded roster, from the file to its result.

1. `start_import` keeps the file in a row. 2. `check_import` reads it and notes what it would do.
3. The director confirms or cancels. 4. `run_import` writes it, in one transaction.
Steps 2 and 4 are work for a task. The row's state says which is due, an advisory lock lets one
worker at a time do it, and a worker that dies leaves the row as it was.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mentornet.bell import ring
from profiles.domain.audit import record
from profiles.domain.roster import RosterChanged, apply_import, lock_roster
from profiles.domain.roster_columns import RowError
from profiles.domain.roster_file import MAX_BYTES, UnreadableFile, read_roster
from profiles.domain.roster_lines import SUFFIX, read_lines
from profiles.domain.roster_plan import Fate, ImportPlan, PlannedPerson, plan_import
from profiles.errors import DomainError
from profiles.models import ApiClient, Institution, RosterImport, User

ADVANCE = "profiles.tasks.advance_roster_import"
KEPT_FOR = timedelta(days=7)  # a checked file that nobody decides about
LISTED_FATES = (Fate.ADDED, Fate.CHANGED, Fate.ENDED, Fate.RETURNED)
State = RosterImport.State


class ImportInProgress(DomainError):
    code = "import_in_progress"
    message = "Another roster is being checked or imported. Finish or cancel that one first."


class ImportClosed(DomainError):
    code = "import_closed"
    message = "This import is not waiting for a decision any more."


class ImportHasErrors(DomainError):
    code = "import_has_errors"
    message = "The file has errors. Mend them and upload it again, or skip the bad rows."


def start_import(
    institution: Institution,
    *,
    file: BinaryIO,
    file_name: str,
    end_missing: bool,
    actor: User,
) -> RosterImport:
    """Keep *file* and have it checked; the same file twice is one import.

    Raises UnreadableFile for an empty or too large one, and ImportInProgress while another file
    of the institution is under way.
    """
    return _keep(
        institution,
        content=file.read(MAX_BYTES + 1),
        actor=actor,
        file_name=file_name[:200],
        end_missing=end_missing,
        decision=RosterImport.Decision.ASK,
    )


def start_bulk(
    institution: Institution,
    *,
    content: bytes,
    end_missing: bool = False,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    actor: User | None = None,
    client: ApiClient | None = None,
) -> RosterImport:
    """Keep a roster that a program sent as lines of JSON, and have it written or tried out.

    Nobody looks at it in between: bad rows refuse it all, unless *skip_bad_rows*. Raises what
    start_import raises.
    """
    return _keep(
        institution,
        content=content,
        actor=actor,
        file_name=f"members{SUFFIX}",
        end_missing=end_missing,
        decision=RosterImport.Decision.TRY if dry_run else RosterImport.Decision.WRITE,
        skip_bad_rows=skip_bad_rows,
        client=client,
    )


def _keep(
    institution: Institution,
    *,
    content: bytes,
    actor: User | None,
    end_missing: bool,
    decision: str,
    **fields: Any,
) -> RosterImport:
    if not content:
        raise UnreadableFile("The file is empty.")
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"The file is too large: at most {MAX_BYTES // 1024**2} MB are read.")
    digest = hashlib.sha256(content).hexdigest()
    opened = RosterImport.objects.of(institution).filter(state__in=RosterImport.OPEN_STATES)
    same = opened.light().filter(digest=digest, end_missing=end_missing, decision=decision)
    if first := same.first():
        return first
    if opened.exists():
        raise ImportInProgress
    try:
        with transaction.atomic():
            row: RosterImport = RosterImport.objects.create(
                institution=institution,
                uploaded_by=actor,
                digest=digest,
                upload=content,
                end_missing=end_missing,
                decision=decision,
                **fields,
            )
            record("roster_uploaded", actor=actor, institution=institution, subject=row)
            ring(ADVANCE, str(row.pk))
    except IntegrityError:
        return same.get()
    return row


def advance(pk: UUID) -> None:
    """Do what is due for the import *pk*, if anything is and no other worker is at it."""
    with transaction.atomic():
        if not _claimed(pk):
            return
        row = (
            RosterImport.objects.select_related("institution", "uploaded_by").filter(pk=pk).first()
        )
        if row is None:
            return
        if row.state == State.UPLOADED:
            check_import(row)
        elif row.state == State.CONFIRMED:
            run_import(row)


def _claimed(pk: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"roster-import:{pk}"]
        )
        return bool(cursor.fetchone()[0])


def check_import(row: RosterImport) -> RosterImport:
    """Read the file and note what importing it would do; a file that can't be read is refused.

    Where nobody is to decide, it is written at once, or only tried out.
    """
    try:
        if row.decision == RosterImport.Decision.ASK:
            _note_findings(row, _plan(row))
        else:
            _carry_out(row)
    except UnreadableFile as error:
        _close(row, State.REFUSED, message=str(error.message))
    return row


def confirm_import(row: RosterImport, *, skip_bad_rows: bool, actor: User | None) -> RosterImport:
    """Decide for the import that was looked at; twice is once.

    Raises ImportHasErrors while rows are bad and are not to be skipped, or when the file as a
    whole is at fault, and ImportClosed when there is nothing to decide.
    """
    with transaction.atomic():
        held: RosterImport = (
            RosterImport.objects.light()
            .select_for_update(of=("self",))
            .select_related("institution")
            .get(pk=row.pk)
        )
        if held.state in (State.CONFIRMED, State.DONE):
            return held
        if held.state != State.CHECKED:
            raise ImportClosed
        if held.counts.get("blocking") or (held.counts.get("bad_rows") and not skip_bad_rows):
            raise ImportHasErrors
        held.state, held.skip_bad_rows, held.message = State.CONFIRMED, skip_bad_rows, ""
        held.progress_done = 0
        held.save(update_fields=["state", "skip_bad_rows", "message", "progress_done"])
        record("roster_confirmed", actor=actor, institution=held.institution, subject=held)
        ring(ADVANCE, str(held.pk))
    return held


def cancel_import(row: RosterImport, *, actor: User | None) -> RosterImport:
    """Drop an import that has not begun to be written; twice is once. Raises ImportClosed."""
    with transaction.atomic():
        held: RosterImport = (
            RosterImport.objects.light()
            .select_for_update(of=("self",))
            .select_related("institution")
            .get(pk=row.pk)
        )
        if held.state == State.CANCELLED:
            return held
        if held.state not in (State.UPLOADED, State.CHECKED):
            raise ImportClosed
        _close(held, State.CANCELLED)
        record("roster_cancelled", actor=actor, institution=held.institution, subject=held)
    return held


def run_import(row: RosterImport) -> RosterImport:
    """Write what was confirmed; if it would now do something else, ask again instead."""
    lock_roster(row.institution)
    shown = row.findings.get("fingerprint")
    plan = _plan(row)
    if _fingerprint(plan) != shown:
        _note_findings(row, plan)
        row.message = (
            "People have changed since you looked, so the file would now do something else. "
            "Nothing was written; look again."
        )
        row.save(update_fields=["message"])
        return row
    try:
        with _Progress(row.pk) as progress:
            result = apply_import(
                plan, actor=row.uploaded_by, skip_bad_rows=row.skip_bad_rows, progress=progress
            )
    except RosterChanged as error:
        _note_findings(row, plan)
        row.message = str(error.message)
        row.save(update_fields=["message"])
        return row
    row.counts = {**row.counts, **result.counts}
    return _close(row, State.DONE)


class _Withdrawn(Exception):
    """It was cancelled while it was being written: what was written goes back."""


def _carry_out(row: RosterImport) -> None:
    """Plan and write in one go; another change of the same people in between means: later again."""
    lock_roster(row.institution)
    plan = _plan(row)
    row.counts = {**plan.counts, "blocking": len(plan.blocking), "errors": len(plan.errors)}
    row.results = _results(plan)
    row.progress_total = plan.rows
    if row.decision == RosterImport.Decision.TRY:
        _finish(row, State.TRIED)
    elif plan.blocking:
        _finish(row, State.REFUSED, message=plan.blocking[0].message)
    elif plan.errors and not row.skip_bad_rows:
        words = f"{len(plan.bad_rows):,} of {plan.rows:,} rows have errors. Nothing was written."
        _finish(row, State.REFUSED, message=words)
    else:
        try:
            with transaction.atomic():
                with _Progress(row.pk) as progress:
                    apply_import(plan, actor=row.uploaded_by, skip_bad_rows=True, progress=progress)
                _finish(row, State.DONE)
        except (RosterChanged, _Withdrawn):
            return


def _finish(row: RosterImport, state: str, *, message: str = "") -> None:
    """Close what nobody decided about, unless it was cancelled meanwhile: then raise _Withdrawn."""
    open_still = RosterImport.objects.filter(pk=row.pk, state=State.UPLOADED)
    changed = open_still.update(
        state=state,
        message=message,
        counts=row.counts,
        results=row.results,
        upload=b"",
        finished_at=timezone.now(),
    )
    if not changed and state == State.DONE:
        raise _Withdrawn


def read_results(row: RosterImport) -> list[dict[str, Any]]:
    """Return what became of each row of *row*, in the order of the file; empty when forgotten."""
    if not row.results:
        return []
    found: list[dict[str, Any]] = json.loads(zlib.decompress(bytes(row.results)))
    return found


def _results(plan: ImportPlan) -> bytes:
    errors: dict[int, list[RowError]] = defaultdict(list)
    for error in plan.errors:
        errors[error.row].append(error)
    told = {one.row.number: (one.row.external_id, str(one.fate)) for one in plan.people}
    waiting = {one.row.number for one in plan.people if one.email_waits}
    names = {number: external_id for external_id, rows in plan.numbers.items() for number in rows}
    lines: list[dict[str, Any]] = [
        {
            "row": number,
            "external_id": told[number][0] if number in told else names.get(number, ""),
            "result": told[number][1] if number in told else "error",
            "email_state": "waiting" if number in waiting else "current",
            "errors": [_error(error) | {"code": error.code} for error in errors[number]],
        }
        for number in sorted({*told, *errors})
    ]
    lines += [
        {
            "row": None,
            "external_id": one.external_id,
            "result": str(Fate.ENDED),
            "email_state": "current",
            "errors": [],
        }
        for one in plan.missing
    ]
    return zlib.compress(json.dumps(lines).encode(), 6)


def waiting_imports() -> list[UUID]:
    """Return the imports for which work is due, oldest first."""
    rows = RosterImport.objects.filter(state__in=RosterImport.WORKING_STATES)
    return list(rows.order_by("uploaded_at").values_list("pk", flat=True))


def drop_forgotten_imports(now: datetime) -> int:
    """Cancel the imports that nobody decided about for a week; their files go. Return how many.

    The list of the rows that an import has skipped goes after a week as well.
    """
    old = RosterImport.objects.filter(uploaded_at__lt=now - KEPT_FOR)
    old.filter(state=State.DONE).exclude(findings={}).update(findings={})
    old.exclude(results=b"").update(results=b"")
    return old.filter(state=State.CHECKED).update(
        state=State.CANCELLED, upload=b"", findings={}, finished_at=now
    )


def _plan(row: RosterImport) -> ImportPlan:
    content = bytes(row.upload)
    sheet = (
        read_lines(content) if row.file_name.endswith(SUFFIX) else read_roster(io.BytesIO(content))
    )
    return plan_import(
        sheet.rows, institution=row.institution, end_missing=row.end_missing, notes=sheet.notes
    )


def _note_findings(row: RosterImport, plan: ImportPlan) -> None:
    row.counts = {**plan.counts, "blocking": len(plan.blocking), "errors": len(plan.errors)}
    row.findings = {
        "fingerprint": _fingerprint(plan),
        "notes": plan.notes,
        "errors": [_error(error) for error in plan.errors],
        **{str(fate): _listed(plan, fate) for fate in LISTED_FATES},
    }
    row.state = State.CHECKED
    row.progress_total = plan.rows
    row.save(update_fields=["counts", "findings", "state", "progress_total"])


def _error(error: RowError) -> dict[str, Any]:
    return {
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "message": error.message,
    }


def _listed(plan: ImportPlan, fate: Fate) -> list[dict[str, Any]]:
    people = [_person(person) for person in plan.of_fate(fate)]
    if fate == Fate.ENDED:
        people += [{"id": one.external_id, "name": one.name, "changes": []} for one in plan.missing]
    return people


def _person(person: PlannedPerson) -> dict[str, Any]:
    row = person.row
    changes = [[change.field, change.old, change.new] for change in person.changes]
    name = f"{row.given_name} {row.family_name}"
    return {
        "id": row.external_id,
        "name": name,
        "changes": changes,
        "email_waits": person.email_waits,
    }


def _fingerprint(plan: ImportPlan) -> str:
    """What the plan does, as a short text: two plans with the same one write the same."""
    told = hashlib.sha256()
    for person in plan.people:
        told.update(repr((person.fate, person.row.external_id, person.changes)).encode())
    told.update(repr(sorted(one.external_id for one in plan.missing)).encode())
    told.update(repr([(error.row, error.code) for error in plan.errors]).encode())
    return told.hexdigest()


def _close(row: RosterImport, state: str, *, message: str = "") -> RosterImport:
    """End the import; the file, with everybody's names in it, is not kept.

    Of rows that were skipped their errors stay, so that they can be corrected and sent again.
    """
    skipped = row.findings.get("errors") if state == State.DONE and row.skip_bad_rows else None
    row.findings = {"errors": skipped} if skipped else {}
    row.state, row.message, row.upload = state, message, b""
    row.finished_at = timezone.now()
    row.save(update_fields=["state", "message", "upload", "findings", "counts", "finished_at"])
    return row


class _Progress:
    """Tells how far the writing is, over a connection of its own: the work is one transaction."""

    def __init__(self, pk: UUID) -> None:
        self.pk = pk

    def __enter__(self) -> Callable[[int, int], None]:
        self.side = connection.copy()
        return self._tell

    def __exit__(self, *exc_info: object) -> None:
        self.side.close()

    def _tell(self, done: int, total: int) -> None:
        with self.side.cursor() as cursor:
            cursor.execute(
                "UPDATE profiles_rosterimport SET progress_done = %s, progress_total = %s"
                " WHERE id = %s",
                [done, total, self.pk],
            )
