"""Groups carry the name of their program: no two of an institution are called the same."""

from __future__ import annotations

import pytest

from matching.groups.forming.domain.publish import publish_groups
from matching.groups.forming.domain.run import start_forming
from matching.groups.membership.domain.names import group_name
from matching.models import GroupRules
from matching.programs.runs.domain.lifecycle import advance
from networks.models import PeerGroup
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    GroupProgramFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db


def test_published_groups_of_two_programs_differ_by_the_program() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    here = director.institution
    for name in ("CMP 2026", "CMP 2027"):
        program = GroupProgramFactory(institution=here, name=name)
        GroupRules.objects.create(
            institution=here,
            program=program,
            smallest=2,
            largest=2,
            hours_hard=False,
            facilitated=False,
        )
        for _number in range(4):
            EnrollmentFactory(program=program)
        run = start_forming(program, actor=director.user)
        advance(run.pk)
        publish_groups(run, actor=director.user, started_on=here.local_date(), accept_broken=True)

    names = PeerGroup.objects.order_by("name").values_list("name", flat=True)

    assert list(names) == [
        "CMP 2026 · Group 1",
        "CMP 2026 · Group 2",
        "CMP 2027 · Group 1",
        "CMP 2027 · Group 2",
    ]


def test_a_name_that_is_taken_gets_a_number_and_another_institutions_does_not_count() -> None:
    program = GroupProgramFactory(name="CMP")
    PeerGroupFactory(name="CMP · Group 1")
    assert group_name(program, "Group 1") == "CMP · Group 1"

    PeerGroupFactory(institution=program.institution, name="CMP · Group 1")
    PeerGroupFactory(institution=program.institution, name="CMP · Group 1 (2)")

    assert group_name(program, "Group 1") == "CMP · Group 1 (3)"
    assert group_name(program, "CMP writers") == "CMP writers"


def test_the_longest_names_fit() -> None:
    program = GroupProgramFactory(name="P" * 200)

    name = group_name(program, "G" * 200)

    assert len(name) <= 194
    assert PeerGroupFactory(institution=program.institution, name=name).pk
