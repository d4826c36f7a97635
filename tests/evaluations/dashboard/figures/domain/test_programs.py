"""Enrolled, matched, meeting: by program, pairs and groups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.dashboard.figures.domain.programs import steps_of
from evaluations.models import Meeting
from matching.models import Program, ProgramGroup
from networks.models import GroupMember, PeerGroup, Tie
from tests.evaluations.check_ins.early_warning.domain.test_pairs import met, running
from tests.factories import EnrollmentFactory, GroupProgramFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def found(*programs: Program) -> list[tuple[str, int, int, int]]:
    rows = steps_of(Program.objects.filter(pk__in=[one.pk for one in programs]))
    return [(one.program.name, one.enrolled, one.matched, one.meeting) for one in rows]


def test_mentees_of_a_program_of_pairs() -> None:
    program, _client = running(3)
    EnrollmentFactory(program=program)
    EnrollmentFactory(program=program, withdrawn_at=timezone.now())
    first, second, third = Tie.objects.order_by("protege__family_name")
    met(first, 10)
    met(second, 3, "missed")
    Tie.objects.filter(pk=third.pk).update(state="ended", ended_on=timezone.localdate())

    assert found(program) == [(program.name, 4, 2, 1)]


def test_members_of_a_program_of_groups() -> None:
    program = GroupProgramFactory(state="running")
    people = [EnrollmentFactory(program=program).member for _number in range(3)]
    group = PeerGroup.objects.create(
        institution=program.institution, name="One", started_on=timezone.localdate()
    )
    ProgramGroup.objects.create(institution=program.institution, program=program, group=group)
    for one in people[:2]:
        GroupMember.objects.create(
            institution=program.institution,
            group=group,
            member=one,
            joined_on=timezone.localdate(),
        )
    assert found(program) == [(program.name, 3, 2, 0)]

    Meeting.objects.create(
        institution=program.institution,
        group=group,
        state="held",
        starts_at=timezone.now() - timedelta(days=1),
    )

    assert found(program) == [(program.name, 3, 2, 2)]


def test_drafts_closed_programs_and_those_that_match_no_one_are_left_out() -> None:
    open_one = ProgramFactory(state="enrolling")
    others = [
        ProgramFactory(institution=open_one.institution, state="draft"),
        ProgramFactory(institution=open_one.institution, state="closed"),
        ProgramFactory(institution=open_one.institution, state="running", kind="mosaic"),
    ]

    assert found(open_one, *others) == [(open_one.name, 0, 0, 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_for_any_number(count: int, django_assert_num_queries) -> None:
    programs = [ProgramFactory(state="running") for _number in range(count)]

    with django_assert_num_queries(4):
        assert len(found(*programs)) == count
