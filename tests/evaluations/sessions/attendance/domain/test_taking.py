"""Attendance: one tap a person, of those who were expected and no one else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Attendance, Meeting
from networks.models import GroupMember, PeerGroup
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.evaluations.sessions.schedule.domain.test_planning import plan
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
)

__all__ = ["group"]

pytestmark = pytest.mark.django_db


def test_who_founds_a_group_is_expected_before_its_first_day(group: PeerGroup) -> None:
    first = timezone.localdate() + timedelta(days=30)
    PeerGroup.objects.update(started_on=first)
    GroupMember.objects.update(joined_on=first)
    session = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(minutes=5),
    )

    act(in_it(group, "Lead"), "attendance", session.pk, all="1")

    assert Attendance.objects.filter(meeting=session, state="present").count() == 3


def test_attendance_is_one_tap_a_person_and_can_be_changed(group: PeerGroup) -> None:
    session, lead, ann = held_session(group), in_it(group, "Lead"), in_it(group, "Adams")

    act(lead, "attendance", session.pk, all="1")
    act(lead, "attendance", session.pk, member=ann.pk, state="excused")

    session.refresh_from_db()
    assert session.state == Meeting.State.HELD
    noted = dict(Attendance.objects.values_list("member__family_name", "state"))
    assert noted == {"Adams": "excused", "Baker": "present", "Lead": "present"}


def test_a_session_to_which_nobody_came_has_not_taken_place(group: PeerGroup) -> None:
    session, lead = held_session(group), in_it(group, "Lead")

    act(lead, "attendance", session.pk, member=lead.pk, state="absent")

    session.refresh_from_db()
    assert session.state == Meeting.State.MISSED


def test_no_attendance_before_the_session_nor_of_a_stranger(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    plan(group, lead, count=1)
    ahead = act(lead, "attendance", Meeting.objects.get().pk, all="1")
    assert "has not started" in ahead.content.decode()
    stranger = MembershipFactory(institution=group.institution)
    act(lead, "attendance", held_session(group).pk, member=stranger.pk, state="present")

    assert not Attendance.objects.exists()


def test_who_joined_later_was_not_expected_before(group: PeerGroup) -> None:
    late = GroupMemberFactory(group=group, joined_on=timezone.localdate() + timedelta(days=2))
    session = held_session(group)

    page = look(in_it(group, "Lead"), "meeting", session.pk).content.decode()

    assert late.member.name not in page.split('id="agenda"')[0]


def test_a_session_moved_after_attendance_was_taken_is_refused(group: PeerGroup) -> None:
    session, lead = held_session(group), in_it(group, "Lead")
    act(lead, "attendance", session.pk, all="1")

    assert act(lead, "meeting_move", session.pk).status_code == 404
    assert Attendance.objects.count() == 3
