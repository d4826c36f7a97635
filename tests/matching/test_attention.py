"""What of programs stands in the queue of those who run them: answers that are missing, coordinators gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.dashboard.attention.domain.queue import read_queue
from matching.models import Enrollment, MatchRun, Program, ProgramGroup, Proposal
from matching.programs.recruiting.domain.people import unassigned
from profiles.models import Institution, Membership
from tests.evaluations.dashboard.attention.working import at_work
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    StaffRoleFactory,
    TieFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory()
    return found


def said(member: Membership, kind: str) -> list[str]:
    """Return what the queue of *member* says of *kind*."""
    member.refresh_from_db()
    parts = [one for one in read_queue(at_work(member)).parts if one.kind.key == kind]
    return [item.said.text for part in parts for item in part.items]


def asked(program: Program, whom: str, days: int) -> None:
    row = EnrollmentFactory(program=program)
    Enrollment.objects.filter(pk=row.pk).update(
        awaits=whom, withdrawn_at=timezone.now() - timedelta(days=days)
    )


def test_requests_of_a_program_that_no_one_answered_are_counted(here: Institution) -> None:
    unit = UnitFactory(institution=here)
    program = ProgramFactory(institution=here, name="K teams", state="enrolling", unit=unit)
    for whom, days in (("person", 8), ("person", 9), ("person", 6), ("director", 1)):
        asked(program, whom, days)
    director = MembershipFactory(institution=here, offices=["director"])
    inside, outside = (MembershipFactory(institution=here) for _each in range(2))
    for member, scope in ((inside, unit), (outside, UnitFactory(institution=here))):
        StaffRoleFactory(
            membership=member, role="coordinator", scope_kind="unit", scope_id=scope.pk
        )

    for reader in (director, inside):
        assert said(reader, "unconfirmed") == [
            "K teams: 2 people have not confirmed their enrollment for a week."
        ]
        assert said(reader, "applications") == ["K teams: 1 enrollment waits for your answer."]
    assert said(outside, "unconfirmed") == said(outside, "applications") == []


def test_of_a_program_that_is_over_nothing_waits(here: Institution) -> None:
    asked(ProgramFactory(institution=here, state="closed"), "person", 30)
    director = MembershipFactory(institution=here, offices=["director"])

    assert said(director, "unconfirmed") == []


@pytest.mark.parametrize("scope", ["program", "unit"])
def test_program_whose_coordinator_has_gone_waits_for_another(
    here: Institution, scope: str
) -> None:
    above = UnitFactory(institution=here)
    unit = UnitFactory(institution=here, parent=above)
    program = ProgramFactory(institution=here, name="K teams", state="running", unit=unit)
    ProgramFactory(institution=here, name="Directors alone", state="running")
    director = MembershipFactory(institution=here, offices=["director"])
    key = program.pk if scope == "program" else unit.pk
    role = StaffRoleFactory(
        membership=MembershipFactory(institution=here),
        role="coordinator",
        scope_kind=scope,
        scope_id=key,
    )
    assert said(director, "no_coordinator") == []

    role.ended_at = timezone.now()
    role.save()
    [text] = said(director, "no_coordinator")
    assert text.startswith("K teams has had no coordinator since")

    # A unit above covers it, and so does the whole institution.
    other = MembershipFactory(institution=here)
    following = StaffRoleFactory(
        membership=other, role="coordinator", scope_kind="unit", scope_id=above.pk
    )
    assert said(director, "no_coordinator") == []
    following.ended_at = timezone.now()
    following.save()
    assert len(said(director, "no_coordinator")) == 1
    StaffRoleFactory(membership=other, role="coordinator")
    assert said(director, "no_coordinator") == []
    # Roles are the directors' affair.
    assert said(other, "no_coordinator") == []


@pytest.mark.parametrize(
    ("factory", "method", "text"),
    [
        (ProgramFactory, Program.Method.STABLE, "K teams: 3 mentees are waiting for a mentor."),
        (GroupProgramFactory, MatchRun.GROUPS, "K teams: 3 people are waiting for a group."),
    ],
)
def test_the_wait_list_of_the_queue_is_that_of_the_program(
    here: Institution, factory: Any, method: str, text: str
) -> None:
    program = factory(institution=here, name="K teams", state="running")
    director = MembershipFactory(institution=here, offices=["director"])
    rows = EnrollmentFactory.create_batch(6, program=program)
    rows[1].left_out = True
    rows[1].save()
    Enrollment.objects.filter(pk=rows[2].pk).update(withdrawn_at=timezone.now())
    Membership.objects.filter(pk=rows[3].member_id).update(end_date=timezone.localdate())
    run = MatchRun.objects.create(
        institution=here,
        program=program,
        number=1,
        state="done",
        method=method,
        engine_version="1",
        digest="",
        inputs=b"",
    )
    if method == MatchRun.GROUPS:
        group = PeerGroupFactory(institution=here)
        ProgramGroup.objects.create(institution=here, program=program, run=run, group=group)
        GroupMemberFactory(group=group, member=rows[4].member)
    else:
        mentor = EnrollmentFactory(program=program, side="mentor")
        today = timezone.localdate()
        for row, state, ended in ((rows[4], "active", None), (rows[5], "ended", today)):
            tie = TieFactory(protege=row.member, mentor=mentor.member, state=state, ended_on=ended)
            Proposal.objects.create(institution=here, run=run, protege=row, mentor=mentor, tie=tie)
    assert said(director, "waiting_list") == []

    MatchRun.objects.update(state="published")

    assert said(director, "waiting_list") == [text]
    assert unassigned(program).count() == 3
