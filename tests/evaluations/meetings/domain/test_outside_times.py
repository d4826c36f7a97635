"""A mentor without an account chooses one of the times offered, once, by the link of an email."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import cancel_meeting, propose_meeting
from evaluations.meetings.domain.outside_times import pick_by_link, read_times, refuse_times
from evaluations.meetings.errors import TimeNotOffered
from evaluations.meetings.models import Meeting
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.models import OutboxMessage
from networks.relationships.domain.outside import start_emails
from tests.factories import ExternalContactFactory, TieFactory

pytestmark = pytest.mark.django_db
State = Meeting.State


@pytest.fixture
def times() -> list[datetime]:
    first = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return [first, first + timedelta(days=1)]


@pytest.fixture
def offered(times) -> Meeting:
    contact = ExternalContactFactory(email="ida@elsewhere.example")
    start_emails(contact, by=contact.owner)
    tie = TieFactory(protege=contact.owner, mentor=None, external=contact)
    return propose_meeting(tie, by=contact.owner, times=times, minutes=60)


@pytest.fixture
def token(offered) -> str:
    mail = OutboxMessage.objects.get(kind="outside_meeting_proposed")
    return re.search(r"/outside/times/([^/\s]+)/", mail.body_text)[1]


def test_reading_changes_nothing_and_choosing_works_once(offered, token, times):
    assert read_times(token).state == State.PROPOSED
    pick_by_link(token, starts_at=times[1])
    offered.refresh_from_db()
    assert (offered.state, offered.starts_at) == (State.PLANNED, times[1])
    for answer in (lambda: pick_by_link(token, starts_at=times[0]), lambda: refuse_times(token)):
        with pytest.raises(LinkUsed):
            answer()
    offered.refresh_from_db()
    assert offered.starts_at == times[1]


def test_a_time_that_was_not_offered_or_is_past_is_refused_and_the_link_stays(
    offered, token, times
):
    past = timezone.now() - timedelta(hours=1)
    offered.times.filter(starts_at=times[0]).update(starts_at=past)
    for wrong in (past, times[1] + timedelta(minutes=30)):
        with pytest.raises(TimeNotOffered):
            pick_by_link(token, starts_at=wrong)
    offered.refresh_from_db()
    assert offered.state == State.PROPOSED
    assert pick_by_link(token, starts_at=times[1]).state == State.PLANNED


def test_when_none_works_the_offer_is_closed_and_the_member_told(offered, token):
    refuse_times(token)
    offered.refresh_from_db()
    assert offered.state == State.CANCELLED
    told = OutboxMessage.objects.get(kind="outside_none_fits")
    assert told.recipient == offered.created_by.user.email
    with pytest.raises(LinkUsed):
        read_times(token)


def test_the_link_ends_with_the_offer_and_a_made_up_one_leads_nowhere(offered, token, times):
    cancel_meeting(offered, by=offered.created_by)
    with pytest.raises(LinkUsed):
        pick_by_link(token, starts_at=times[0])
    with pytest.raises(LinkUnknown):
        refuse_times("made-up")
    offered.refresh_from_db()
    assert offered.state == State.CANCELLED
