"""All of one's meetings stand on one page: with whom, where, and what waits for an answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import propose_meeting
from evaluations.models import Meeting
from mentornet.moments import weekday_day_time
from networks.models import GroupMember, Tie
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    ExternalContactFactory,
    GroupMemberFactory,
    MembershipFactory,
    PeerGroupFactory,
    TieFactory,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
ADDRESS = reverse("evaluations:meetings")


@pytest.fixture
def tie() -> Tie:
    return TieFactory(
        protege__given_name="Mia",
        protege__family_name="Mentee",
        mentor__given_name="Max",
        mentor__family_name="Mentor",
    )


def page(member: Membership, **query: Any) -> str:
    response = client_of(member).get(ADDRESS, query)
    assert response.status_code == 200
    return on_one_line(response.content.decode())


def in_days(days: int) -> Any:
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


def put(state: str, days: int, **more: Any) -> Meeting:
    """A meeting *days* from now."""
    whose = more.get("tie") or more.get("group")
    return Meeting.objects.create(
        institution=whose.institution, state=state, starts_at=in_days(days), **more
    )


def test_who_has_nobody_reads_what_to_do_next() -> None:
    text = page(MembershipFactory())

    assert "No meetings yet" in text
    assert f'href="{reverse("networks:people")}"' in text
    assert "<form" not in text.split("<main", 1)[1].split("</main>", 1)[0]


def test_both_see_what_lies_ahead_with_the_other_one_and_where(tie: Tie) -> None:
    meeting = put("planned", 3, tie=tie, place="Room 4", minutes=45)

    for reader, other in ((tie.protege, "Max Mentor"), (tie.mentor, "Mia Mentee")):
        text = page(reader)
        assert re.search(rf"</a>\s*· {other}", text)
        assert "45 minutes" in text
        assert "Room 4" in text
        assert f'href="{reverse("evaluations:meeting_move", args=[meeting.pk])}"' in text
        assert f'href="{reverse("evaluations:plan", args=[tie.pk])}"' in text
        assert f'href="{reverse("evaluations:record", args=[tie.pk])}"' in text
    assert "Times are shown in New York time" in text


def test_times_are_chosen_by_the_other_one_alone(tie: Tie) -> None:
    times = [in_days(2), in_days(4)]
    meeting = propose_meeting(tie, by=tie.mentor, times=times, minutes=60)
    asked, asking = page(tie.protege), page(tie.mentor)
    pick = reverse("evaluations:meeting_pick", args=[meeting.pk])

    assert "Max Mentor suggests these times. Choose one." in asked
    assert asked.count(pick) == 2
    assert "You suggested times. Mia Mentee has not chosen yet." in asking
    assert pick not in asking
    with timezone.override(tie.mentor.zone):
        shown = [weekday_day_time(one) for one in times]
    assert all(one in asking for one in shown)

    client_of(tie.protege).post(pick, {"time": times[1].isoformat()})
    assert Meeting.objects.get().starts_at == times[1]
    assert "Waiting for an answer" not in page(tie.protege)


def test_a_meeting_that_is_over_asks_whether_it_took_place(tie: Tie) -> None:
    meeting = put("planned", -2, tie=tie)
    assert "Did you and Max Mentor meet on" in page(tie.protege)

    client_of(tie.mentor).post(reverse("evaluations:meeting_close", args=[meeting.pk, "missed"]))
    text = page(tie.protege)
    assert "Did you and" not in text
    assert "Missed" in text.split("Past meetings", 1)[1]


def test_sessions_of_groups_stand_there_for_who_is_in_them(tie: Tie) -> None:
    group = PeerGroupFactory(institution=tie.institution, name="Writers")
    part = GroupMemberFactory(group=group, member=tie.protege)
    put("planned", 1, group=group)

    assert "· Writers" in page(tie.protege)
    assert "Writers" not in page(tie.mentor)
    GroupMember.objects.filter(pk=part.pk).update(left_on=timezone.localdate())
    assert "Writers" not in page(tie.protege)


def test_a_filter_leaves_one_person_or_one_group(tie: Tie) -> None:
    put("planned", 3, tie=tie)
    other = TieFactory(protege=tie.protege, mentor__family_name="Other")
    put("planned", 4, tie=other)
    group = PeerGroupFactory(institution=tie.institution, name="Writers")
    GroupMemberFactory(group=group, member=tie.protege)
    put("planned", 5, group=group)

    for key, shown in ((tie.pk, "· Max Mentor"), (group.pk, "· Writers")):
        text = page(tie.protege, who=key)
        assert shown in text
        assert len(re.findall(r"</strong>\s*</a>\s*·", text)) == 1


def test_a_key_of_others_opens_nothing_of_theirs(tie: Tie) -> None:
    theirs = TieFactory(protege=MembershipFactory(institution=tie.institution))
    put("planned", 3, tie=theirs, place="Secret room")

    assert "Secret room" not in page(tie.protege)
    assert "Secret room" not in page(tie.protege, who=theirs.pk)


def test_a_mentor_without_an_account_is_named(tie: Tie) -> None:
    contact = ExternalContactFactory(owner=tie.protege, name="Olga Outside")
    outside = TieFactory(protege=tie.protege, mentor=None, external=contact)
    put("held", -3, tie=outside)

    assert "· Olga Outside" in page(tie.protege)


def test_an_ended_relationship_keeps_its_past_and_plans_nothing(tie: Tie) -> None:
    put("held", -30, tie=tie)
    Tie.objects.update(state=Tie.State.ENDED, ended_on=timezone.localdate())
    text = page(tie.protege)

    assert "· Max Mentor" in text.split("Past meetings", 1)[1]
    assert reverse("evaluations:plan", args=[tie.pk]) not in text


def test_the_page_takes_the_same_queries_for_any_number(
    tie: Tie, django_assert_num_queries: Any
) -> None:
    client = client_of(tie.protege)
    client.get(ADDRESS)
    for number in range(1, 4):
        one = TieFactory(protege=tie.protege)
        group = PeerGroupFactory(institution=tie.institution)
        GroupMemberFactory(group=group, member=tie.protege)
        put("planned", number, tie=one)
        put("planned", number, group=group)
        put("held", -number, tie=one)
        propose_meeting(one, by=one.mentor, times=[in_days(7), in_days(8)], minutes=30)
        if number in (1, 3):
            with django_assert_num_queries(9):
                client.get(ADDRESS)
