"""A mentor without an account reads, confirms or questions a proposal by the link of an email."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.models import OutboxMessage
from networks.models import Agreement
from networks.relationships.agreements.domain.by_link import (
    LONGEST_NOTE,
    agree_by_link,
    ask_for_change,
    read_agreement,
)
from networks.relationships.agreements.domain.confirming import propose_agreement, starting_terms
from networks.relationships.domain.outside import start_emails
from networks.relationships.domain.tie import end_tie
from networks.relationships.errors import NoteGiven
from tests.factories import ExternalContactFactory, TieFactory

pytestmark = pytest.mark.django_db
State = Agreement.State


@pytest.fixture
def tie():
    contact = ExternalContactFactory(email="ida@elsewhere.example")
    start_emails(contact, by=contact.owner)
    return TieFactory(protege=contact.owner, mentor=None, external=contact)


def propose(tie, **changed) -> tuple[Agreement, str]:
    terms = starting_terms(tie, today=timezone.localdate()) | changed
    row = propose_agreement(tie, by=tie.protege, **terms)
    mail = OutboxMessage.objects.get(key__startswith=f"outside-agreement-{row.pk}")
    return row, re.search(r"/outside/agreement/([^/\s]+)/", mail.body_text)[1]


def test_reading_changes_nothing_and_agreeing_works_once(tie):
    row, token = propose(tie)
    assert read_agreement(token).state == State.PROPOSED
    row.refresh_from_db()
    assert row.mentor_confirmed_at is None

    assert agree_by_link(token).state == State.IN_FORCE

    row.refresh_from_db()
    assert (row.state, row.own_record) == (State.IN_FORCE, False)
    with pytest.raises(LinkUsed):
        agree_by_link(token)


def test_a_change_is_asked_for_once_and_the_proposal_can_still_be_confirmed(tie):
    row, token = propose(tie)
    ask_for_change(token, note=f"  See www.evil.example {'x' * LONGEST_NOTE}")
    with pytest.raises(NoteGiven):
        ask_for_change(token, note="And more")
    row.refresh_from_db()
    assert row.outside_note.startswith("See [link removed] x")
    assert len(row.outside_note) == LONGEST_NOTE
    assert agree_by_link(token).state == State.IN_FORCE


def test_a_replaced_proposal_cannot_be_confirmed(tie):
    row, token = propose(tie)
    _newer, its_token = propose(tie, minutes=30)
    for answer in (read_agreement, agree_by_link):
        with pytest.raises(LinkUsed):
            answer(token)
    row.refresh_from_db()
    assert row.mentor_confirmed_at is None
    assert agree_by_link(its_token).minutes == 30


def test_nothing_is_answered_once_the_relationship_has_ended_or_by_a_made_up_link(tie):
    row, token = propose(tie)
    end_tie(tie, by=tie.protege)
    with pytest.raises(LinkUsed):
        agree_by_link(token)
    with pytest.raises(LinkUsed):
        ask_for_change(token, note="Monthly suits me.")
    with pytest.raises(LinkUnknown):
        agree_by_link("made-up")
    row.refresh_from_db()
    assert (row.mentor_confirmed_at, row.outside_note) == (None, "")
