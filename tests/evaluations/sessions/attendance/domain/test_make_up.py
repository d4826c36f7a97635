"""A make-up session is for those who missed another, and counts for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import cancel_meeting
from evaluations.models import Meeting
from evaluations.sessions.attendance.domain.minimum import rules_for, standings
from evaluations.sessions.attendance.domain.taking import expected_at, take_attendance
from evaluations.sessions.office.domain.overview import read_sessions
from matching.models import ProgramGroup
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.factories import GroupProgramFactory, MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db


def when(days: int = 7) -> str:
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


def plan(member: Membership, session: Meeting, name: str = "make_up", **more: str):
    given = {"starts_at": when(), "minutes": "90", "mode": "", "place": "Room 2"}
    return act(member, name, session.pk, **given | more)


def told() -> set[str]:
    rows = OutboxMessage.objects.filter(kind="meeting_planned")
    return set(rows.values_list("recipient", flat=True))


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    """Bo came, Ann did not."""
    row = held_session(group)
    take_attendance(
        row,
        by=in_it(group, "Lead"),
        states={
            in_it(group, "Adams").pk: "absent",
            in_it(group, "Baker").pk: "present",
            in_it(group, "Lead").pk: "present",
        },
    )
    row.refresh_from_db()
    return row


def test_those_who_missed_it_and_who_leads_are_asked(group: PeerGroup, session: Meeting) -> None:
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    assert "1 member missed this session." in look(lea, "meeting", session.pk).content.decode()

    plan(lea, session)

    made = Meeting.objects.get(makes_up=session)
    assert told() == {ann.user.email, lea.user.email}
    assert {one.member for one in expected_at(made, group)} == {ann, lea}
    assert "Make-up session" in look(bo, "group", group.pk).content.decode()
    cancel_meeting(made, by=lea)
    canceled = OutboxMessage.objects.filter(kind="meeting_cancelled")
    assert set(canceled.values_list("recipient", flat=True)) == {ann.user.email, lea.user.email}


def test_attending_it_counts_for_the_missed_one(group: PeerGroup, session: Meeting) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    rules = rules_for(group)
    assert (
        standings(group, rules=rules)[ann.pk].came,
        standings(group, rules=rules)[ann.pk].held,
    ) == (0, 1)
    plan(lea, session)
    made = Meeting.objects.get(makes_up=session)
    Meeting.objects.filter(pk=made.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    made.refresh_from_db()

    take_attendance(made, by=lea, states={ann.pk: "present"})

    standing = standings(group, rules=rules)[ann.pk]
    assert (standing.came, standing.held) == (1, 1)
    assert ann in {one.member for one in expected_at(made, group)}
    page = look(lea, "make_up", session.pk).content.decode()
    assert "No one needs a make-up session" in page


def test_a_canceled_session_is_made_up_for_everyone(group: PeerGroup) -> None:
    lea = in_it(group, "Lead")
    session = held_session(group, state="cancelled")

    plan(lea, session)

    assert len(told()) == 3
    assert (
        "You have attended 0 of 0"
        not in look(in_it(group, "Adams"), "group", group.pk).content.decode()
    )


def test_twice_at_one_time_is_one(group: PeerGroup, session: Meeting) -> None:
    lea, at = in_it(group, "Lead"), when()
    plan(lea, session, starts_at=at)
    plan(lea, session, starts_at=at)

    assert Meeting.objects.filter(makes_up=session).count() == 1


@pytest.mark.parametrize(
    ("state", "starts_at", "said"),
    [
        ("planned", "", "has not taken place yet"),
        ("held", "2020-01-01T10:00", "This time is in the past."),
        ("held", "x", "Enter a valid date/time"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_planned(
    group: PeerGroup, session: Meeting, state: str, starts_at: str, said: str
) -> None:
    Meeting.objects.update(state=state)

    page = plan(in_it(group, "Lead"), session, starts_at=starts_at or when()).content.decode()

    assert (said in page or "No one needs" in page, Meeting.objects.count()) == (True, 1)


def test_members_plan_none_where_somebody_facilitates(group: PeerGroup, session: Meeting) -> None:
    assert plan(in_it(group, "Adams"), session).status_code == 404
    assert Meeting.objects.count() == 1


def test_directors_plan_one_for_a_canceled_session_of_their_program(group: PeerGroup) -> None:
    here = group.institution
    program = GroupProgramFactory(institution=here)
    ProgramGroup.objects.create(institution=here, program=program, group=group)
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    gone, kept = held_session(group, state="cancelled"), held_session(group, state="held")

    assert plan(other, gone, "program_make_up").status_code == 404
    # Who missed one that was held is the group's: a count of one would name them.
    assert plan(director, kept, "program_make_up").status_code == 404
    assert plan(director, gone, "program_make_up").status_code == 200

    assert Meeting.objects.filter(makes_up=gone).count() == 1
    assert len(told()) == 3


def test_the_office_counts_nobody_who_has_made_it_up_already(
    group: PeerGroup, session: Meeting
) -> None:
    program = GroupProgramFactory(institution=group.institution)
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    made = [
        Meeting.objects.create(
            institution=group.institution,
            group=group,
            makes_up=session,
            starts_at=timezone.now() + timedelta(hours=hours),
        )
        for hours in (-1, 48)
    ]
    take_attendance(made[0], by=lea, states={ann.pk: "present"})

    heads = {one.meeting: one.heads.expected for one in read_sessions(program).rows}

    assert [heads[one] for one in made] == [2, 1]
    assert [one.member for one in expected_at(made[1], group)] == [lea]
