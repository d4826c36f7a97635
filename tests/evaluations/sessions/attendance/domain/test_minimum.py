"""The minimum of a program and the second absence in a row: set beforehand, said once, kindly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from evaluations.models import AbsenceNotice, Meeting
from evaluations.sessions.attendance.domain.minimum import (
    Session,
    ask_absent,
    missed_in_a_row,
    standing_of,
)
from evaluations.sessions.attendance.domain.taking import take_attendance
from evaluations.sessions.attendance.tasks import ask_absent as task
from matching.models import AttendanceRules, ProgramGroup
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it
from tests.factories import GroupProgramFactory

__all__ = ["group"]
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


def row(days: float, state: str = "held", noted: str = "", makes_up: UUID | None = None) -> Session:
    return Session(uuid4(), NOW + days * A_DAY, 60, state, noted, makes_up)


# Pure -------------------------------------------------------------------------------------------


def test_a_standing_counts_what_was_held_made_up_and_lies_ahead() -> None:
    missed, off = row(-9, noted="absent"), row(-8, "cancelled")
    sessions = [
        row(-10, noted="present"),
        missed,
        off,
        row(-7, noted="excused"),
        row(-6, "cancelled"),
        row(-2, noted="present", makes_up=missed.key),
        row(3, "planned", makes_up=off.key),
        row(5, "planned"),
    ]

    found = standing_of(sessions, now=NOW, needed=4)

    assert (found.came, found.held, found.ahead) == (2, 3, 2)
    assert (found.is_enough, found.is_out_of_reach) == (False, False)
    assert standing_of(sessions, now=NOW, needed=5).is_out_of_reach
    assert standing_of(sessions, now=NOW, needed=2).is_enough
    assert standing_of(sessions, now=NOW).is_enough


def test_whoever_joins_late_is_not_asked_for_what_was_before() -> None:
    sessions = [row(-10), row(-9), row(-1, noted="present"), row(1, "planned")]

    found = standing_of(sessions, now=NOW, needed=4, joined=NOW - 5 * A_DAY)

    assert (found.needed, found.came, found.held, found.ahead) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("noted", "missed"),
    [
        (("absent", "absent"), 2),
        (("excused", "absent"), 2),
        (("present", "absent"), 1),
        (("absent", "present"), 0),
        (("absent", "absent", "present"), 0),
        (("present", "absent", "excused", "absent"), 3),
        (("absent", ""), 1),
    ],
)
def test_absences_in_a_row(noted: tuple[str, ...], missed: int) -> None:
    sessions = [row(number - 9, noted=one) for number, one in enumerate(noted)]

    assert len(missed_in_a_row(sessions)) == missed


def test_an_absence_that_was_made_up_ends_the_row() -> None:
    first, second = row(-9, noted="absent"), row(-8, noted="absent")

    made_up = [first, second, row(-1, noted="present", makes_up=second.key)]

    assert missed_in_a_row(made_up) == []
    assert missed_in_a_row([first, second]) == [first, second]


# Through the doors ------------------------------------------------------------------------------


def hold(group: PeerGroup, days_ago: float, **states: str) -> Meeting:
    """A session with its attendance by family name; who is not named was present."""
    session = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(days=days_ago),
    )
    everyone = {one.member.family_name: one.member for one in group.members.all()}
    noted = {one.pk: states.get(name, "present") for name, one in everyone.items()}
    take_attendance(session, by=in_it(group, "Lead"), states=noted)
    return session


def told() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("recipient", "body_text"))


def of_program(group: PeerGroup, **rules: object) -> None:
    program = GroupProgramFactory(institution=group.institution)
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)
    AttendanceRules.objects.create(institution=group.institution, program=program, **rules)


def in_two_days() -> datetime:
    return timezone.now() + timedelta(days=2)


@pytest.mark.django_db
def test_a_correction_or_a_new_presence_asks_nobody(group: PeerGroup) -> None:
    hold(group, 30, Adams="absent", Baker="absent")
    last = hold(group, 1, Adams="absent", Baker="absent")
    assert AbsenceNotice.objects.count() == 2
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    take_attendance(last, by=lea, states={ann.pk: "present"})

    task()
    ask_absent(now=in_two_days())

    assert set(told()) == {bo.user.email, lea.user.email}
    assert sorted(AbsenceNotice.objects.values_list("state", flat=True)) == ["dropped", "told"]


@pytest.mark.django_db
def test_a_group_that_has_ended_asks_nobody(group: PeerGroup) -> None:
    hold(group, 30, Adams="absent")
    hold(group, 2, Adams="absent")
    PeerGroup.objects.update(ended_on=timezone.localdate() - timedelta(days=1))

    assert (ask_absent(now=in_two_days()), told()) == (0, {})


@pytest.mark.django_db
def test_taking_attendance_through_the_page_writes_the_notice(group: PeerGroup) -> None:
    lea, ann = in_it(group, "Lead"), in_it(group, "Adams")
    hold(group, 30, Adams="absent")
    session = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() - timedelta(hours=3)
    )
    act(lea, "attendance", session.pk, member=str(ann.pk), state="absent")
    assert AbsenceNotice.objects.count() == 0  # so far nobody came

    act(lea, "attendance", session.pk, all="1")
    act(lea, "attendance", session.pk, member=str(ann.pk), state="absent")

    assert AbsenceNotice.objects.get().member == ann
