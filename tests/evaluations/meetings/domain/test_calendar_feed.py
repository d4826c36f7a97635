"""One's own calendar: what it shows, where it is added, and no meeting twice."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.lifecycle import cancel_meeting, move_meeting
from evaluations.models import CalendarFeed, Meeting
from evaluations.sessions.schedule.domain.planning import plan_sessions
from mentornet.mail import links
from mentornet.models import Link, OutboxMessage
from networks.models import Tie
from profiles.models import Membership
from profiles.signals import membership_ended
from tests.evaluations.meetings.domain.test_lifecycle import (
    ahead,
    client_of,
    plan,
    write,
)
from tests.factories import (
    GroupMemberFactory,
    PeerGroupFactory,
    TieFactory,
)

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


def feed_of(member: Membership) -> str:
    client_of(member).post(reverse("evaluations:calendar"))
    page = client_of(member).get(reverse("evaluations:calendar"))
    return page.context["address"].removeprefix("http://localhost:8000")


def test_feed_shows_when_and_with_whom_and_no_text(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "notes", "Confidential")
    address = feed_of(tie.mentor)

    answer = Client().get(address)

    text = answer.content.decode()
    assert f"SUMMARY:Mentoring: {tie.protege.name}" in text
    assert "Confidential" not in text
    again = Client().get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("closing", ["login", "membership"])
def test_feed_dies_with_its_owner_and_does_not_come_back(tie, closing) -> None:
    address = feed_of(tie.mentor)
    assert Client().get(address).status_code == 200
    if closing == "login":
        type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=tie.mentor.pk).update(end_date=timezone.localdate())
    assert Client().get(address).status_code == 404

    if closing == "login":
        links.revoke(holder=tie.mentor.user)
    else:
        membership_ended.send(sender=Membership, membership=tie.mentor)
    type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id).update(is_active=True)
    Membership.objects.filter(pk=tie.mentor.pk).update(end_date=None)

    assert Client().get(address).status_code == 404


def test_looking_at_ones_address_makes_none_and_shows_the_same(tie) -> None:
    look = client_of(tie.mentor).get
    assert look(reverse("evaluations:calendar")).context["address"] == ""
    assert Link.objects.count() == 0
    address = feed_of(tie.mentor)
    again = look(reverse("evaluations:calendar")).context["address"]
    assert again.removeprefix("http://localhost:8000") == address


def test_signed_address_of_before_works_until_it_is_revoked_or_its_login_is_closed(tie) -> None:
    feed = CalendarFeed.objects.create(institution=tie.institution, member=tie.mentor)
    token = signing.dumps([feed.pk.hex, feed.version], salt="evaluations.calendar")
    address = reverse("evaluations:calendar_feed", args=[token])
    assert Client().get(address).status_code == 200
    # It is not known any more which address was given out, so the page offers a new one.
    assert client_of(tie.mentor).get(reverse("evaluations:calendar")).context["address"] == ""

    logins = type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id)
    logins.update(is_active=False)
    assert Client().get(address).status_code == 404
    logins.update(is_active=True)
    feed_of(tie.mentor)
    client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1", "sure": "1"})
    assert Client().get(address).status_code == 404


def test_revoked_address_shows_nothing_and_the_next_is_another(tie) -> None:
    address = feed_of(tie.mentor)
    asked = client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1"})
    assert "Turn off your calendar link?" in asked.content.decode()
    assert Client().get(address).status_code == 200
    client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1", "sure": "1"})

    assert Client().get(address).status_code == 404
    assert feed_of(tie.mentor) != address
    assert CalendarFeed.objects.count() == 1


def test_feed_that_is_polled_too_often_is_told_to_wait(tie, settings) -> None:
    # The tests of another process empty a Redis that they share with this one.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    address = feed_of(tie.mentor)

    codes = [Client().get(address).status_code for _ in range(62)]

    assert codes == [200] * 60 + [429] * 2
