"""Who is asked to a session: to a make-up session those who missed the other, and who leads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluations.meetings.domain.invited import came_before, concerns, invited_to
from evaluations.models import Attendance, Meeting
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import group, held_session, in_it

pytestmark = pytest.mark.django_db

__all__ = ["group"]


def came(session: Meeting, *members: Membership) -> None:
    for member in members:
        Attendance.objects.create(
            institution=session.institution,
            meeting=session,
            member=member,
            state=Attendance.State.PRESENT,
        )


def made_up(group: PeerGroup, first: Meeting) -> Meeting:
    session = held_session(group, makes_up=first)
    session.starts_at = first.starts_at + timedelta(days=1)
    session.save()
    return session


def names(people: list[Membership]) -> list[str]:
    return sorted(one.family_name for one in people)


def test_to_a_session_everyone_in_the_group_is_asked(group: PeerGroup) -> None:
    assert names(invited_to(held_session(group))) == names(
        [one.member for one in group.members.all()]
    )


def test_to_a_make_up_session_who_came_is_not_asked_and_who_leads_is(group: PeerGroup) -> None:
    first = held_session(group)
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    came(first, ann, lead)
    second = made_up(group, first)

    everyone = names([one.member for one in group.members.all()])
    assert names(invited_to(second)) == [one for one in everyone if one != "Adams"]
    assert came_before(second) == {ann.pk, lead.pk}
    theirs = Meeting.objects.filter(group=group)
    assert theirs.filter(concerns(ann)).get() == first
    assert set(theirs.filter(concerns(lead))) == {first, second}
