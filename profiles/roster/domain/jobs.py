"""The worker's part of a roster import: check the file, write what was decided, or say why not.

The check is one transaction. Writing is many short ones: each notes how many people it has written, and
none is begun once the import is cancelled. A worker that takes over plans what is left of the file.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.jobs import worker
from mentornet.jobs.errors import JobStopped
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.languages import Reading, reading
from mentornet.moments import number
from mentornet.tabular.cleaning import storable
from mentornet.tabular.reading import UnreadableFile
from profiles.models import HeldEnding, RosterImport
from profiles.roster.domain.answers import Answers
from profiles.roster.domain.endings import Held
from profiles.roster.domain.found_errors import (
    PACKED,
    errors_of,
    keep_errors,
    kinds_of,
    named_errors,
)
from profiles.roster.domain.json_lines import SUFFIX, read_lines
from profiles.roster.domain.listing import pack_all, people_of
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.preview import notes_of, open_questions, units_of
from profiles.roster.domain.rows import RosterRow, RowError, nothing_written
from profiles.roster.domain.skipped import clear_fixed
from profiles.roster.domain.understanding import Understood, understand
from profiles.roster.domain.unit_choices import with_choices
from profiles.roster.domain.writing import write_in_parts

KIND = "roster.import"
LISTED_FATES = (Fate.ADDED, Fate.CHANGED, Fate.ENDED, Fate.RETURNED)
# In the counts of an import while it is written: that it is, and how many people of each fate are.
BEGUN, WRITTEN = "begun", "written"
State = RosterImport.State
_AS_NEW = attrgetter(*(one.name for one in fields(RosterRow) if one.name != "number"))
GONE: dict[str, Any] = {
    "upload": b"",
    "listing": b"",
    "findings": {},
    "answers": {},
    "unit_choices": {},
}
"""What of an import is not kept when it is over: the file, and whatever names people."""


def work(job: Job) -> None:
    """Do what is due for one import."""
    row: RosterImport | None = IMPORTS.begin(job)
    if row is None:
        return
    # What is said of the rows is kept as text: in the words of the one who sent the file.
    with reading(_reading_of(row)):
        try:
            if row.state == State.CONFIRMED:
                _write(row, job)
            elif row.decision == RosterImport.Decision.ASK:
                plan, understood = _plan(row)
                with transaction.atomic():
                    _note_findings(row, plan, understood)
                    worker.finish(job)
            else:
                _carry_out(row, job)
        except UnreadableFile as error:
            with transaction.atomic():
                close(row, State.REFUSED, message=str(error.message))
                worker.finish(job)


def _reading_of(row: RosterImport) -> Reading:
    sender = row.uploaded_by
    return sender.reading_at(row.institution) if sender else row.institution.reading


def _write(row: RosterImport, job: Job) -> None:
    """Write what was confirmed; if it would now do something else, ask again instead."""
    plan, understood = _plan(row)
    # What a worker before has written of it was confirmed.
    if not row.counts.get(BEGUN) and _fingerprint(plan) != row.findings.get("fingerprint"):
        with transaction.atomic():
            _note_findings(row, plan, understood)
            row.message = _(
                "People changed since you checked this file, so it would now do something "
                "different. Nothing was imported. Check the changes below again."
            )
            row.save(update_fields=["message"])
            worker.finish(job)
        return
    _write_out(row, job, plan, understood)


def _carry_out(row: RosterImport, job: Job) -> None:
    """Plan what no one looks at, and write it, or say why not; what was only a test is not written."""
    plan, understood = _plan(row)
    if not row.counts.get(BEGUN):
        row.counts = _counts(row, plan)
        row.results = _results(plan)
        row.progress_total = plan.rows
        refusal = _refusal(row, plan)
        if row.decision == RosterImport.Decision.TRY or refusal:
            is_try = row.decision == RosterImport.Decision.TRY
            with transaction.atomic():
                _close_with_results(row, State.TRIED if is_try else State.REFUSED, refusal, is_try)
                worker.finish(job)
            return
        row.save(update_fields=["counts", "results", "progress_total"])
    _write_out(row, job, plan, understood)


def _refusal(row: RosterImport, plan: ImportPlan) -> str:
    """Return why nothing of *plan* is written; empty if it is."""
    if plan.blocking:
        return plan.blocking[0].message
    if plan.errors and not row.skip_bad_rows:
        return nothing_written(bad=len(plan.bad_rows), rows=plan.rows)
    return ""


def _write_out(row: RosterImport, job: Job, plan: ImportPlan, understood: Understood) -> None:
    """Write *plan* part by part, and close the import with what was written of it."""
    if plan.blocking:
        with transaction.atomic():
            close(row, State.REFUSED, message=plan.blocking[0].message)
            worker.finish(job)
        return
    written = write_in_parts(
        plan,
        actor=row.uploaded_by,
        note=lambda fates: _note_written(row, job, fates, plan),
        source=HeldEnding.Source.FILE if row.client is None else HeldEnding.Source.API,
        ends_confirmed=row.endings_confirmed,
    )
    late = written.errors
    with transaction.atomic():
        row.refresh_from_db(fields=["counts"])
        row.counts = _final(row.counts, late) | {str(Fate.HELD): len(written.held)}
        if row.results and (late or written.held):
            row.results = _with_late(row, late, written.held, plan)
            row.save(update_fields=["results"])
        message = _held_in_words(len(written.held)) if written.held else ""
        close(
            row,
            State.DONE,
            message=message,
            late=list(named_errors(late, plan, understood.headings)),
        )
        clear_fixed(row, named=plan.numbers.keys())
        worker.finish(job)


def _note_written(row: RosterImport, job: Job, fates: Counter[str], plan: ImportPlan) -> None:
    """Note in the transaction of a part how many people it writes. Raise JobStopped if it is not ours."""
    mine = Job.objects.filter(pk=job.pk, holder=job.holder, state=Job.State.RUNNING)
    own = RosterImport.objects.filter(Exists(mine), pk=row.pk, state__in=IMPORTS.open_states)
    counts = own.select_for_update(of=("self",)).values_list("counts", flat=True).first()
    if counts is None:
        raise JobStopped
    written = Counter(counts.get(WRITTEN, {}))
    written.update(fates)
    RosterImport.objects.filter(pk=row.pk).update(
        counts={**counts, BEGUN: True, WRITTEN: dict(written)},
        progress_done=sum(written.values()),
        progress_total=max(plan.rows, sum(written.values())),
    )


def _final(counts: dict[str, Any], late: Sequence[RowError]) -> dict[str, Any]:
    """Return the counts of an import that is written: what became of people, by all that wrote it."""
    written = dict.fromkeys((str(fate) for fate in LISTED_FATES), 0) | counts.get(WRITTEN, {})
    kept = {name: value for name, value in counts.items() if name not in (BEGUN, WRITTEN)}
    kept |= {name: written[name] for name in map(str, LISTED_FATES)}
    kept["bad_rows"] += len({error.row for error in late})
    kept["errors"] += len(late)
    return kept


def _held_in_words(count: int) -> str:
    words = ngettext(
        "%(count)s person would leave, which waits for a director to confirm it.",
        "%(count)s people would leave, which waits for a director to confirm it.",
        count,
    )
    return words % {"count": number(count)}


def _with_late(
    row: RosterImport, late: Sequence[RowError], held: Sequence[Held], plan: ImportPlan
) -> bytes:
    """Return the results of *row* with what was found wrong while it was written, and held ends."""
    lines = json.loads(zlib.decompress(bytes(row.results)))
    waiting = {one.member for one in held}
    names = {known.external_id for known in plan.snapshot.members.values() if known.pk in waiting}
    for line in lines:
        if line["external_id"] in names:
            line["result"] = str(Fate.HELD)
    by_row = {line["row"]: line for line in lines if line["row"] is not None}
    for error in late:
        line = by_row[error.row]
        line["result"] = "error"
        line["errors"].append(_error(error) | {"code": error.code})
    return zlib.compress(json.dumps(lines).encode(), 6)


def _close_with_results(row: RosterImport, state: str, message: str, is_try: bool) -> None:
    """Close what no one decided about and nothing was written of, with what became of each row."""
    row.state, row.upload, row.finished_at = state, b"", timezone.now()
    row.message = "" if is_try else message
    row.save(
        update_fields=["state", "message", "counts", "results", "upload", "finished_at"],
    )


def close(
    row: RosterImport, state: str, *, message: str = "", late: Sequence[dict[str, Any]] = ()
) -> RosterImport:
    """End the import; the file, with everyone's names in it, is not kept.

    Of rows that were skipped their errors stay, so that they can be corrected and sent again, and so do
    those that were found wrong while it was written (*late*).
    """
    skipped = errors_of(row) if state == State.DONE and row.skip_bad_rows else []
    keep_errors(row, [*skipped, *late])
    row.state, row.message, row.upload = state, message, b""
    row.answers, row.unit_choices = {}, {}
    row.finished_at = timezone.now()
    row.save(
        update_fields=[
            *("state", "message", "upload", "findings", "counts", "finished_at"),
            *("listing", "answers", "unit_choices"),
        ]
    )
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
        related=("institution", "uploaded_by", "client"),
        # The file is kept for another try, and checked again then, because people change.
        again={"findings": {}, "listing": b""},
        cancels_from=(*RosterImport.OPEN_STATES, State.FAILED),
        cancelled=lambda: {"state": State.CANCELLED, "message": "", **GONE},
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


def _plan(row: RosterImport) -> tuple[ImportPlan, Understood]:
    content = bytes(row.upload)
    answers = Answers.of(row.answers)
    if row.file_name.endswith(SUFFIX):
        sheet = read_lines(content)
        understood = Understood(sheet.rows, sheet.notes)
    else:
        understood = understand(io.BytesIO(content), row.institution, answers)
    plan = plan_import(
        with_choices(understood.rows, unit_answers(row)),
        institution=row.institution,
        end_missing=row.end_missing and not understood.errors,
        notes=understood.notes,
        left_out=understood.left_out,
        errors=understood.errors,
    )
    return replace(plan, import_id=row.pk), understood


def unit_answers(row: RosterImport) -> dict[str, str]:
    """Return which units were chosen for those that the file names."""
    return {**row.unit_choices, **Answers.of(row.answers).units}


def _note_findings(row: RosterImport, plan: ImportPlan, understood: Understood) -> None:
    row.counts = _counts(row, plan)
    errors = list(named_errors(plan.errors, plan, understood.headings))
    people, more = people_of(plan, LISTED_FATES), kinds_of(errors) | understood.lists
    row.listing, places = pack_all(people | more)
    units = units_of(plan, unit_answers(row))
    row.findings = storable(
        {
            "fingerprint": _fingerprint(plan),
            "answers": row.answers,
            "notes": notes_of(plan),
            "units": units,
            "how": understood.how,
            "open": open_questions(
                understood.how, units, skip_unanswered=Answers.of(row.answers).skip_unanswered
            ),
            "listing": {kind: places[kind] for kind in people},
            PACKED: {kind: places[kind] for kind in more},
        }
    )
    row.state = State.CHECKED
    row.progress_total = plan.rows
    row.save(update_fields=["counts", "findings", "listing", "state", "progress_total"])


def _counts(row: RosterImport, plan: ImportPlan) -> dict[str, Any]:
    """Return the counts of *plan*, with what an attempt before has written of the same file."""
    counts: dict[str, Any] = {
        **plan.counts,
        "blocking": len(plan.blocking),
        "errors": len(plan.errors),
    }
    if WRITTEN in row.counts:
        counts[WRITTEN] = row.counts[WRITTEN]
        # Those whom an attempt before has written are as the file says now.
        counts["unchanged"] -= sum(
            count for fate, count in row.counts[WRITTEN].items() if fate != Fate.ENDED
        )
    return counts


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
        # Whoever is new has no changes: what is written of them is their row.
        written = _AS_NEW(person.row) if person.fate == Fate.ADDED else person.changes
        digest.update(repr((person.fate, person.row.external_id, written)).encode())
    digest.update(repr(sorted(one.external_id for one in plan.missing)).encode())
    digest.update(repr([(error.row, error.code) for error in plan.errors]).encode())
    return digest.hexdigest()
