"""The titles that an institution has answered, as its directors see and correct them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Institution, RosterMeaning, User
from profiles.own_words import RANK
from profiles.vocabulary import entries_now, label_of
from profiles.words.domain.titles import NOT_FACULTY

ASK_AGAIN = ""


def known_titles(institution: Institution) -> QuerySet[RosterMeaning]:
    """Return the titles with an answer, in their order."""
    titles = RosterMeaning.objects.of(institution).filter(kind=RosterMeaning.Kind.TITLE)
    found: QuerySet[RosterMeaning] = titles.exclude(meaning=ASK_AGAIN).order_by("text")
    return found


@transaction.atomic
def change_title(row: RosterMeaning, *, meaning: str, by: User) -> RosterMeaning:
    """Let a title mean another rank, or that its people are not faculty, or have it asked again.

    It counts from the next file on. The same answer changes nothing. Raises ValueError for what is no rank here.
    """
    if meaning not in {ASK_AGAIN, NOT_FACULTY, *(one.key for one in entries_now(RANK))}:
        raise ValueError(meaning)
    locked: RosterMeaning = RosterMeaning.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.meaning != meaning:
        locked.meaning, locked.said_by = meaning, by
        locked.save(update_fields=["meaning", "said_by", "said_at"])
        record(Verb.TITLE_CHANGED, actor=by, institution=locked.institution, subject=locked)
    return locked


def in_words(meaning: str, *, not_faculty: str) -> str:
    """Return an answer as people read it."""
    return not_faculty if meaning == NOT_FACULTY else label_of(RANK, meaning)
