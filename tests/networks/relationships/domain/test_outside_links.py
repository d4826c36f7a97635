"""Links of someone outside: for one row, while the consent behind them holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.mail.purposes import Purpose
from networks.models import OutsideConsent, Tie
from networks.relationships.domain.outside import consent_of, start_emails, stop_emails
from networks.relationships.domain.outside_links import (
    check_outside,
    issue_outside,
    read_stop,
    resume_by_link,
    stop_by_link,
)
from tests.factories import ExternalContactFactory, TieFactory

pytestmark = pytest.mark.django_db
ASKED = Purpose.OUTSIDE_AGREEMENT
EndedBy = OutsideConsent.EndedBy


@pytest.fixture
def contact():
    return ExternalContactFactory(email="ida@elsewhere.example")


@pytest.fixture
def consent(contact):
    return start_emails(contact, by=contact.owner)


@pytest.fixture
def tie(contact, consent):
    return TieFactory(protege=contact.owner, mentor=None, external=contact)


def stop_token(contact, consent) -> str:
    return issue_outside(Purpose.OUTSIDE_STOP, contact, subject=consent)


def test_a_new_link_ends_the_one_before_it(contact, tie):
    first = issue_outside(ASKED, contact, subject=tie)
    second = issue_outside(ASKED, contact, subject=tie)
    with pytest.raises(LinkUsed):
        links.look_up(ASKED, first)
    assert check_outside(links.look_up(ASKED, second), tie) == contact


def test_a_link_ends_with_the_relationship_and_with_the_consent(contact, consent, tie):
    link = links.look_up(ASKED, issue_outside(ASKED, contact, subject=tie))
    ended = TieFactory(
        protege=contact.owner,
        mentor=None,
        external=contact,
        state=Tie.State.ENDED,
        ended_on=timezone.localdate(),
    )
    for over in (None, TieFactory(), ended):
        with pytest.raises(LinkUsed):
            check_outside(link, over)
    assert check_outside(link, tie) == contact
    # The consent that was given again does not bring back what was sent before it.
    OutsideConsent.objects.update(given_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(LinkUsed):
        check_outside(link, tie)


def test_reading_changes_nothing_and_their_stop_can_be_undone(contact, consent):
    token = stop_token(contact, consent)
    assert read_stop(token) == consent
    assert consent_of(contact) == consent
    assert stop_by_link(token).ended_by == EndedBy.PERSON
    assert stop_by_link(token).ended_by == EndedBy.PERSON
    assert consent_of(contact) is None
    resume_by_link(token)
    assert consent_of(contact) == consent


def test_what_the_member_turned_off_stays_off(contact, consent):
    token = stop_token(contact, consent)
    stop_emails(contact, by=contact.owner)
    assert resume_by_link(token).ended_by == EndedBy.MEMBER
    assert stop_by_link(token).ended_by == EndedBy.BOTH
    assert resume_by_link(token).ended_by == EndedBy.BOTH
    assert consent_of(contact) is None


def test_a_link_to_something_else_stops_nothing(contact, consent, tie):
    for token in (
        "made-up",
        issue_outside(ASKED, contact, subject=consent),
        issue_outside(Purpose.OUTSIDE_STOP, contact, subject=tie),
    ):
        with pytest.raises(LinkUnknown):
            stop_by_link(token)
    assert consent_of(contact) == consent
