"""Meetings with a mentor elsewhere who gets email: calendar entries, and times chosen by a link."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.lifecycle import (
    cancel_meeting,
    move_meeting,
    pick_time,
    propose_meeting,
)
from evaluations.meetings.domain.undo import remember, undo
from evaluations.meetings.models import Meeting
from mentornet.models import OutboxMessage
from networks.relationships.agreements.domain.confirming import propose_agreement, starting_terms
from networks.relationships.domain.outside import start_emails
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
State = Meeting.State
ROOM = {"mode": "video", "place": "https://school.zoom.us/j/1"}


@pytest.fixture
def mentee():
    return MembershipFactory(
        given_name="Mina", family_name="Okafor", institution__time_zone="America/New_York"
    )


@pytest.fixture
def contact(mentee):
    return ExternalContactFactory(owner=mentee, name="Ida Far", email="ida@elsewhere.example")


@pytest.fixture
def tie(mentee, contact):
    return TieFactory(protege=mentee, mentor=None, external=contact)


@pytest.fixture
def reached(mentee, contact):
    return start_emails(contact, by=mentee)


@pytest.fixture
def times() -> list[datetime]:
    first = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return [first, first + timedelta(days=1)]


def mails(template: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=template).order_by("created_at"))


def path_in(message: OutboxMessage) -> str:
    return re.search(r"(/outside/times/[^/\s]+/)", message.body_text)[1]


def event_in(message: OutboxMessage):
    calendar = Calendar.from_ical(message.calendar)
    return calendar["METHOD"], calendar.walk("VEVENT")[0]


def test_planned_moved_and_canceled_meetings_are_one_entry_of_their_calendar(
    mentee, tie, reached, times
):
    meeting = propose_meeting(tie, by=mentee, times=times[:1], minutes=60, agenda="Secret", **ROOM)
    moved = move_meeting(meeting, by=mentee, starts_at=times[1], minutes=60, **ROOM)
    cancel_meeting(moved, by=mentee)
    told = [mails(f"outside_meeting_{one}")[0] for one in ("planned", "moved", "cancelled")]
    read = [event_in(one) for one in told]
    assert [method for method, _event in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for _method, event in read} == {meeting.calendar_uid}
    assert [int(event["SEQUENCE"]) for _method, event in read] == [0, 1, 2]
    assert {one.recipient for one in told} == {"ida@elsewhere.example"}
    for message, (_method, event) in zip(told, read, strict=True):
        assert "mailto:ida@elsewhere.example" in [str(one) for one in event["ATTENDEE"]]
        assert str(event["SUMMARY"]) == "Mentoring: Mina Okafor"
        assert "/meetings/" not in message.calendar
        assert "Secret" not in message.calendar + message.body_text
    assert "https://school.zoom.us/j/1" in told[0].body_text


def test_without_emails_nothing_goes_out_and_pages_say_so(client, mentee, tie, times):
    client.force_login(mentee.user)
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    assert meeting.state == State.PROPOSED
    assert not OutboxMessage.objects.filter(recipient="ida@elsewhere.example").exists()
    page = on_one_line(
        client.get(reverse("evaluations:relationship", args=[tie.pk])).content.decode()
    )
    assert "Ida Far gets no email from us. Ask them, then choose the time here." in page
    client.post(
        reverse("evaluations:meeting_pick", args=[meeting.pk]), {"time": times[1].isoformat()}
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == (State.PLANNED, times[1])
    assert not OutboxMessage.objects.filter(recipient="ida@elsewhere.example").exists()


def test_another_site_in_the_place_is_not_passed_on(mentee, tie, reached, times):
    propose_meeting(tie, by=mentee, times=times[:1], minutes=60, place="https://evil.example/login")
    [message] = mails("outside_meeting_planned")
    assert "evil.example" not in message.body_text + message.calendar


def test_they_choose_the_second_time_with_one_post(mentee, tie, reached, times):
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    [offer] = mails("outside_meeting_proposed")
    outsider, path = Client(enforce_csrf_checks=True), path_in(offer)
    for _again in range(2):
        assert outsider.get(path).status_code == 200
        outsider.head(path)
    meeting.refresh_from_db()
    assert meeting.state == State.PROPOSED
    page = outsider.post(path, {"time": times[1].isoformat()})
    assert "Meeting scheduled" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "_auth_user_id" not in outsider.session
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == (State.PLANNED, times[1])
    assert [one.recipient for one in mails("meeting_planned")] == [mentee.user.email]
    assert event_in(mails("outside_meeting_planned")[0])[0] == "REQUEST"
    assert outsider.post(path, {"time": times[0].isoformat()}).status_code == 410
    meeting.refresh_from_db()
    assert meeting.starts_at == times[1]


def test_times_are_shown_in_the_zone_they_name(mentee, tie, reached, times):
    propose_meeting(tie, by=mentee, times=times, minutes=60)
    path = path_in(mails("outside_meeting_proposed")[0])
    page = on_one_line(Client().get(path).content.decode())
    assert "Times are shown in New York time" in page
    page = on_one_line(Client().get(path + "?zone=Europe/Berlin").content.decode())
    assert "Times are shown in Berlin time" in page
    assert Client().get(path + "?zone=../../etc/passwd").status_code == 200


def test_a_time_that_was_not_offered_is_refused(mentee, tie, reached, times):
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    path = path_in(mails("outside_meeting_proposed")[0])
    for wrong in ("", "x", (times[0] + timedelta(hours=1)).isoformat()):
        assert Client().post(path, {"time": wrong}).status_code == 200
    meeting.refresh_from_db()
    assert meeting.state == State.PROPOSED


def test_none_of_the_times_closes_the_offer_and_tells_the_member(mentee, tie, reached, times):
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    Client().post(path_in(mails("outside_meeting_proposed")[0]), {"action": "none"})
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED
    assert [one.recipient for one in mails("outside_none_fits")] == [mentee.user.email]


def test_the_link_ends_when_the_member_chooses_for_them(mentee, tie, reached, times):
    meeting = propose_meeting(tie, by=mentee, times=times, minutes=60)
    path = path_in(mails("outside_meeting_proposed")[0])
    pick_time(meeting, by=mentee, starts_at=times[0])
    assert Client().get(path).status_code == 410


def test_undo_takes_their_mail_back_too(mentee, tie, reached, times):
    meeting = propose_meeting(tie, by=mentee, times=times[:1], minutes=60)
    undo(remember({}, [meeting], by=mentee), by=mentee)
    assert mails("outside_meeting_planned") == []


def test_what_is_planned_already_is_sent_when_emails_are_turned_on(mentee, contact, tie, times):
    propose_meeting(tie, by=mentee, times=times[:1], minutes=60)
    start_emails(contact, by=mentee)
    assert event_in(mails("outside_meeting_planned")[0])[0] == "REQUEST"


def words_of(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


@pytest.mark.parametrize("gets_email", [True, False])
def test_pages_say_what_someone_outside_sees_and_hears(mentee, contact, tie, gets_email) -> None:
    client = Client()
    client.force_login(mentee.user, backend="django.contrib.auth.backends.ModelBackend")
    terms = starting_terms(tie, today=tie.institution.local_date())
    propose_agreement(tie, by=mentee, **terms)
    if gets_email:
        start_emails(contact, by=mentee)
        propose_agreement(tie, by=mentee, **(terms | {"minutes": terms["minutes"] + 15}))
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, state="planned", starts_at=timezone.now()
    )

    relationship = words_of(client, "evaluations:relationship", tie.pk)
    agreement = words_of(client, "networks:agreement", tie.pk)
    page = words_of(client, "evaluations:meeting", meeting.pk)

    assert "The other person is told only after that." not in relationship
    assert f"If {contact.name} gets our emails, we tell them only after that." in relationship
    assert ("Confirmed by you only" in relationship) is True
    assert ("Your proposal is waiting for an answer." in relationship) is gets_email
    assert "Only the two of you can see this." not in agreement
    assert (f"{contact.name} gets no email from us." in agreement) is not gets_email
    assert (f"{contact.name} gets each proposal that you send by email." in agreement) is gets_email
    assert "Visible to both of you" not in page
