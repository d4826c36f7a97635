"""What a mentor elsewhere is mailed of meetings: only by consent, and only so much a day."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from evaluations.errors import TooMany
from evaluations.meetings.domain.lifecycle import propose_meeting
from evaluations.meetings.domain.outside_mail import (
    FIRST_TOLD,
    mail_none_fits,
    notify_outside,
    offer_outside,
    tell_planned,
)
from evaluations.meetings.domain.outside_times import read_times
from evaluations.meetings.models import Meeting
from mentornet.mail.calendar import Method
from mentornet.models import OutboxMessage
from networks.models import OutsideConsent
from networks.relationships.domain.outside import A_DAY_TO_ONE
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db
PLANNED = {"template": "meeting_planned", "method": Method.REQUEST}
CANCELED = {"template": "meeting_cancelled", "method": Method.CANCEL}


@pytest.fixture
def mentee():
    return MembershipFactory(given_name="Mina", family_name="Okafor")


@pytest.fixture
def contact(mentee):
    return ExternalContactFactory(owner=mentee, name="Ida Far", email="ida@elsewhere.example")


@pytest.fixture
def tie(mentee, contact):
    return TieFactory(protege=mentee, mentor=None, external=contact)


@pytest.fixture
def times() -> list[datetime]:
    first = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return [first, first + timedelta(days=1)]


@pytest.fixture
def planned(tie, times) -> Meeting:
    return propose_meeting(tie, by=tie.protege, times=times[:1], minutes=60)


def agree(contact, **counted) -> OutsideConsent:
    return OutsideConsent.objects.create(
        institution=contact.institution, owner=contact.owner, address=contact.email, **counted
    )


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient="ida@elsewhere.example"))


def test_nothing_is_mailed_without_consent(contact, planned):
    notify_outside([planned], due_at=timezone.now(), **PLANNED)
    tell_planned(contact)
    assert mails() == []
    agree(contact)
    notify_outside([planned], due_at=timezone.now(), **PLANNED)
    [mail] = mails()
    assert mail.subject.startswith("Meeting with Mina Okafor: ")
    assert "METHOD:REQUEST" in mail.calendar


def test_beyond_a_days_number_only_cancellations_go_out(contact, planned):
    today = contact.institution.local_date()
    agree(contact, counted_on=today, counted=A_DAY_TO_ONE)
    with pytest.raises(TooMany):
        notify_outside([planned], due_at=timezone.now(), **PLANNED)
    notify_outside([planned], due_at=timezone.now(), **CANCELED)
    assert [one.kind for one in mails()] == ["outside_meeting_cancelled"]


def test_times_are_offered_with_a_link_to_them(mentee, contact, tie, times):
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    agree(contact)
    offer_outside(meeting, due_at=timezone.now())
    [mail] = mails()
    token = re.search(r"/outside/times/([^/\s]+)/", mail.body_text)[1]
    assert read_times(token) == meeting


def test_what_is_planned_is_told_for_the_next_meetings_alone(contact, tie, times):
    agree(contact)
    ahead = [times[0] + timedelta(days=days) for days in range(FIRST_TOLD + 1)]
    for starts_at in (timezone.now() - timedelta(days=1), *ahead):
        Meeting.objects.create(
            institution=tie.institution,
            tie=tie,
            state=Meeting.State.PLANNED,
            starts_at=starts_at,
            minutes=60,
        )
    tell_planned(contact)
    told = Meeting.objects.filter(starts_at__in=ahead[:FIRST_TOLD])
    assert {one.key.partition("-outside-")[0] for one in mails()} == {
        f"meeting_planned-{one.pk}-{one.sequence}" for one in told
    }


def test_the_member_hears_that_no_time_works_while_they_belong_here(mentee, planned):
    mail_none_fits(planned, to=mentee)
    told = OutboxMessage.objects.filter(kind="outside_none_fits")
    assert [(one.recipient, one.subject) for one in told] == [
        (mentee.user.email, "None of your times work for Ida Far")
    ]
    told.delete()
    mentee.end_date = timezone.localdate() - timedelta(days=2)
    mentee.save()
    mail_none_fits(planned, to=mentee)
    assert not told.all().exists()
