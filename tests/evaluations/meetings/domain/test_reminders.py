"""Reminders of meetings: on the working day before, once, one mail a person, for those who want it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from evaluations.meetings.domain.lifecycle import move_meeting
from evaluations.meetings.domain.reminders import remind_of_meetings
from evaluations.models import Attendance, Meeting
from mentornet.models import OutboxMessage
from networks.models import Tie
from profiles.models import Institution, Preferences
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
# A Friday; the meeting is on the Monday after it.
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory(time_zone="UTC")


def planned(here: Institution, at: datetime = MONDAY, **participants) -> Meeting:
    if not participants:
        participants = {"tie": TieFactory(institution=here, protege__institution=here)}
    meeting: Meeting = Meeting.objects.create(
        institution=here, starts_at=at, place="Room 4", **participants
    )
    Meeting.objects.update(created_at=FRIDAY - timedelta(days=9))
    return meeting


def let_pass(start: datetime, hours: int = 12) -> list[OutboxMessage]:
    for half_hours in range(2 * hours):
        remind_of_meetings(now=start + timedelta(minutes=30 * half_hours))
    return list(OutboxMessage.objects.filter(kind="meeting_reminder").order_by("recipient"))


def test_both_are_reminded_once_on_the_working_day_before(here: Institution) -> None:
    tie = planned(here).tie
    assert tie is not None

    assert let_pass(FRIDAY - timedelta(days=1)) == []
    mails = let_pass(FRIDAY)

    assert [one.recipient for one in mails] == sorted(
        one.user.email for one in (tie.protege, tie.mentor) if one
    )
    assert "Mon, Nov 23, 2026, 3:00 PM (UTC)" in mails[0].body_text
    assert "Room 4" in mails[0].body_text
    assert mails[0].headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert let_pass(FRIDAY + timedelta(days=3), hours=7) == mails


def test_several_meetings_are_one_mail(here: Institution) -> None:
    mentor = MembershipFactory(institution=here)
    for hours in range(5):
        tie = TieFactory(institution=here, protege__institution=here, mentor=mentor)
        planned(here, MONDAY + timedelta(hours=hours), tie=tie)

    [mail] = [one for one in let_pass(FRIDAY) if one.recipient == mentor.user.email]

    assert mail.subject == "Reminder: 5 meetings"


def test_a_group_is_reminded_and_who_has_left_it_is_not(here: Institution) -> None:
    part = GroupMemberFactory(group__institution=here, member__institution=here)
    GroupMemberFactory(group=part.group, member__institution=here, left_on=date(2026, 11, 1))
    planned(here, group=part.group)

    assert [one.recipient for one in let_pass(FRIDAY)] == [part.member.user.email]


def test_what_was_moved_after_that_hour_is_not_said_twice(here: Institution) -> None:
    meeting = planned(here)
    move_meeting(
        meeting,
        by=meeting.tie.protege,
        starts_at=MONDAY + timedelta(hours=1),
        minutes=60,
        mode="",
        place="Room 5",
    )
    OutboxMessage.objects.update(created_at=FRIDAY + timedelta(hours=10))

    assert let_pass(FRIDAY + timedelta(days=3), hours=7) == []


@pytest.mark.parametrize(
    "wish",
    [
        {"meetings_by_mail": False},
        {"trouble": Preferences.Trouble.BOUNCED},
        {"away_from": date(2026, 11, 10), "away_until": date(2026, 11, 27)},
    ],
)
def test_who_wants_none_or_is_away_gets_none(here: Institution, wish: dict[str, object]) -> None:
    tie = planned(here).tie
    assert tie is not None
    Preferences.objects.create(institution=here, member=tie.protege, **wish)

    assert [one.recipient for one in let_pass(FRIDAY)] == [tie.mentor.user.email]


def test_nothing_of_a_tie_that_has_ended_or_a_meeting_called_off(here: Institution) -> None:
    over, off = planned(here), planned(here)
    Tie.objects.filter(pk=over.tie_id).update(state=Tie.State.ENDED, ended_on=date(2026, 11, 1))
    Meeting.objects.filter(pk=off.pk).update(state=Meeting.State.CANCELLED)

    assert let_pass(FRIDAY) == []


def test_an_outage_over_the_hour_is_made_good_in_the_morning(here: Institution) -> None:
    planned(here, MONDAY + timedelta(days=1))

    # Down all Monday; back at midnight: nothing in the night, both at nine, before the meeting.
    assert let_pass(datetime(2026, 11, 24, 0, tzinfo=UTC), hours=9) == []
    assert len(let_pass(datetime(2026, 11, 24, 9, tzinfo=UTC), hours=3)) == 2


@pytest.mark.parametrize("meetings", [1, 3])
def test_the_same_queries_for_any_number(
    here: Institution, meetings: int, django_assert_num_queries
) -> None:
    for _number in range(meetings):
        planned(here)

    with django_assert_num_queries(21):
        remind_of_meetings(now=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))


def test_a_session_can_be_declined_from_its_reminder_and_a_meeting_of_two_is_moved(
    here: Institution,
) -> None:
    part = GroupMemberFactory(group__institution=here)
    planned(here, group=part.group)
    planned(here)

    mails = {one.recipient: one.body_text for one in let_pass(FRIDAY)}

    links = {address: "/s/" in text for address, text in mails.items()}
    assert links.pop(part.member.user.email)
    assert list(links.values()) == [False, False]


def test_a_make_up_session_is_recalled_to_those_who_missed_the_other(here: Institution) -> None:
    came, missed = (GroupMemberFactory(group__institution=here) for _ in range(2))
    missed.group = came.group
    missed.save()
    first = planned(here, FRIDAY - timedelta(days=7), group=came.group)
    Attendance.objects.create(institution=here, meeting=first, member=came.member, state="present")
    planned(here, group=came.group)
    Meeting.objects.filter(starts_at=MONDAY).update(makes_up=first)

    assert [one.recipient for one in let_pass(FRIDAY)] == [missed.member.user.email]


def test_before_a_break_people_are_reminded_ahead_of_it_and_never_in_it(here: Institution) -> None:
    """Thanksgiving, then the school's own days: who meets on the Monday after hears on the Wednesday before."""
    here.days_off = [["2026-11-27", "2026-12-06", "Fall break"]]
    here.save()
    planned(here, datetime(2026, 12, 7, 15, tzinfo=UTC))
    wednesday = datetime(2026, 11, 25, 8, tzinfo=UTC)

    assert let_pass(wednesday - timedelta(days=1)) == []
    mails = let_pass(wednesday)
    assert len(mails) == 2
    assert let_pass(datetime(2026, 11, 26, 8, tzinfo=UTC), hours=36) == mails


def test_a_person_elsewhere_has_the_holidays_of_their_institution(here: Institution) -> None:
    abroad = MembershipFactory(institution=here, user__time_zone="Asia/Kolkata")
    tie = TieFactory(institution=here, protege__institution=here, mentor=abroad)
    planned(here, datetime(2026, 11, 27, 6, tzinfo=UTC), tie=tie)

    # 3:30 in the morning in Kolkata is Wednesday there, and Thanksgiving has not begun.
    assert len(let_pass(datetime(2026, 11, 25, 3, 30, tzinfo=UTC), hours=14)) == 2
