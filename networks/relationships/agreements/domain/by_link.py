"""Reading and answering an agreement by the link of an email, as a mentor without an account."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.mail import links
from mentornet.mail.errors import LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose
from networks.relationships.agreements.domain.asking_outside import mail_answer
from networks.relationships.agreements.domain.confirming import enter_agreement
from networks.relationships.agreements.models import Agreement
from networks.relationships.domain.outside_links import tie_of_link
from networks.relationships.domain.plain_words import without_links
from networks.relationships.errors import NoteGiven
from profiles.institution.domain import audit

LONGEST_NOTE = 1_000


def read_agreement(token: str) -> Agreement:
    """Return the proposal that *token* is about. Change nothing. Raise a LinkError."""
    return _read(token)[1]


@transaction.atomic
def agree_by_link(token: str) -> Agreement:
    """Confirm the proposal: with it the agreement is in force, and the link ends. Raise a LinkError."""
    link, row = _read(token, lock=True)
    links.use(link)
    row.mentor_confirmed_at = timezone.now()
    enter_agreement(row)
    audit.record(Verb.AGREEMENT_CONFIRMED, actor=None, institution=row.institution, subject=row)
    mail_answer(row, to=row.tie.protege, agreed=True)
    return row


@transaction.atomic
def ask_for_change(token: str, *, note: str) -> Agreement:
    """Ask the mentee for other terms, once for a proposal; it can still be confirmed.

    Raise a LinkError, and NoteGiven for a second note.
    """
    _link, row = _read(token, lock=True)
    if row.outside_note:
        raise NoteGiven
    row.outside_note = without_links(note.strip())[:LONGEST_NOTE]
    row.save(update_fields=["outside_note"])
    audit.record(Verb.AGREEMENT_CHANGE_ASKED, actor=None, institution=row.institution, subject=row)
    mail_answer(row, to=row.tie.protege, agreed=False)
    return row


def _read(token: str, *, lock: bool = False) -> tuple[Link, Agreement]:
    link = links.look_up(Purpose.OUTSIDE_AGREEMENT, token)
    key = links.key_of(link, Agreement)
    tie = tie_of_link(link, lock=lock, agreements=key)
    rows = Agreement.objects.select_for_update() if lock else Agreement.objects.all()
    row: Agreement | None = rows.filter(pk=key, state=Agreement.State.PROPOSED).first()
    if row is None:
        raise LinkUsed(PURPOSES[Purpose.OUTSIDE_AGREEMENT].ended)
    row.tie, row.institution = tie, tie.institution
    return link, row
