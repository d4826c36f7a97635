"""What those who run a program did for a pair: written down beside the advice, and in the queue."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from evaluations.dashboard.attention.models import LONGEST_NOTE, AttentionState
from evaluations.dashboard.pair_help.models import PairNote
from matching.models import Program
from mentornet.audit_verbs import Verb
from mentornet.moments import short_day
from networks.models import Tie
from profiles.institution.domain.audit import record
from profiles.models import Membership

PAIR = "pair"
"""The kind of row in the queue that is about a pair."""


@transaction.atomic
def note_act(program: Program, tie: Tie, *, by: Membership, text: str) -> PairNote:
    """Keep what *by* did for a pair, with the day; the pair's row in the queue shows the latest.

    The same words by the same person on one day are kept once.
    """
    words = text.strip()
    Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    latest = PairNote.objects.filter(program=program, tie=tie).first()
    today = by.institution.local_date()
    said = (by.pk, words, today)
    if latest and said == (
        latest.author_id,
        latest.text,
        by.institution.local_date(now=latest.written_at),
    ):
        return latest
    row: PairNote = PairNote.objects.create(
        institution=program.institution, program=program, tie=tie, author=by, text=words
    )
    record(Verb.PAIR_NOTED, actor=by.user, institution=program.institution, subject=tie)
    _show_in_queue(row, said=f"{short_day(today)}, {by.name}: {words}")
    return row


def notes_of(program: Program, tie: Tie) -> list[PairNote]:
    """Return what was done for a pair, the latest first. One query."""
    return list(PairNote.objects.filter(program=program, tie=tie).select_related("author"))


def latest_notes(program: Program, ties: Collection[UUID]) -> dict[UUID, PairNote]:
    """Return the latest note about each of these pairs that has one. One query."""
    rows = PairNote.objects.filter(program=program, tie__in=list(ties))
    newest = (
        rows.order_by("tie_id", "-written_at", "-pk").distinct("tie_id").select_related("author")
    )
    return {row.tie_id: row for row in newest}


def _show_in_queue(row: PairNote, *, said: str) -> None:
    """Put the note in front of what stands beside the pair's row; what no longer fits is cut there alone."""
    state, _made = AttentionState.objects.select_for_update().get_or_create(
        institution=row.institution, kind=PAIR, subject=str(row.tie_id)
    )
    between = " · " if state.note else ""
    state.note = f"{said}{between}{state.note}"[:LONGEST_NOTE]
    state.changed_by = row.author
    state.save(update_fields=["note", "changed_by", "changed_at"])
