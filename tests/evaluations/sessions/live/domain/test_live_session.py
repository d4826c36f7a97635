"""The console: a clock that every device reads the same, attendance, and what nobody else sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import (
    ActionItem,
    Attendance,
    Meeting,
    ParkedItem,
    PrivateNote,
    SessionPlan,
    SpokeMark,
)
from evaluations.sessions.live.domain.live_session import clock_of, pause_segment, start_segment
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.factories import GroupMemberFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def lead(group: PeerGroup) -> Membership:
    return in_it(group, "Lead")


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    """A session of two segments that began two hours ago."""
    row = held_session(group)
    SessionPlan.objects.create(
        institution=group.institution,
        meeting=row,
        title="First evening",
        segments=[{"minutes": 20, "title": "Arriving"}, {"minutes": 40, "title": "Values"}],
        guide="Speak last",
    )
    return row


def after(seconds: int):
    return NOW + timedelta(seconds=seconds)


def test_the_clock_is_the_same_for_everybody_and_stands_still_when_told(
    session: Meeting, lead: Membership
) -> None:
    plan = start_segment(session, by=lead, segment=0, now=NOW)
    assert (clock_of(plan, now=after(70)).spent, clock_of(plan, now=after(70)).left) == (70, 1130)
    start_segment(session, by=lead, segment=0, now=after(30))
    plan = pause_segment(session, by=lead, now=after(100))
    assert pause_segment(session, by=lead, now=after(500)).segment_spent == 100
    assert clock_of(plan, now=after(900)).left == 1100
    plan = start_segment(session, by=lead, segment=0, now=after(1000))
    assert clock_of(plan, now=after(2200)).left == -100
    plan = start_segment(session, by=lead, segment=1, now=after(3000))

    assert clock_of(plan, now=after(3001)).left == 2399


def test_a_second_device_reads_the_time_that_is_left(session: Meeting, lead: Membership) -> None:
    act(lead, "clock", session.pk, "start", segment="1")
    SessionPlan.objects.update(segment_since=timezone.now() - timedelta(minutes=50))

    for name in ("console", "projector"):
        page = " ".join(look(lead, name, session.pk).content.decode().split())
        assert 'data-runs="1" data-left="-600"' in page or 'data-left="-601"' in page
        assert "Time is up" in page


def test_a_segment_that_is_gone_starts_nothing(session: Meeting, lead: Membership) -> None:
    for segment in ("2", "-1", "x", "9" * 30, "²"):
        act(lead, "clock", session.pk, "start", segment=segment)

    assert SessionPlan.objects.get().segment is None


def test_attendance_is_one_tap_and_leads_back(session: Meeting, lead: Membership) -> None:
    ann = in_it(lead.group_parts.get().group, "Adams")

    response = act(
        lead, "attendance", session.pk,
        member=str(ann.pk), state="present", next=f"console {session.pk}", follow=False,
    )  # fmt: skip

    console = reverse("evaluations:console", args=[session.pk])
    assert response["Location"] == f"{console}#seat-{ann.pk}"
    assert Attendance.objects.get().state == "present"


def test_a_forged_way_back_leads_to_the_session(session: Meeting, lead: Membership) -> None:
    ann = in_it(lead.group_parts.get().group, "Adams")

    for forged in (
        "https://evil.example/",
        "console https://evil.example",
        "logout x",
        "console\r\nX: y",
    ):
        response = act(
            lead, "attendance", session.pk,
            member=str(ann.pk), state="present", next=forged, follow=False,
        )  # fmt: skip
        assert response["Location"] == reverse("evaluations:meeting", args=[session.pk])


def test_attendance_opens_half_an_hour_before(group: PeerGroup, lead: Membership) -> None:
    ann = in_it(group, "Adams")
    soon, later = (
        Meeting.objects.create(
            institution=group.institution,
            group=group,
            starts_at=timezone.now() + timedelta(minutes=minutes),
        )
        for minutes in (29, 40)
    )
    for row in (soon, later):
        act(lead, "attendance", row.pk, member=str(ann.pk), state="present")

    assert Attendance.objects.get().meeting == soon


def test_who_was_absent_or_silent_lately_is_shown_to_who_facilitates(
    group: PeerGroup, lead: Membership, session: Meeting
) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")
    for back in (28, 56):
        past = held_session(group, state=Meeting.State.HELD)
        Meeting.objects.filter(pk=past.pk).update(starts_at=timezone.now() - timedelta(days=back))
        for member, state in ((ann, "excused"), (bo, "present"), (lead, "present")):
            Attendance.objects.create(meeting=past, member=member, state=state)
        SpokeMark.objects.create(
            institution=group.institution, meeting=past, member=lead, noted_by=lead
        )

    page = look(lead, "console", session.pk).content.decode()

    assert page.count("Missed the last 2") == 1
    assert page.count("Did not speak last time") == 1
    assert "Missed the last" not in look(bo, "meeting", session.pk).content.decode()


def test_marks_of_who_spoke_are_closed_to_members(
    group: PeerGroup, lead: Membership, session: Meeting
) -> None:
    ann = in_it(group, "Adams")
    act(lead, "spoke", session.pk, member=str(ann.pk), spoken="1")
    act(lead, "spoke", session.pk, member=str(ann.pk), spoken="1")

    mark = SpokeMark.objects.get()
    assert mark.member == ann
    assert list(SpokeMark.objects.visible_to(lead.user)) == [mark]
    assert not SpokeMark.objects.visible_to(ann.user).exists()
    for name in ("meeting", "projector"):
        assert "spoken" not in look(ann, name, session.pk).content.decode()
    assert look(ann, "my_data_file").json()["spoke_marks"] == []
    act(lead, "spoke", session.pk, member=str(ann.pk), spoken="0")
    assert not SpokeMark.objects.exists()


def test_a_stranger_is_not_marked(lead: Membership, session: Meeting) -> None:
    stranger = GroupMemberFactory().member

    act(lead, "spoke", session.pk, member=str(stranger.pk), spoken="1")
    assert act(lead, "spoke", session.pk, member="x", spoken="1").status_code == 404

    assert not SpokeMark.objects.exists()


def test_the_parking_lot_is_the_groups_and_parks_once(
    group: PeerGroup, lead: Membership, session: Meeting
) -> None:
    ann = in_it(group, "Adams")
    for _tap in range(2):
        act(ann, "park", group.pk, text="Parental leave", next="group")
    item = ParkedItem.objects.get()

    for page in (look(lead, "console", session.pk), look(lead, "projector", session.pk)):
        assert "Parental leave" in page.content.decode()
    act(lead, "parked", item.pk, "done")
    assert "Parental leave" not in look(ann, "projector", session.pk).content.decode()
    assert "<s>Parental leave</s>" in look(ann, "group", group.pk).content.decode()
    act(ann, "parked", item.pk, "open")
    assert "Parental leave" in look(ann, "projector", session.pk).content.decode()
    act(lead, "park", group.pk, text="x" * 301)
    assert ParkedItem.objects.count() == 1


def test_the_projector_shows_nothing_about_anybody(
    group: PeerGroup, lead: Membership, session: Meeting
) -> None:
    ann = in_it(group, "Adams")
    act(lead, "attendance", session.pk, member=str(ann.pk), state="absent")
    act(lead, "console", session.pk, text="He seems tired")
    act(ann, "park", group.pk, text="Parental leave")

    page = look(lead, "projector", session.pk).content.decode()

    assert PrivateNote.objects.get().text == "He seems tired"
    assert "Values" in page
    for secret in ("He seems tired", "Speak last", ann.family_name, "Absent"):
        assert secret not in page


def test_the_console_takes_the_same_queries_for_any_number(
    group: PeerGroup, lead: Membership, session: Meeting, client, django_assert_num_queries
) -> None:
    client.force_login(lead.user, backend="django.contrib.auth.backends.ModelBackend")
    for number in range(3):
        GroupMemberFactory(group=group)
        ParkedItem.objects.create(
            institution=group.institution, group=group, text=f"T{number}", author=lead
        )
        if number != 1:
            with django_assert_num_queries(23):
                client.get(reverse("evaluations:console", args=[session.pk]))


def test_action_items_are_added_and_done_in_the_console(
    group: PeerGroup, lead: Membership, session: Meeting
) -> None:
    console = reverse("evaluations:console", args=[session.pk]) + "#actions"
    here = {"meeting": str(session.pk), "next": "console", "follow": False}

    added = act(
        lead, "group_action_add", group.pk, text="Send the aims", owner=str(lead.pk), **here
    )
    item = ActionItem.objects.get()
    assert "Send the aims" in look(lead, "console", session.pk).content.decode()
    done = act(lead, "action_set", item.pk, "done", **here)

    item.refresh_from_db()
    assert (added["Location"], done["Location"]) == (console, console)
    assert item.done_at


def test_where_nobody_facilitates_no_one_is_marked(group: PeerGroup, session: Meeting) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")
    group.members.filter(member__family_name="Lead").delete()

    page = look(ann, "console", session.pk).content.decode()
    assert act(ann, "spoke", session.pk, member=str(bo.pk), spoken="1").status_code == 404

    assert "Has spoken" not in page
    assert "Excused" in page
    assert not SpokeMark.objects.exists()


def test_the_console_stays_at_hand_until_the_session_is_over(
    group: PeerGroup, lead: Membership
) -> None:
    session = held_session(group, minutes=180)
    link = reverse("evaluations:console", args=[session.pk])
    act(lead, "attendance", session.pk, member=str(lead.pk), state="present")

    assert link in look(lead, "group", group.pk).content.decode()
    Meeting.objects.filter(pk=session.pk).update(minutes=60)
    assert link not in look(lead, "group", group.pk).content.decode()
