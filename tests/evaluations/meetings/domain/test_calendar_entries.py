"""A series in people's calendars: one object that stays right whatever happens to its sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.lifecycle import cancel_meeting, move_meeting
from evaluations.models import Meeting
from evaluations.sessions.schedule.domain.planning import plan_sessions
from evaluations.sessions.schedule.domain.reschedule import preview_reschedule, reschedule_sessions
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group, leave_group
from profiles.models import Membership
from tests.factories import GroupMemberFactory, PeerGroupFactory
from tests.support.calendars import occurrences

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def group() -> PeerGroup:
    return PeerGroupFactory()


@pytest.fixture
def lead(group) -> Membership:
    return GroupMemberFactory(group=group, part="facilitator").member


@pytest.fixture
def rows(group, lead) -> list[Meeting]:
    """Three weekly sessions; what was mailed of them is out of the way."""
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10)
    made = plan_sessions(group, by=lead, first=first, minutes=60, every_weeks=1, count=3)
    OutboxMessage.objects.all().delete()
    return made


def told(member: Membership) -> list[Calendar]:
    sent = OutboxMessage.objects.filter(recipient=member.user.email).order_by("created_at", "key")
    return [Calendar.from_ical(one.calendar) for one in sent]


def move(row: Meeting, lead: Membership, to: datetime) -> Meeting:
    moved = move_meeting(row, by=lead, starts_at=to, minutes=60, mode="", place="")
    OutboxMessage.objects.all().delete()
    return moved


def shift(group: PeerGroup, lead: Membership, first: Meeting, **given) -> None:
    seen = [one.after for one in preview_reschedule(group, first, by=lead, **given)]
    reschedule_sessions(group, first, by=lead, seen=seen, **given)


def test_one_that_moves_or_is_called_off_names_when_it_was(lead, rows) -> None:
    later = rows[1].starts_at + timedelta(hours=2)
    move_meeting(rows[1], by=lead, starts_at=later, minutes=60, mode="", place="")
    cancel_meeting(rows[2], by=lead)

    moved, off = told(lead)
    for calendar, method, row, sequence in (
        (moved, "REQUEST", rows[1], 1),
        (off, "CANCEL", rows[2], 2),
    ):
        [event] = calendar.walk("VEVENT")
        assert (str(calendar["METHOD"]), str(event["UID"])) == (method, row.uid)
        assert event.decoded("RECURRENCE-ID") == row.original_at
        assert event["SEQUENCE"] == sequence
    assert moved.walk("VEVENT")[0].decoded("DTSTART") == later


def test_after_a_shift_one_that_once_moved_is_an_entry_of_its_own(group, lead, rows) -> None:
    thursday = rows[1].starts_at + timedelta(days=2)
    move(rows[1], lead, thursday)

    shift(group, lead, rows[0], weeks=1)

    by_uid = {str(one.walk("VEVENT")[0]["UID"]): one for one in told(lead)}
    series = by_uid.pop(rows[0].uid)
    [alone] = by_uid.values()
    assert occurrences(series.to_ical().decode()) == [
        rows[0].starts_at + WEEK,
        rows[2].starts_at + WEEK,
    ]
    [event] = alone.walk("VEVENT")
    assert (event.decoded("DTSTART"), "RECURRENCE-ID" in event) == (thursday + WEEK, False)


def test_one_whose_place_another_takes_is_an_entry_of_its_own(group, lead, rows) -> None:
    thursday = rows[1].starts_at + timedelta(days=2)
    move(rows[1], lead, thursday)

    shift(
        group, lead, rows[0], skip=[rows[0].starts_at.astimezone().date(), rows[0].starts_at.date()]
    )

    series = next(one for one in told(lead) if str(one.walk("VEVENT")[0]["UID"]) == rows[0].uid)
    assert occurrences(series.to_ical().decode()) == [rows[1].starts_at, rows[2].starts_at]
    kept = Meeting.objects.get(pk=rows[1].pk)
    assert (kept.starts_at, kept.original_at, kept.uid == rows[0].uid) == (thursday, None, False)


@pytest.mark.parametrize("past", [False, True])
def test_who_leaves_keeps_what_was_held_and_loses_the_rest(group, lead, rows, past) -> None:
    ann = GroupMemberFactory(
        group=group, joined_on=timezone.localdate() - timedelta(days=90)
    ).member
    if past:
        held = rows[0].starts_at - 4 * WEEK
        Meeting.objects.filter(pk=rows[0].pk).update(starts_at=held, original_at=held, state="held")

    leave_group(group, ann, actor=ann.user)

    [calendar] = told(ann)
    if past:
        assert str(calendar["METHOD"]) == "REQUEST"
        assert occurrences(calendar.to_ical().decode()) == [held]
    else:
        [event] = calendar.walk("VEVENT")
        assert (str(calendar["METHOD"]), "RECURRENCE-ID" in event) == ("CANCEL", False)


def test_a_group_that_ends_takes_the_whole_series_off(group, lead, rows) -> None:
    end_group(group, actor=lead.user)

    [calendar] = told(lead)
    [event] = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["UID"])) == ("CANCEL", rows[0].uid)
    assert "RECURRENCE-ID" not in event
    assert event["SEQUENCE"] == 1
