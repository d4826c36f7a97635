"""Notes of directors about a person: written, edited and deleted by their author. The audit has no text."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import DirectorNote, Membership


@transaction.atomic
def add_note(member: Membership, *, author: Membership, text: str) -> DirectorNote:
    """Note *text* about *member*."""
    note: DirectorNote = DirectorNote.objects.create(
        institution=member.institution, member=member, author=author, text=text
    )
    record(Verb.DIRECTOR_NOTE_ADDED, actor=author.user, institution=note.institution, subject=note)
    return note


@transaction.atomic
def edit_note(note: DirectorNote, *, text: str) -> DirectorNote:
    """Change what one noted; the same text changes nothing."""
    held: DirectorNote = (
        DirectorNote.objects.select_for_update(of=("self",))
        .select_related("author__user", "institution")
        .get(pk=note.pk)
    )
    if held.text != text and held.author is not None:
        held.text, held.edited_at = text, timezone.now()
        held.save(update_fields=["text", "edited_at"])
        verb, author = Verb.DIRECTOR_NOTE_EDITED, held.author
        record(verb, actor=author.user, institution=held.institution, subject=held)
    return held


@transaction.atomic
def delete_note(note: DirectorNote, *, by: Membership) -> None:
    """Delete what one noted."""
    record(Verb.DIRECTOR_NOTE_DELETED, actor=by.user, institution=note.institution, subject=note)
    note.delete()
