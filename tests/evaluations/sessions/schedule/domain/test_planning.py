"""Sessions: planned in a row, told of in one mail a person, attended."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from evaluations.models import Attendance, Meeting
from evaluations.sessions.schedule.domain.planning import plan_sessions
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import leave_group
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead
from tests.evaluations.sessions.groups.domain.test_queries import (
    Part,
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.evaluations.sessions.schedule.domain.test_reschedule import four
from tests.factories import (
    MembershipFactory,
)
from tests.support.calendars import occurrences

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def plan(group: PeerGroup, by: Membership, **more: object):
    day = timezone.localdate() + timedelta(days=30)
    given = {"first": f"{day}T09:00", "count": 3, "every_weeks": 4, "minutes": 120}
    return act(by, "plan_sessions", group.pk, **given | more)


def test_a_row_of_sessions_is_one_mail_a_person_with_all_entries(group: PeerGroup) -> None:
    plan(group, in_it(group, "Lead"))
    plan(group, in_it(group, "Lead"))

    assert Meeting.objects.filter(group=group).count() == 3
    sent = OutboxMessage.objects.filter(kind="meeting_planned")
    assert sent.count() == 3
    entries = Calendar.from_ical(sent[0].calendar).walk("VEVENT")
    assert len(entries) == 1
    assert occurrences(sent[0].calendar) == [
        one.starts_at for one in Meeting.objects.filter(group=group).order_by("starts_at")
    ]
    assert str(entries[0]["summary"]) == f"Mentoring: {group.name}"
    zone = ZoneInfo(group.institution.time_zone)
    times = Meeting.objects.filter(group=group).values_list("starts_at", flat=True)
    assert {one.astimezone(zone).hour for one in times} == {9}


def test_members_plan_no_sessions_where_somebody_facilitates(group: PeerGroup) -> None:
    assert plan(group, in_it(group, "Adams")).status_code == 404
    assert not Meeting.objects.exists()


def test_members_plan_where_nobody_facilitates(group: PeerGroup) -> None:
    group.members.filter(part=Part.FACILITATOR).delete()

    plan(group, in_it(group, "Adams"), count=1)

    assert Meeting.objects.filter(group=group).count() == 1


def test_a_member_cannot_call_off_what_the_facilitator_planned(group: PeerGroup) -> None:
    plan(group, in_it(group, "Lead"), count=1)
    session = Meeting.objects.get()

    response = act(in_it(group, "Adams"), "meeting_cancel", session.pk)

    session.refresh_from_db()
    assert session.state == Meeting.State.PLANNED
    assert "Only the group’s facilitator can do this" in response.content.decode()


def test_calling_a_session_off_is_asked_about_once_more(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    plan(group, lead, count=1)
    session = Meeting.objects.get()

    asked = act(lead, "meeting_cancel", session.pk).content.decode()
    session.refresh_from_db()
    assert ("Cancel the session on" in asked, session.state) == (True, "planned")
    act(lead, "meeting_cancel", session.pk, sure="1")

    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_group_that_ends_calls_its_sessions_off_with_one_mail_a_person(group: PeerGroup) -> None:
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    lead = in_it(group, "Lead")
    first = timezone.now() + timedelta(days=7)
    plan_sessions(group, by=lead, first=first, minutes=60, count=3)
    held = held_session(group)
    OutboxMessage.objects.all().delete()

    asked = act(director, "directing_group_end", group.pk).content.decode()
    assert "upcoming sessions are canceled" in asked
    assert PeerGroup.objects.get(pk=group.pk).is_active
    for _ in range(2):
        act(director, "directing_group_end", group.pk, sure="1")

    states = group.meetings.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == [held.state, "cancelled", "cancelled", "cancelled"]
    mails = list(OutboxMessage.objects.filter(kind="group_ended"))
    assert sorted(one.recipient for one in mails) == sorted(
        one.member.user.email for one in group.members.all()
    )
    entries = Calendar.from_ical(mails[0].calendar)
    assert str(entries["method"]) == "CANCEL"
    [entry] = entries.walk("VEVENT")
    assert (str(entry["status"]), "recurrence-id" in entry) == ("CANCELLED", False)


def test_who_leaves_in_month_five_keeps_attendance_and_is_expected_no_more(
    group: PeerGroup, lead: Membership
) -> None:
    ann = in_it(group, "Adams")
    past = held_session(group)
    act(lead, "attendance", past.pk, member=str(ann.pk), state="present")
    rows = four(group, lead)
    act(lead, "charter", group.pk, charter="Stays here", authorship="")

    leave_group(group, ann, actor=ann.user)

    assert ann.name in look(lead, "meeting", past.pk).content.decode()
    assert Attendance.objects.filter(meeting=past, member=ann, state="present").exists()
    for row in rows:
        assert ann.name not in look(lead, "meeting", row.pk).content.decode()
    assert PeerGroup.objects.get(pk=group.pk).charter == "Stays here"
    sent = OutboxMessage.objects.get(kind="group_left")
    assert sent.recipient == ann.user.email
    calendar = Calendar.from_ical(sent.calendar)
    assert str(calendar["method"]) == "CANCEL"
    [event] = calendar.walk("VEVENT")
    assert (str(event["uid"]), str(event["status"])) == (rows[0].uid, "CANCELLED")


def test_who_leaves_the_institution_is_expected_no_more(group: PeerGroup, lead: Membership) -> None:
    ann, rows = in_it(group, "Adams"), four(group, lead)
    past = held_session(group)
    Membership.objects.filter(pk=ann.pk).update(end_date=timezone.now().date())

    assert ann.name in look(lead, "meeting", past.pk).content.decode()
    assert ann.name not in look(lead, "meeting", rows[0].pk).content.decode()
