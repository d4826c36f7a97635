"""The sessions that groups take over from the dates of their program, and how they follow them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from evaluations.models import Attendance, DatedSession, Meeting, SessionPlan
from matching.groups.forming.domain.run import start_forming
from matching.models import GroupRules, Program, ProgramDate, ProgramGroup
from matching.programs.runs.domain.lifecycle import advance
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import create_group
from tests.factories import EnrollmentFactory, MembershipFactory
from tests.matching.programs.conftest import dated, director, program
from tests.support.program_dates import act, add, mails, table

__all__ = ["dated", "director", "program"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def group(program: Program, dated: list[ProgramDate]) -> PeerGroup:
    """A group that the program has just made."""
    people = [EnrollmentFactory(program=program).member for _number in range(2)]
    leader = EnrollmentFactory(program=program, side="mentor").member
    group = create_group(
        program.institution,
        actor=leader.user,
        name="Writers",
        members=people,
        facilitators=[leader],
        kind=program.traits.group_kind,
    )
    Program.objects.filter(pk=program.pk).update(state="running")
    program.refresh_from_db()
    ProgramGroup.objects.create(institution=program.institution, program=program, group=group)
    OutboxMessage.objects.all().delete()
    return group


def starts(group: PeerGroup, **more) -> list[str]:
    rows = Meeting.objects.filter(group=group, state="planned", **more).order_by("starts_at")
    return [f"{one.starts_at:%m-%d %H:%M}" for one in rows]


def test_new_group_takes_over_the_dates_without_a_mail(program, group, dated) -> None:
    # New York is five hours behind.
    assert starts(group) == ["01-08 14:00", "01-09 14:00", "01-16 14:00"]
    assert DatedSession.objects.count() == 3
    assert OutboxMessage.objects.count() == 0


def test_sessions_follow_the_curriculum_in_its_order(program, dated) -> None:
    Program.objects.update(curriculum="eight-months")
    program.refresh_from_db()
    ProgramDate.objects.filter(pk=dated[1].pk).update(title="Second")
    people = [EnrollmentFactory(program=program).member for _number in range(2)]
    made = create_group(program.institution, actor=people[0].user, name="A", members=people)

    ProgramGroup.objects.create(institution=program.institution, program=program, group=made)

    plans = SessionPlan.objects.order_by("meeting__starts_at")
    assert len(plans) == 3
    assert len({one.title for one in plans}) == 3
    assert "" not in {one.title for one in plans}


def test_group_in_weekly_hours_takes_nothing_over(program, dated) -> None:
    GroupRules.objects.update(meets="hours")
    people = [EnrollmentFactory(program=program).member for _number in range(2)]
    made = create_group(program.institution, actor=people[0].user, name="A", members=people)

    ProgramGroup.objects.create(institution=program.institution, program=program, group=made)

    assert starts(made) == []


def test_moved_date_moves_the_session_and_tells_each_once(program, group, dated, director) -> None:
    act(director, program, **table(program, n2={"day": "2099-01-23"}), sure="1")

    assert starts(group) == ["01-08 14:00", "01-09 14:00", "01-23 14:00"]
    told = mails("meeting_moved")
    assert len(told) == len({one.recipient for one in told}) == 3
    assert mails("program_dates_changed") == []


def test_several_changes_are_one_mail_a_person(program, group, dated, director) -> None:
    act(director, program, "program_dates_shift", first="2099-01-01", weeks="1", sure="1")
    add(director, program, "2099-03-06", 2, "weekly", sure="1")

    assert starts(group) == [
        "01-15 14:00",
        "01-16 14:00",
        "01-23 14:00",
        "03-06 14:00",
        "03-13 13:00",  # nine o'clock in New York, in summer time by then
    ]
    told = mails("sessions_changed")
    once_each = {one.recipient for one in told}
    assert (len(told), len(once_each)) == (6, 3)  # two changes, three people
    assert "Thu, Jan 15, 2099" in told[0].body_text


def test_deleted_date_cancels_the_session(program, group, dated, director) -> None:
    act(director, program, **table(program, n1={"delete": "on"}), sure="1")

    assert starts(group) == ["01-08 14:00", "01-16 14:00"]
    assert Meeting.objects.filter(group=group, state="cancelled").count() == 1
    assert len(mails("meeting_cancelled")) == 3


def test_what_the_group_moved_itself_or_has_attended_stays(program, group, dated, director) -> None:
    own, attended = Meeting.objects.filter(group=group).order_by("starts_at")[:2]
    own.starts_at = datetime(2099, 1, 7, 14, tzinfo=UTC)
    own.save()
    Attendance.objects.create(
        institution=attended.institution,
        meeting=attended,
        member=group.members.first().member,
        state="present",
    )

    act(director, program, "program_dates_shift", first="2099-01-01", weeks="1", sure="1")

    assert starts(group) == ["01-07 14:00", "01-09 14:00", "01-23 14:00"]


def test_groups_are_formed_without_hours(program, dated, director) -> None:
    GroupRules.objects.update(facilitated=False, least_units=1)
    for _number in range(4):
        EnrollmentFactory(program=program)
    Program.objects.update(state="matching")
    program.refresh_from_db()
    actor = MembershipFactory(institution=program.institution).user

    run = start_forming(program, actor=actor)
    advance(run.pk)

    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert "Hours missing" not in page
    assert "Possible start times" not in page
    run.refresh_from_db()
    assert run.state == "done"
    assert run.seats.filter(group=None).count() == 0
