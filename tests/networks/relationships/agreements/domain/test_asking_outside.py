"""Email about an agreement with a mentor elsewhere: to them with a link, and to the mentee."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.models import OutboxMessage
from networks.models import Agreement, OutsideConsent
from networks.relationships.agreements.domain.asking_outside import ask_outside, mail_answer
from networks.relationships.agreements.domain.by_link import read_agreement
from networks.relationships.agreements.domain.confirming import suggest_agreement
from networks.relationships.domain.outside import A_DAY_TO_ONE, start_emails
from networks.relationships.errors import TooManyEmails
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentee():
    return MembershipFactory(given_name="Mina", family_name="Okafor")


@pytest.fixture
def contact(mentee):
    return ExternalContactFactory(
        owner=mentee, name="Ida\nwww.evil.example", email="ida@elsewhere.example"
    )


@pytest.fixture
def consent(mentee, contact) -> OutsideConsent:
    return start_emails(contact, by=mentee)


@pytest.fixture
def row(mentee, contact) -> Agreement:
    tie = TieFactory(protege=mentee, mentor=None, external=contact)
    return suggest_agreement(tie, cadence="monthly", minutes=45)


def mails(template: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=template).order_by("created_at"))


def test_the_mentor_elsewhere_gets_a_link_to_the_proposal(row, consent):
    ask_outside(row, consent)
    [mail] = mails("outside_agreement")
    assert mail.recipient == "ida@elsewhere.example"
    assert mail.subject == "Mina Okafor proposed how the two of you work together"
    token = re.search(r"/outside/agreement/([^/\s]+)/", mail.body_text)[1]
    assert read_agreement(token) == row


def test_no_one_is_asked_beyond_a_days_number_or_where_the_mentor_is_a_member(row, consent):
    OutsideConsent.objects.update(counted=A_DAY_TO_ONE)
    with pytest.raises(TooManyEmails):
        ask_outside(row, consent)
    ask_outside(suggest_agreement(TieFactory(), cadence="monthly", minutes=45), consent)
    assert mails("outside_agreement") == []


@pytest.mark.parametrize(
    ("agreed", "subject"),
    [(True, "Ida [link removed] agreed"), (False, "Ida [link removed] asks for a change")],
)
def test_the_mentee_reads_what_they_answered(row, mentee, agreed, subject):
    mail_answer(row, to=mentee, agreed=agreed)
    [mail] = mails("outside_agreement_answer")
    assert (mail.recipient, mail.subject) == (mentee.user.email, subject)


def test_a_mentee_who_left_is_told_nothing(row, mentee):
    mentee.end_date = timezone.localdate() - timedelta(days=2)
    mentee.save()
    mail_answer(row, to=mentee, agreed=True)
    assert mails("outside_agreement_answer") == []
