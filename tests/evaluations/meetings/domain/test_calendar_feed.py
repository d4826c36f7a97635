"""One's own calendar: what it shows, where it is added, and no meeting twice."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from evaluations.meetings.domain.lifecycle import cancel_meeting, move_meeting
from evaluations.models import CalendarFeed, Meeting
from evaluations.sessions.schedule.domain.planning import plan_sessions
from mentornet.models import OutboxMessage
from networks.models import Tie
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_lifecycle import ahead, client_of, feed_of, plan
from tests.factories import GroupMemberFactory, PeerGroupFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie() -> Tie:
    return TieFactory()


def shown(member: Membership) -> list:
    text = Client().get(feed_of(member)).content.decode()
    return Calendar.from_ical(text).walk("VEVENT")


def turn(member: Membership, by_mail: str) -> None:
    client_of(member).post(reverse("evaluations:calendar"), {"by_mail": by_mail})


def test_what_was_called_off_leaves_the_feed_and_each_session_is_one_by_itself(tie) -> None:
    group = PeerGroupFactory(institution=tie.institution)
    lead = GroupMemberFactory(group=group, part="facilitator", member=tie.mentor).member
    meeting = plan(tie, tie.protege, ahead())
    rows = plan_sessions(
        group, by=lead, first=meeting.starts_at + timedelta(days=1), minutes=60, count=3
    )
    assert len(shown(tie.mentor)) == 4

    cancel_meeting(meeting, by=tie.mentor)
    cancel_meeting(rows[1], by=lead)

    events = shown(tie.mentor)
    assert [event.decoded("DTSTART") for event in events] == [rows[0].starts_at, rows[2].starts_at]
    assert len({str(event["UID"]) for event in events}) == 2
    assert not any("RECURRENCE-ID" in event for event in events)
    assert str(events[0]["URL"]).endswith(reverse("evaluations:meeting", args=[rows[0].pk]))


def test_the_page_leads_to_each_calendar_program(tie) -> None:
    feed = feed_of(tie.mentor)
    page = client_of(tie.mentor).get(reverse("evaluations:calendar"))

    address = f"http://localhost:8000{feed}"
    apple, google, work, home = (link for _label, link in page.context["links"])
    assert apple == address.replace("http://", "webcal://")
    assert parse_qs(urlsplit(google).query) == {"cid": [apple]}
    for link in (work, home):
        assert parse_qs(urlsplit(link).query) == {"url": [address], "name": ["Mentoring"]}
    text = page.content.decode()
    assert f'href="{apple}"' in text
    assert 'data-copy="address"' in text


def test_who_subscribes_can_do_without_invitations(tie) -> None:
    before = plan(tie, tie.protege, ahead(5))
    feed_of(tie.mentor)
    turn(tie.mentor, "0")
    OutboxMessage.objects.all().delete()

    new = plan(tie, tie.protege, ahead(6))
    sent = OutboxMessage.objects.filter(kind="meeting_planned").values_list("recipient", flat=True)
    assert list(sent) == [tie.protege.user.email]
    for row in (before, new):
        later = row.starts_at + timedelta(hours=1)
        move_meeting(row, by=tie.protege, starts_at=later, minutes=60, mode="", place="")
    moved = OutboxMessage.objects.filter(kind="meeting_moved", recipient=tie.mentor.user.email)
    # What was invited before stands in their calendar, and is kept right there.
    assert [bool(one.calendar) for one in moved.order_by("created_at")] == [True, False]
    # The feed is their only entry, so it rings.
    assert all(event.walk("VALARM") for event in shown(tie.mentor))


def test_invitations_come_again_when_they_are_wanted_or_the_address_is_revoked(tie) -> None:
    feed_of(tie.mentor)
    for again in ({"by_mail": "1"}, {"revoke": "1", "sure": "1"}):
        turn(tie.mentor, "0")
        OutboxMessage.objects.all().delete()
        client_of(tie.mentor).post(reverse("evaluations:calendar"), again)
        plan(tie, tie.protege, ahead(5))
        assert OutboxMessage.objects.filter(recipient=tie.mentor.user.email).count() == 1
        Meeting.objects.all().delete()
    # Nobody does without both.
    assert not CalendarFeed.objects.exclude(instead_of_mail_since=None).exists()
