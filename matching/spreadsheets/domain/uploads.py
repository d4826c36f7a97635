"""Spreadsheets of people who are not enrolled: upload, look at the columns, match, take away.

1. `start_sheet` keeps the files and guesses the columns, or remembers them. 2. The director
corrects them, and `match_sheet` checks every row. 3. A worker matches. 4. After `KEPT_FOR` the
rows are forgotten.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from matching.engine.errors import EngineError
from matching.programs.errors import WrongState
from matching.programs.models import Program
from matching.programs.runs.errors import engine_words
from matching.spreadsheets.domain.apart import Alike
from matching.spreadsheets.domain.asking import Asking
from matching.spreadsheets.domain.columns import (
    MENTOR,
    PROTEGE,
    Field,
    missing,
    parse_mapping,
    side_of,
    without,
)
from matching.spreadsheets.domain.guessing import Guess, Sure, guesses
from matching.spreadsheets.domain.match import Line, SheetMatch, match_sheets, questions
from matching.spreadsheets.domain.memory import corrected, meant_before, remember
from matching.spreadsheets.domain.parts import Problem, SheetPeople
from matching.spreadsheets.domain.people import joined_sides, people_of
from matching.spreadsheets.domain.sources import (
    MENTORS,
    PEOPLE,
    content_of,
    keep_read,
    read_source,
    tables_of,
)
from matching.spreadsheets.errors import (
    BestNeeded,
    MappingIncomplete,
    SheetHasErrors,
    SheetReadAgain,
)
from matching.spreadsheets.models import SheetUpload
from mentornet.audit_verbs import Verb
from mentornet.jobs.errors import JobRefused
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_of
from mentornet.jobs.queue import cancel, enqueue
from mentornet.tabular.cleaning import storable
from mentornet.tabular.tables import Table, read_table
from profiles.institution.domain.audit import record
from profiles.models import Institution, User

__all__ = ["MENTORS", "PEOPLE", "tables_of"]

KIND = "matching.sheet"
KEPT_FOR = timedelta(days=30)
MAX_BYTES = 10 * 1024 * 1024
State = SheetUpload.State
Tables = Mapping[str, Table]


@transaction.atomic
def start_sheet(
    institution: Institution,
    *,
    people: BinaryIO,
    people_name: str,
    mentors: BinaryIO | None = None,
    mentors_name: str = "",
    actor: User,
) -> SheetUpload:
    """Keep one sheet with both sides, or one of each, and guess what the columns mean.

    Raise UnreadableFile with what to mend.
    """
    files = {PEOPLE: people.read(), MENTORS: mentors.read() if mentors else b""}
    tables = {
        which: read_table(io.BytesIO(content))
        for which, content in files.items()
        if content or which == PEOPLE
    }
    options = _sheets_of_sides(tables) if mentors else {}
    tables |= {which: read_source(files[which], source) for which, source in options.items()}
    row = SheetUpload(
        institution=institution,
        uploaded_by=actor,
        people_name=people_name[:200],
        people_file=files[PEOPLE],
        mentors_name=(mentors_name[:200] or "mentors") if mentors else "",
        mentors_file=files[MENTORS],
        columns={which: _columns(institution, table) for which, table in tables.items()},
        options=options,
    )
    for which, table in tables.items():
        keep_read(row, which, table)
    row.save()
    record(Verb.SHEET_UPLOADED, actor=actor, institution=institution, subject=row)
    return row


def _sheets_of_sides(tables: Tables) -> dict[str, dict[str, Any]]:
    """Return which sheet to read where a workbook has one sheet whose name is that of the side."""
    found: dict[str, dict[str, Any]] = {}
    for which, side in ((PEOPLE, PROTEGE), (MENTORS, MENTOR)):
        if which not in tables:
            continue
        named = [
            one.name for one in tables[which].sheets if one.rows > 1 and side_of(one.name) == side
        ]
        if len(named) == 1 and named[0] != tables[which].sheet:
            found[which] = {"sheet": named[0], "header_row": None}
    return found


def _columns(institution: Institution, table: Table) -> dict[str, str]:
    if known := meant_before(institution, table):
        return known
    return {str(at): str(one.meant) for at, one in guesses_of(institution, table).items()}


def guesses_of(institution: Institution, table: Table) -> dict[int, Guess]:
    """Return what the columns seem to mean, with what was corrected at *institution* before."""
    return guesses(table, corrected(institution, table))


def asking_of(row: SheetUpload) -> Asking:
    """Return what is asked of the pairs."""
    return Asking(
        each_mentor=bool(row.options.get("each_mentor")),
        even=bool(row.options.get("even")),
        same_if_needed=bool(row.options.get("same_if_needed")),
        answers=row.options.get("names", {}),
    )


def read_people(row: SheetUpload, tables: Tables) -> SheetPeople:
    """Return both sides as the columns say it, with every problem of every row."""
    mappings = {
        which: parse_mapping(row.columns.get(which, {}), len(table.headers))
        for which, table in tables.items()
    }
    if row.has_both_sides:
        return people_of(tables[PEOPLE], mappings[PEOPLE])
    return joined_sides(
        people_of(tables[PEOPLE], mappings[PEOPLE], side=PROTEGE),
        people_of(tables[MENTORS], mappings[MENTORS], side=MENTOR),
    )


@transaction.atomic
def set_columns(
    row: SheetUpload,
    *,
    columns: Mapping[str, Mapping[str, str]],
    actor: User,
    options: Mapping[str, Any] | None = None,
    seen: Mapping[str, str] | None = None,
) -> SheetUpload:
    """Keep what the columns mean, for this sheet and for the next one with these headings, and what is asked.

    *seen*: the signatures of the headings that the page has shown, by part. Raise WrongState while it is being
    matched, and SheetReadAgain where another sheet or header row was chosen since.
    """
    held = _lock_for_update(row)
    if held.is_working:
        raise WrongState
    kept: dict[str, dict[str, str]] = {}
    for which, table in tables_of(held).items():
        if (seen or {}).get(which, table.signature) != table.signature:
            raise SheetReadAgain
        mapping = parse_mapping(columns.get(which, {}), len(table.headers))
        kept[which] = {str(at): str(meant) for at, meant in mapping.items()}
        remember(held.institution, table, mapping)
    held.columns, held.state, held.result = kept, State.COLUMNS, {}
    given: dict[str, Any] = storable(dict(options or {}))
    # Answers that the page had no room for stay.
    given["names"] = held.options.get("names", {}) | given.get("names", {})
    held.options = held.options | given
    held.save(update_fields=["columns", "state", "result", "options"])
    record(Verb.SHEET_COLUMNS_SET, actor=actor, institution=held.institution, subject=held)
    return held


@transaction.atomic
def choose_source(
    row: SheetUpload, *, which: str, sheet: str | None, header_row: int | None, actor: User
) -> SheetUpload:
    """Read another sheet of a workbook, or take another row as the header; guess the columns from the start.

    Raise WrongState while it is being matched, and UnreadableFile where that row or sheet holds no table.
    """
    held = _lock_for_update(row)
    if held.is_working:
        raise WrongState
    source = storable({"sheet": sheet, "header_row": header_row})
    table = read_source(content_of(held, which), source)
    held.options = held.options | {which: source}
    keep_read(held, which, table)
    held.columns = held.columns | {which: _columns(held.institution, table)}
    held.state, held.result = State.COLUMNS, {}
    held.save(update_fields=["columns", "options", f"{which}_table", "state", "result"])
    record(Verb.SHEET_COLUMNS_SET, actor=actor, institution=held.institution, subject=held)
    return held


def lacks(row: SheetUpload, tables: Tables) -> list[str]:
    """Return what the columns do not say yet, in words."""
    found: list[str] = []
    for which, table in tables.items():
        mapping = parse_mapping(row.columns.get(which, {}), len(table.headers))
        found += missing(mapping, both_sides=row.has_both_sides)
    return list(dict.fromkeys(found))


def unused(row: SheetUpload, tables: Tables) -> list[str]:
    """Return which important things no column is used for, in words."""
    found: list[str] = []
    for which, table in tables.items():
        mapping = parse_mapping(row.columns.get(which, {}), len(table.headers))
        found += without(mapping, has_mentors=row.has_both_sides or which == MENTORS)
    return list(dict.fromkeys(found))


@transaction.atomic
def match_sheet(row: SheetUpload, *, method: str, actor: User) -> SheetUpload:
    """Have the people matched. Idempotent.

    Raise MappingIncomplete with what the columns lack, BestNeeded where the method can't do what is asked,
    and SheetHasErrors while a row is bad.
    """
    held = _lock_for_update(row)
    if held.is_working:
        return held
    tables = tables_of(held)
    if wanting := lacks(held, tables):
        raise MappingIncomplete(" ".join(wanting))
    if asking_of(held).needs_best and method != Program.Method.BEST:
        raise BestNeeded
    if read_people(held, tables).errors:
        raise SheetHasErrors
    held.state, held.method, held.message = State.QUEUED, method, ""
    held.progress_done, held.result = 0, {}
    held.save(update_fields=["state", "method", "message", "progress_done", "result"])
    record(Verb.SHEET_MATCHED, actor=actor, institution=held.institution, subject=held)
    enqueue(KIND, held)
    return held


@transaction.atomic
def delete_sheet(row: SheetUpload, *, actor: User) -> None:
    """Forget the files and the result at once; a worker that matches them stops."""
    cancel(KIND, row.pk)
    record(Verb.SHEET_DELETED, actor=actor, institution=row.institution, subject=row)
    row.delete()


@transaction.atomic
def cancel_sheet(row: SheetUpload, *, actor: User) -> SheetUpload:
    """Stop matching; the file and its columns stay. Idempotent."""
    held = _lock_for_update(row)
    if held.is_working:
        cancel(KIND, held.pk)
        held.state = State.COLUMNS
        held.save(update_fields=["state"])
        record(Verb.SHEET_CANCELLED, actor=actor, institution=held.institution, subject=held)
    return held


def prune_old_sheets(*, now: datetime) -> int:
    """Forget what is older than a month; how many there were."""
    dropped, _kinds = SheetUpload.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return dropped


def advance(pk: UUID) -> None:
    """Match the sheet *pk*, unless another worker does or there is nothing to be done."""
    SHEETS.advance(pk)


def _work(job: Job) -> None:
    row: SheetUpload | None = SHEETS.begin(job)
    if row is None:
        return
    note = progress_of(job, row)
    try:
        people = read_people(row, tables_of(row))
        match = match_sheets(people, method=row.method, asking=asking_of(row), progress=note)
    except EngineError as error:
        raise JobRefused(engine_words(error)) from error
    with transaction.atomic():
        SHEETS.finish(job, result=_as_json(match))


SHEETS = follow(
    Followed(
        kind=KIND,
        queue="matching",
        model=SheetUpload,
        work=_work,
        open_states=SheetUpload.WORKING_STATES,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        cancelled=lambda: {"state": State.COLUMNS},
    )
)


def _as_json(match: SheetMatch) -> dict[str, Any]:
    found: dict[str, Any] = storable(
        {
            "lines": [asdict(line) for line in match.lines],
            "free": match.free,
            "problems": match.problems,
        }
    )
    return found


def result_of(row: SheetUpload) -> SheetMatch:
    """Return the result that the row keeps."""
    return SheetMatch(
        [Line(**line) for line in row.result["lines"]],
        [(name, places) for name, places in row.result["free"]],
        row.result["problems"],
    )


def samples(table: Table, at: int) -> list[str]:
    """Return a few different answers of one column, short, to know it by."""
    return [cell[:60] for cell in list(dict.fromkeys(table.column(at)))[:3]]


def problems_of(people: SheetPeople) -> list[Problem]:
    """Return what to mend or to know, errors first."""
    return sorted(people.problems, key=lambda one: (not one.is_error, one.row))


def alike_of(row: SheetUpload, people: SheetPeople) -> list[Alike]:
    """Return the names that may be one person's, those not answered first."""
    return questions(people, asking_of(row))


def has_same(row: SheetUpload) -> bool:
    """Return whether a column says what two people may not have in common."""
    return any(Field.NOT_SAME in columns.values() for columns in row.columns.values())


def is_surely_unused(guess: Guess | None) -> bool:
    """Return whether a column says nothing about people, so that no one needs to look at it first."""
    return guess is not None and (guess.meant, guess.sure) == (Field.IGNORE, Sure.YES)


def fields() -> list[tuple[str, str]]:
    """Return what a column can mean, for a select."""
    return [(str(value), str(label)) for value, label in Field.choices]


def _lock_for_update(row: SheetUpload) -> SheetUpload:
    held: SheetUpload = (
        SheetUpload.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=row.pk)
    )
    return held
