"""Today's session stands on home until it is over, whoever has tapped what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.home.domain.today import sessions_today
from evaluations.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.absence import say_absent
from networks.home.domain.to_dos import HomeTask
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.support.html import on_one_line

__all__ = ["group"]
pytestmark = pytest.mark.django_db
# Noon in New York, where the group's institution is.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    """From 1 PM for two hours, in a room and by video."""
    PeerGroup.objects.update(name="Tuesday")
    return Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=NOON + timedelta(hours=1),
        minutes=120,
        place="Room 4, https://video.example.org/j/1",
    )


def today(member: Membership, hours: float) -> list[HomeTask]:
    return list(sessions_today(member, now=NOON + timedelta(hours=hours)).today)


def test_it_stands_there_from_the_morning_until_it_is_over(
    group: PeerGroup, session: Meeting
) -> None:
    ann = in_it(group, "Adams")
    shown = [len(today(ann, hours)) for hours in (-13, -11.5, 0, 1.5, 2.9, 3, 12)]

    assert shown == [0, 1, 1, 1, 1, 0, 0]


def test_attendance_that_was_tapped_takes_it_off_nobodys_home(
    group: PeerGroup, session: Meeting
) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    for state in ("present", "absent"):
        Attendance.objects.update_or_create(
            institution=group.institution, meeting=session, member=ann, defaults={"state": state}
        )
        Meeting.objects.update(state="held" if state == "present" else "missed")
        assert [len(today(one, 0.6)) for one in (ann, lea)] == [1, 1]
    Meeting.objects.update(state="cancelled")
    assert today(lea, 0.6) == []


def test_room_link_and_the_way_for_who_leads(group: PeerGroup, session: Meeting) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    [member], [leading] = today(ann, 0), today(lea, 0)

    assert member.text.startswith("Tuesday: session today, ")
    assert "Room 4" in member.text
    assert "https" not in member.text
    assert member.more == (("Join the video call", "https://video.example.org/j/1"),)
    assert (member.url, leading.url) == (
        f"/meetings/{session.pk}/",
        f"/meetings/{session.pk}/console/",
    )
    say_absent(session, ann, now=NOON)
    assert "you said you can’t come" in today(ann, 0)[0].text


def test_home_shows_it_with_its_link(group: PeerGroup) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    session = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(minutes=10),
        place="https://video.example.org/j/2",
    )
    act(lea, "attendance", session.pk, member=str(ann.pk), state="present")

    pages = [client_of(one).get("/").content.decode() for one in (ann, lea)]

    assert [f'href="/meetings/{session.pk}/console/"' in one for one in pages] == [False, True]
    assert ['href="https://video.example.org/j/2"' in one for one in pages] == [True, True]


def test_one_query_for_any_number(
    group: PeerGroup, session: Meeting, django_assert_num_queries: Any
) -> None:
    ann = in_it(group, "Adams")
    today(ann, 0)
    for number in range(3):
        with django_assert_num_queries(1):
            assert len(today(ann, 0)) == number + 1
        Meeting.objects.create(
            institution=group.institution, group=group, starts_at=NOON + timedelta(hours=2 + number)
        )


@pytest.mark.parametrize(
    ("state", "begun", "said"),
    [
        ("planned", 0.5, "In progress"),
        ("held", 0.5, "In progress"),
        ("held", 2.5, "Met"),
        ("planned", -1, "Scheduled"),
        ("cancelled", 0.5, "Canceled"),
    ],
)
def test_its_page_says_that_it_is_under_way_until_it_is_over(
    group: PeerGroup, session: Meeting, state: str, begun: float, said: str
) -> None:
    Meeting.objects.update(state=state, starts_at=timezone.now() - timedelta(hours=begun))

    page = look(in_it(group, "Adams"), "meeting", session.pk).content.decode()
    head = page.split('id="meeting-head"')[1].split("</header>")[0]

    assert f'<p class="lead">{said} ·' in on_one_line(head)
