"""What calendars and mail are told of a meeting."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.announcements import HELD
from evaluations.models import Meeting
from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage
from tests.evaluations.meetings.domain.test_lifecycle import ahead, kinds, plan, tie

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_single_time_is_planned_and_both_calendars_are_told(tie) -> None:
    meeting = plan(tie, tie.protege, ahead(), place="Room 4")
    plan(tie, tie.protege, ahead(), place="Room 4")

    assert Meeting.objects.count() == 1
    assert kinds() == ["meeting_planned", "meeting_planned"]
    event = Calendar.from_ical(OutboxMessage.objects.first().calendar).walk("VEVENT")[0]
    assert (event["SEQUENCE"], str(event["LOCATION"])) == (0, "Room 4")
    assert event.decoded("DTSTART") == meeting.starts_at
    assert str(event["UID"]) == meeting.uid


def test_calendar_part_of_the_mail_names_its_method(tie) -> None:
    plan(tie, tie.protege, ahead())
    send_due(now=timezone.now() + HELD)

    kinds = [part.get_content_type() for part in mail.outbox[0].message().walk()]
    assert kinds[1:] == ["multipart/alternative", "text/plain", "text/calendar", "application/ics"]
    part = next(
        one for one in mail.outbox[0].message().walk() if one.get_content_type() == "text/calendar"
    )
    assert part.get_param("method") == "REQUEST"


def test_mail_speaks_in_the_reader_s_own_time(tie) -> None:
    tie.mentor.user.time_zone = "Asia/Tokyo"
    tie.mentor.user.save()
    plan(tie, tie.protege, ahead(hour=20))

    texts = {
        message.recipient: message.body_text
        for message in OutboxMessage.objects.filter(kind="meeting_planned")
    }
    assert "8:00 PM (New York time)" in texts[tie.protege.user.email]
    assert "(Tokyo time)" in texts[tie.mentor.user.email]
    assert "8:00 PM" not in texts[tie.mentor.user.email]
