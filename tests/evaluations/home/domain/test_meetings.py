"""Home shows meetings to both, and a mentor how it goes with each mentee."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.home.domain.meetings import home_meetings
from evaluations.home.domain.today import sessions_today
from evaluations.meetings.domain.lifecycle import propose_meeting
from evaluations.models import ActionItem, CheckIn, Meeting
from mentornet.moments import day, weekday_day_time
from networks.models import GroupMember, Tie
from profiles.models import Membership, MentorOffer
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.meetings.domain.test_mine import in_days, put, tie
from tests.factories import (
    GroupMemberFactory,
    InvitationFactory,
    MembershipFactory,
    MentorOfferFactory,
    PeerGroupFactory,
    TieFactory,
)
from tests.support.html import on_one_line

__all__ = ["tie"]
pytestmark = pytest.mark.django_db


def home(member: Membership) -> str:
    response = client_of(member).get("/")
    assert response.status_code == 200
    return on_one_line(response.content.decode()).split("<main", 1)[1].split("</main>", 1)[0]


def part(text: str, heading: str) -> str:
    """The section under *heading*."""
    return text.split(f">{heading}</h2>", 1)[1].split("</section>", 1)[0]


def said(reader: Membership, moment: Any) -> str:
    with timezone.override(reader.zone):
        return weekday_day_time(moment)


def item(tie: Tie, **more: Any) -> ActionItem:
    return ActionItem.objects.create(
        institution=tie.institution, tie=tie, owner=tie.protege, text="Send a draft", **more
    )


def test_the_next_three_meetings_stand_on_both_homes(tie: Tie) -> None:
    meetings = [put("planned", number, tie=tie) for number in (9, 5, 3, 7)]
    mine, theirs = home(tie.protege), home(tie.mentor)

    for text, reader, other in (
        (mine, tie.protege, "Max Mentor"),
        (theirs, tie.mentor, "Mia Mentee"),
    ):
        shown = part(text, "Upcoming meetings")
        assert [
            f'href="{reverse("evaluations:meeting", args=[one.pk])}"' in shown for one in meetings
        ] == [
            False,
            True,
            True,
            True,
        ]
        assert f"{said(reader, meetings[2].starts_at)} · {other}" in shown
        assert f'href="{reverse("evaluations:meetings")}"' in shown


def test_offered_times_wait_for_one_and_are_known_to_the_other(tie: Tie) -> None:
    times = [in_days(2), in_days(4)]
    propose_meeting(tie, by=tie.mentor, times=times, minutes=60)

    asked = part(home(tie.protege), "Waiting for you")
    assert "Max Mentor suggests these times. Choose one." in asked
    assert all(said(tie.protege, one) in asked for one in times)
    assert 'href="/meetings/#waiting"' in asked
    asking = home(tie.mentor)
    assert "You suggested times. Mia Mentee has not chosen yet." in part(
        asking, "Waiting for others"
    )
    assert "Waiting for you" not in asking
    assert "Nothing is scheduled." not in asking


def test_a_meeting_that_is_over_asks_whether_they_met(tie: Tie) -> None:
    put("planned", -1, tie=tie)

    for reader, other in ((tie.protege, "Max Mentor"), (tie.mentor, "Mia Mentee")):
        assert f"Did you and {other} meet on" in part(home(reader), "Waiting for you")


def test_who_has_no_meeting_ahead_is_led_to_schedule_one(tie: Tie) -> None:
    shown = part(home(tie.protege), "Upcoming meetings")

    assert "Nothing is scheduled." in shown
    assert 'href="/meetings/#plan"' in shown
    assert "Upcoming meetings" not in home(MembershipFactory())


def test_a_mentor_reads_how_it_goes_with_each_mentee(tie: Tie) -> None:
    held, ahead = put("held", -9, tie=tie), put("planned", 3, tie=tie)
    put("missed", -2, tie=tie)
    put("planned", 8, tie=tie)
    item(tie)
    item(tie)
    item(tie, done_at=timezone.now())
    item(tie, dropped_at=timezone.now())
    text = part(home(tie.mentor), "My mentees")

    met = day(tie.institution.local_date(now=held.starts_at))
    assert (
        f"Last met {met} · Next meeting {said(tie.mentor, ahead.starts_at)} · 2 open action items"
        in text
    )
    assert "Last met" not in home(tie.protege)


def test_who_has_not_met_reads_it(tie: Tie) -> None:
    item(tie)

    assert "Not met yet · No meeting scheduled · 1 open action item" in part(
        home(tie.mentor), "My mentees"
    )


def test_what_the_mentee_answered_alone_is_not_read_from_the_last_day(tie: Tie) -> None:
    """A check-in counts for the one who answered it."""
    today = timezone.localdate()
    mine, theirs = today - timedelta(days=20), today - timedelta(days=4)
    for member, met_on in ((tie.mentor, mine), (tie.protege, theirs)):
        CheckIn.objects.create(
            institution=tie.institution,
            tie=tie,
            member=member,
            due_on=today,
            due_at=timezone.now(),
            state="asked",
            answer="met",
            met_on=met_on,
            answered_at=timezone.now(),
        )
    text = part(home(tie.mentor), "My mentees")

    assert f"Last met {day(mine)}" in text
    assert day(theirs) not in text


def test_nothing_of_mentees_of_others_is_there(tie: Tie) -> None:
    other = TieFactory(protege=tie.protege, institution=tie.institution)
    put("planned", 3, tie=other, place="Secret room")
    put("held", -3, tie=other)
    item(other)
    text = home(tie.mentor)

    assert "Not met yet · No meeting scheduled · 0 open action items" in text
    assert other.mentor.name not in text
    assert "Nothing is scheduled." in text


def test_openings_that_are_left_and_a_profile_that_is_paused(tie: Tie) -> None:
    MentorOfferFactory(member=tie.mentor, capacity=3)
    assert "2 openings left: you mentor 1 of up to 3." in home(tie.mentor)

    MentorOffer.objects.update(paused=True)
    text = home(tie.mentor)
    assert "Your mentor profile is paused." in text
    assert "openings left" not in text


def test_parts_come_by_urgency_for_who_is_several_things(tie: Tie) -> None:
    """Today's session, requests, offered times, next meeting, next step, mentees, network."""
    both = tie.mentor
    mentor = TieFactory(protege=both)
    group = PeerGroupFactory(institution=both.institution, name="Writers")
    GroupMemberFactory(group=group, member=both, part=GroupMember.Part.FACILITATOR)
    Meeting.objects.create(
        institution=both.institution,
        group=group,
        state="planned",
        minutes=60,
        starts_at=timezone.now() - timedelta(minutes=5),
    )
    InvitationFactory(
        mentor=both,
        protege__institution=both.institution,
        protege__given_name="Rita",
        protege__family_name="Request",
    )
    propose_meeting(mentor, by=mentor.mentor, times=[in_days(2), in_days(4)], minutes=60)
    put("planned", 3, tie=tie)
    text = home(both)

    found = [
        text.index(one)
        for one in (
            "Writers: session in progress",
            "Rita Request asks you to be a mentor",
            f"{mentor.mentor.name} suggests these times",
            "Upcoming meetings",
            'class="next-step"',
            "My mentees",
            "roles filled",
        )
    ]
    assert found == sorted(found)
    assert "/console/" in part(text, "Today")


def test_a_session_of_today_stands_there_once(tie: Tie) -> None:
    group = PeerGroupFactory(institution=tie.institution, name="Writers")
    GroupMemberFactory(group=group, member=tie.protege)
    now = timezone.now().astimezone(tie.protege.zone)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    session = Meeting.objects.create(
        institution=tie.institution, group=group, state="planned", minutes=60, starts_at=noon
    )
    later = put("planned", 2, group=group)
    found = home_meetings(tie.protege, now=noon - timedelta(hours=2))

    assert [str(later.pk) in one.url for one in found.meetings] == [True]
    assert (
        str(session.pk) in sessions_today(tie.protege, now=noon - timedelta(hours=2)).today[0].url
    )


def test_home_takes_the_same_queries_for_any_number_of_mentees_and_meetings(
    tie: Tie, django_assert_num_queries: Any
) -> None:
    client = client_of(tie.mentor)
    client.get("/")
    for number in range(1, 4):
        one = TieFactory(mentor=tie.mentor, protege__institution=tie.institution)
        put("planned", number, tie=one)
        put("held", -number, tie=one)
        item(one)
        propose_meeting(one, by=one.protege, times=[in_days(7), in_days(8)], minutes=30)
        if number in (1, 3):
            with django_assert_num_queries(21):
                client.get("/")
