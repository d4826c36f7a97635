"""An uploaded roster, from the file to its result.

1. `start_import` keeps the file in a row. 2. A worker reads it and notes what it would do.
3. The director confirms or cancels. 4. A worker writes it, part by part.
Steps 2 and 4 are a job: see `profiles.roster.domain.jobs`. The row's state says which is due. One that
fails keeps its file, and can be tried again or cancelled.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mentornet.audit_verbs import Verb
from mentornet.jobs.queue import cancel, enqueue
from mentornet.tabular.reading import MAX_BYTES, UnreadableFile
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import ApiClient, Institution, RosterImport, User
from profiles.roster.domain.answers import Answers
from profiles.roster.domain.jobs import GONE, IMPORTS, KIND, LISTED_FATES, WRITTEN, close
from profiles.roster.domain.json_lines import SUFFIX
from profiles.roster.domain.meanings import remember_headings, remember_titles, remember_tracks

__all__ = ["LISTED_FATES"]

KEPT_FOR = timedelta(days=7)  # a checked file that no one decides about
SKIPPED_KEPT_FOR = timedelta(days=365)
State = RosterImport.State


class ImportInProgress(DomainError):
    code = "import_in_progress"
    message = _lazy("Another roster is being checked or imported. Finish or cancel it first.")


class ImportClosed(DomainError):
    code = "import_closed"
    message = _lazy("This import is no longer waiting for a decision.")


class ImportHasErrors(DomainError):
    code = "import_has_errors"
    message = _lazy("The file has errors. Fix them and upload it again, or skip the bad rows.")


class QuestionsOpen(DomainError):
    code = "questions_open"
    message = _lazy("Answer the questions about this file first.")


class PreviewOutdated(DomainError):
    """It was read by other answers since the preview that was looked at."""

    code = "preview_outdated"
    message = _lazy("The file was read again meanwhile. Look at the questions below again.")


class AnswersNotRead(DomainError):
    code = "answers_not_read"
    message = _lazy("You changed an answer. Choose “Use these answers”, and look at the result.")


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

    No one looks at it in between: bad rows refuse it all, unless *skip_bad_rows*. Raises what
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
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(most)d MB. Split it.") % {"most": MAX_BYTES // 1024**2}
        )
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
            record(Verb.ROSTER_UPLOADED, actor=actor, institution=institution, subject=row)
            enqueue(KIND, row)
    except IntegrityError:
        return same.get()
    return row


def advance(pk: UUID) -> None:
    """Do what is due for the import *pk*, if anything is and no other worker is at it."""
    IMPORTS.advance(pk)


def confirm_import(
    row: RosterImport,
    *,
    skip_bad_rows: bool,
    actor: User | None,
    ends_confirmed: bool = False,
    seen: str = "",
) -> RosterImport:
    """Decide for the import that was looked at. Idempotent.

    *ends_confirmed*: a director saw how many people would leave, and decided that they do. *seen*: the fingerprint
    of the preview that was looked at; PreviewOutdated is raised where it would now do something else.

    Raises ImportHasErrors while rows are bad and are not to be skipped, or when the file as a
    whole is at fault, QuestionsOpen and AnswersNotRead while something about it is to be said or was
    said since it was read, and ImportClosed when there is nothing to decide.
    """
    with transaction.atomic():
        locked: RosterImport = (
            RosterImport.objects.light()
            .select_for_update(of=("self",))
            .select_related("institution")
            .get(pk=row.pk)
        )
        if locked.state in (State.CONFIRMED, State.DONE):
            return locked
        if locked.state != State.CHECKED:
            raise ImportClosed
        if seen and seen != locked.findings.get("fingerprint"):
            raise PreviewOutdated
        if locked.answers != (locked.findings.get("answers") or {}):
            raise AnswersNotRead
        if locked.findings.get("open"):
            raise QuestionsOpen
        if locked.counts.get("blocking") or (locked.counts.get("bad_rows") and not skip_bad_rows):
            raise ImportHasErrors
        locked.state, locked.skip_bad_rows, locked.message = State.CONFIRMED, skip_bad_rows, ""
        locked.progress_done = 0
        locked.endings_confirmed = ends_confirmed
        locked.save(
            update_fields=[
                "state",
                "skip_bad_rows",
                "message",
                "progress_done",
                "endings_confirmed",
            ]
        )
        record(Verb.ROSTER_CONFIRMED, actor=actor, institution=locked.institution, subject=locked)
        enqueue(KIND, locked)
    return locked


def keep_answers(row: RosterImport, *, answers: Answers) -> RosterImport:
    """Keep what was said of the file so far; nothing is read by it yet. Idempotent.

    Raises ImportClosed when there is nothing to decide.
    """
    with transaction.atomic():
        locked = _waiting(row)
        locked.answers = answers.kept()
        locked.save(update_fields=["answers"])
    return locked


def answer(row: RosterImport, *, answers: Answers, actor: User | None) -> RosterImport:
    """Have the file read again by *answers*; what titles, tracks and headings mean is kept for the next file.

    Raises ImportClosed when there is nothing to decide.
    """
    with transaction.atomic():
        locked = _waiting(row)
        locked.answers = answers.kept()
        remember_titles(locked.institution, answers.titles, by=actor)
        remember_tracks(locked.institution, answers.tracks, by=actor)
        remember_headings(locked.institution, answers.columns, by=actor)
        locked.state, locked.findings, locked.message = State.UPLOADED, {}, ""
        locked.listing = b""
        locked.save(update_fields=["answers", "state", "findings", "listing", "message"])
        record(
            Verb.ROSTER_QUESTIONS_ANSWERED,
            actor=actor,
            institution=locked.institution,
            subject=locked,
        )
        enqueue(KIND, locked)
    return locked


def _waiting(row: RosterImport) -> RosterImport:
    locked: RosterImport = (
        RosterImport.objects.light()
        .select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=row.pk)
    )
    if locked.state != State.CHECKED:
        raise ImportClosed
    return locked


def cancel_import(row: RosterImport, *, actor: User | None) -> RosterImport:
    """Drop an import that is not over; idempotent. Raises ImportClosed.

    What a worker has written of it by now stays: the counts say how many people that are.
    """
    with transaction.atomic():
        locked: RosterImport = (
            RosterImport.objects.light()
            .select_for_update(of=("self",))
            .select_related("institution")
            .get(pk=row.pk)
        )
        if locked.state == State.CANCELLED:
            return locked
        if locked.state not in (*RosterImport.OPEN_STATES, State.FAILED):
            raise ImportClosed
        locked.counts = written_of(locked)
        close(locked, State.CANCELLED)
        cancel(KIND, locked.pk)
        record(Verb.ROSTER_CANCELLED, actor=actor, institution=locked.institution, subject=locked)
    return locked


def written_of(row: RosterImport) -> dict[str, Any]:
    """Return the counts of an import that ends before it is written, with what of it is."""
    written: dict[str, int] = row.counts.get(WRITTEN, {})
    if not written:
        return {name: value for name, value in row.counts.items() if name != "begun"}
    fates = dict.fromkeys((str(fate) for fate in LISTED_FATES), 0) | written
    kept = {name: value for name, value in row.counts.items() if name != "begun"}
    return kept | fates


def retry_import(row: RosterImport, *, actor: User | None) -> RosterImport:
    """Begin again with the file of an import that failed; idempotent.

    Raises ImportClosed when it did not fail, or its file is gone, and ImportInProgress while another
    file of the institution is under way.
    """
    with transaction.atomic():
        locked: RosterImport = (
            RosterImport.objects.select_for_update(of=("self",))
            .select_related("institution")
            .get(pk=row.pk)
        )
        if locked.is_working:
            return locked
        if locked.state != State.FAILED or not locked.upload:
            raise ImportClosed
        if (
            RosterImport.objects.of(locked.institution)
            .filter(state__in=RosterImport.OPEN_STATES)
            .exists()
        ):
            raise ImportInProgress
        IMPORTS.begin_again(RosterImport.objects.filter(pk=locked.pk))
        locked.refresh_from_db(
            fields=["state", "message", "finished_at", "progress_done", "findings"]
        )
        record(Verb.ROSTER_UPLOADED, actor=actor, institution=locked.institution, subject=locked)
        enqueue(KIND, locked)
    return locked


def read_results(row: RosterImport) -> list[dict[str, Any]]:
    """Return what became of each row of *row*, in the order of the file; empty when forgotten."""
    if not row.results:
        return []
    found: list[dict[str, Any]] = json.loads(zlib.decompress(bytes(row.results)))
    return found


def drop_abandoned_imports(now: datetime) -> int:
    """Cancel the imports that no one decided about for a week; their files go. Return how many.

    The list of the rows that an import has skipped stays until they are fixed, for a year at most.
    """
    forgotten = RosterImport.objects.filter(uploaded_at__lt=now - SKIPPED_KEPT_FOR)
    forgotten.filter(state=State.DONE).exclude(findings={}).update(findings={}, listing=b"")
    old = RosterImport.objects.filter(uploaded_at__lt=now - KEPT_FOR)
    old.exclude(results=b"").update(results=b"")
    return old.filter(state__in=(State.CHECKED, State.FAILED)).update(
        state=State.CANCELLED, finished_at=now, **GONE
    )
