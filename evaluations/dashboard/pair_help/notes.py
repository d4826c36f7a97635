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
_BETWEEN = " · "


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
    _show_in_queue(row)
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


def _show_in_queue(row: PairNote) -> None:
    """Put the note in front of what stands beside the pair's row.

    Where not all of it fits, earlier notes go, and then the end of this one: these are kept with the pair. What a
    colleague wrote in the queue is nowhere else, and stays.
    """
    state, _made = AttentionState.objects.select_for_update().get_or_create(
        institution=row.institution, kind=PAIR, subject=str(row.tie_id), program=row.program
    )
    earlier = PairNote.objects.filter(program=row.program_id, tie=row.tie_id).exclude(pk=row.pk)
    begins = tuple(_beginning(one) for one in earlier.select_related("author__institution"))
    kept = [one for one in state.note.split(_BETWEEN) if one]
    said = f"{_beginning(row)}{row.text}"
    while len(_BETWEEN.join([said, *kept])) > LONGEST_NOTE:
        old = next((one for one in reversed(kept) if one.startswith(begins)), None)
        if old is None:
            break
        kept.remove(old)
    room = max(LONGEST_NOTE - sum(len(_BETWEEN) + len(one) for one in kept), 0)
    state.note = _BETWEEN.join(one for one in (said[:room], *kept) if one)
    state.changed_by = row.author
    state.save(update_fields=["note", "changed_by", "changed_at"])


def _beginning(row: PairNote) -> str:
    """Return how the queue begins a note: its day and author."""
    day = row.author.institution.local_date(now=row.written_at) if row.author else row.written_at
    return f"{short_day(day)}, {row.by}: "
