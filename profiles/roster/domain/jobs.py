"""The worker's part of a roster import: check the file, write what was decided, or say why not.

Each is one transaction, of which the end of the job is a part: an import that was cancelled meanwhile
takes back what it has written.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.jobs import worker
from mentornet.jobs.errors import TryLater
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_apart
from mentornet.languages import Reading, reading
from mentornet.tabular.reading import UnreadableFile
from profiles.institution.domain.lock import lock_roster
from profiles.models import RosterImport
from profiles.roster.domain.applying import RosterChanged, apply_import
from profiles.roster.domain.files import read_roster
from profiles.roster.domain.json_lines import SUFFIX, read_lines
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.preview import listed, notes_of, units_of
from profiles.roster.domain.rows import RowError, nothing_written
from profiles.roster.domain.skipped import clear_fixed
from profiles.roster.domain.unit_choices import with_choices

KIND = "roster.import"
LISTED_FATES = (Fate.ADDED, Fate.CHANGED, Fate.ENDED, Fate.RETURNED)
State = RosterImport.State


def work(job: Job) -> None:
    """Do what is due for one import. Raises TryLater where its people change at the same time."""
    with transaction.atomic():
        row: RosterImport | None = IMPORTS.begin(job)
        if row is None:
            return
        # What is said of the rows is kept as text: in the words of the one who sent the file.
        with reading(_reading_of(row)):
            if row.state == State.UPLOADED:
                _check(row, job)
            else:
                _write(row, job)
        worker.finish(job)


def _reading_of(row: RosterImport) -> Reading:
    sender = row.uploaded_by
    return sender.reading_at(row.institution) if sender else row.institution.reading


def _check(row: RosterImport, job: Job) -> None:
    """Read the file and note what importing it would do; a file that can't be read is refused.

    Where no one is to decide, it is written at once, or only tried out.
    """
    try:
        if row.decision == RosterImport.Decision.ASK:
            _note_findings(row, _plan(row))
        else:
            _carry_out(row, job)
    except UnreadableFile as error:
        close(row, State.REFUSED, message=str(error.message))


def _write(row: RosterImport, job: Job) -> None:
    """Write what was confirmed; if it would now do something else, ask again instead."""
    lock_roster(row.institution)
    shown = row.findings.get("fingerprint")
    plan = _plan(row)
    if _fingerprint(plan) != shown:
        _note_findings(row, plan)
        row.message = _(
            "People changed since you checked this file, so it would now do something different. "
            "Nothing was imported. Check the changes below again."
        )
        row.save(update_fields=["message"])
        return
    try:
        with progress_apart(job, row) as progress:
            result = apply_import(
                plan, actor=row.uploaded_by, skip_bad_rows=row.skip_bad_rows, progress=progress
            )
    except RosterChanged as error:
        _note_findings(row, plan)
        row.message = str(error.message)
        row.save(update_fields=["message"])
        return
    row.counts = {**row.counts, **result.counts}
    close(row, State.DONE)
    clear_fixed(row, named=plan.numbers.keys())


def _carry_out(row: RosterImport, job: Job) -> None:
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
        words = nothing_written(bad=len(plan.bad_rows), rows=plan.rows)
        _finish(row, State.REFUSED, message=words)
    else:
        try:
            with progress_apart(job, row) as progress:
                apply_import(plan, actor=row.uploaded_by, skip_bad_rows=True, progress=progress)
        except RosterChanged as error:
            raise TryLater from error
        _finish(row, State.DONE)
        clear_fixed(row, named=plan.numbers.keys())


def _finish(row: RosterImport, state: str, *, message: str = "") -> None:
    """Close what no one decided about, with what became of each row."""
    row.state, row.message, row.upload, row.finished_at = state, message, b"", timezone.now()
    row.save(
        update_fields=["state", "message", "counts", "results", "upload", "finished_at"],
    )


def close(row: RosterImport, state: str, *, message: str = "") -> RosterImport:
    """End the import; the file, with everyone's names in it, is not kept.

    Of rows that were skipped their errors stay, so that they can be corrected and sent again.
    """
    skipped = row.findings.get("errors") if state == State.DONE and row.skip_bad_rows else None
    row.findings = {"errors": skipped} if skipped else {}
    row.state, row.message, row.upload = state, message, b""
    row.finished_at = timezone.now()
    row.save(update_fields=["state", "message", "upload", "findings", "counts", "finished_at"])
    return row


IMPORTS = follow(
    Followed(
        kind=KIND,
        queue="default",
        model=RosterImport,
        work=work,
        open_states=RosterImport.WORKING_STATES,
        queued=State.UPLOADED,
        failed=State.FAILED,
        related=("institution", "uploaded_by"),
        # The file is kept for another try, and checked again then, because people change.
        again={"findings": {}},
        cancels_from=(*RosterImport.OPEN_STATES, State.FAILED),
        cancelled=lambda: {"state": State.CANCELLED, "upload": b"", "findings": {}, "message": ""},
    )
)


def _results(plan: ImportPlan) -> bytes:
    errors: dict[int, list[RowError]] = defaultdict(list)
    for error in plan.errors:
        errors[error.row].append(error)
    fates = {one.row.number: (one.row.external_id, str(one.fate)) for one in plan.people}
    waiting = {one.row.number for one in plan.people if one.email_waits}
    names = {number: external_id for external_id, rows in plan.numbers.items() for number in rows}
    lines: list[dict[str, Any]] = [
        {
            "row": number,
            "external_id": fates[number][0] if number in fates else names.get(number, ""),
            "result": fates[number][1] if number in fates else "error",
            "email_state": "waiting" if number in waiting else "current",
            "errors": [_error(error) | {"code": error.code} for error in errors[number]],
        }
        for number in sorted({*fates, *errors})
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


def _plan(row: RosterImport) -> ImportPlan:
    content = bytes(row.upload)
    sheet = (
        read_lines(content) if row.file_name.endswith(SUFFIX) else read_roster(io.BytesIO(content))
    )
    rows = with_choices(sheet.rows, row.unit_choices)
    return plan_import(
        rows, institution=row.institution, end_missing=row.end_missing, notes=sheet.notes
    )


def _note_findings(row: RosterImport, plan: ImportPlan) -> None:
    row.counts = {**plan.counts, "blocking": len(plan.blocking), "errors": len(plan.errors)}
    row.findings = {
        "fingerprint": _fingerprint(plan),
        "notes": notes_of(plan),
        "units": units_of(plan),
        "errors": _errors(plan),
        **{str(fate): listed(plan, fate) for fate in LISTED_FATES},
    }
    row.state = State.CHECKED
    row.progress_total = plan.rows
    row.save(update_fields=["counts", "findings", "state", "progress_total"])


def _errors(plan: ImportPlan) -> list[dict[str, Any]]:
    """Return all errors, each with the id of the person whom the row names, if it does."""
    names = {number: external_id for external_id, rows in plan.numbers.items() for number in rows}
    return [_error(error) | {"id": names.get(error.row, "")} for error in plan.errors]


def _error(error: RowError) -> dict[str, Any]:
    return {
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "message": error.message,
    }


def _fingerprint(plan: ImportPlan) -> str:
    """Return what the plan does, as a short text: two plans with the same one write the same."""
    digest = hashlib.sha256()
    for person in plan.people:
        digest.update(repr((person.fate, person.row.external_id, person.changes)).encode())
    digest.update(repr(sorted(one.external_id for one in plan.missing)).encode())
    digest.update(repr([(error.row, error.code) for error in plan.errors]).encode())
    return digest.hexdigest()
