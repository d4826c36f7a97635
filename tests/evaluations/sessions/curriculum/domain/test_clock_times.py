"""When each part of a session begins and ends."""

from __future__ import annotations

import pytest

from evaluations.models import Meeting
from evaluations.sessions.curriculum.domain.clock_times import clock_times
from networks.models import PeerGroup
from tests.evaluations.meetings.domain.test_reminders import MONDAY
from tests.evaluations.sessions.groups.domain.test_queries import group, in_it, look
from tests.evaluations.sessions.preparation.test_domain import SEGMENTS, session

__all__ = ["group", "session"]

pytestmark = pytest.mark.django_db


def test_page_of_a_session_says_when_each_part_begins(group: PeerGroup, session: Meeting) -> None:
    Meeting.objects.update(starts_at=MONDAY)
    ann = in_it(group, "Adams")

    # 15:00 in UTC is ten o'clock in the morning there.
    for name in ("meeting", "projector"):
        page = look(ann, name, session.pk).content.decode()
        assert (">10:00 AM–10:45 AM<" in page, ">10:45 AM–11:15 AM<" in page) == (True, True)
    assert (
        ">10:00 AM–10:45 AM<" in look(in_it(group, "Lead"), "console", session.pk).content.decode()
    )


def test_segments_without_a_time_stay_as_they_are() -> None:
    assert clock_times(SEGMENTS, None) == SEGMENTS
