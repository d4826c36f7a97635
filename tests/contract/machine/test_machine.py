"""A group program keeps its promises whatever happens to it, in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from matching.groups.errors import PlaceAnswered
from matching.groups.membership.domain.joining import take_in
from matching.groups.membership.domain.leaving import answer_place, leave
from matching.models import Enrollment, ProgramGroup
from networks.models import GroupMember
from networks.peer_groups.domain.group import add_member, create_group
from networks.peer_groups.domain.parts import Then
from tests.contract.machine.program_machine import GroupProgramMachine
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def live(examples: int, steps: int) -> Counter[str]:
    """Let so many programs live for so many steps; return what happened in them."""

    class Machine(GroupProgramMachine):
        seen: Counter[str] = Counter()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Machine.seen


def test_a_program_keeps_its_promises_whatever_happens() -> None:
    seen = live(2, 25)

    # Else it would hold of nothing.
    assert seen.keys() >= {"formed", "publish_groups"}


@pytest.fixture
def life() -> Iterator[GroupProgramMachine]:
    """A program of six whose groups are published; Rowan facilitates one."""
    machine = GroupProgramMachine()
    try:
        machine.begin(facilitated=True, mentors=1, begun=True)
        yield machine
    finally:
        machine.teardown()


def test_who_hands_over_and_stays_takes_part_as_a_member(life: GroupProgramMachine) -> None:
    life.parts_change(who=0, where=0, part="facilitator", then=Then.MEMBER)

    life.what_is_promised_holds()
    rowan = Enrollment.objects.filter(member__family_name="Rowan")
    assert set(rowan.values_list("side", flat=True)) == {"mentor", "protege"}


def test_nobody_gets_the_place_they_asked_for_beside_another(life: GroupProgramMachine) -> None:
    """They asked, and were taken in elsewhere by hand before the director answered."""
    part = next(one for one in life.parts() if one.part == "member")
    here = part.group
    people = MembershipFactory.create_batch(6, institution=here.institution)
    other, third = (
        create_group(
            here.institution, actor=life.director.user, name=name, members=three, self_led=True
        )
        for name, three in (("Other", people[:3]), ("Third", people[3:]))
    )
    for group in (other, third):
        ProgramGroup.objects.create(institution=here.institution, program=life.program, group=group)
    leave(part, actor=part.member.user, to="group", to_group=other)
    take_in(third, [part.member], actor=life.director.user)
    part.refresh_from_db()

    with pytest.raises(PlaceAnswered):
        answer_place(part, actor=life.director.user, yes=True)

    rows = GroupMember.objects.current().filter(member=part.member)
    assert [one.group for one in rows] == [third]


def test_the_machine_finds_what_a_leaver_is_still_to_do(life: GroupProgramMachine) -> None:
    life.somebody_takes_an_action_on(which=0, takes=False)
    with patch("evaluations.receivers.hand_back"):
        life.somebody_leaves(which=0, where=0, to="wait", by_self=True)

    with pytest.raises(AssertionError, match="still owes"):
        life.what_is_promised_holds()


def test_the_machine_finds_who_is_put_back_into_a_group(life: GroupProgramMachine) -> None:
    part = next(one for one in life.parts() if one.part == "member")
    leave(part, actor=part.member.user, to="wait")
    life.what_is_promised_holds()
    add_member(part.group, part.member, actor=life.director.user)

    with pytest.raises(AssertionError, match="left"):
        life.what_is_promised_holds()


@pytest.mark.long
def test_many_programs_keep_their_promises() -> None:
    seen = live(16, 40)

    assert seen.keys() >= {
        "cancel_meeting",
        "close_program",
        "leave",
        "move_meeting",
        "plan_make_up",
        "plan_sessions",
        "publish_groups",
        "save_dates",
        "say_absent",
        "take_attendance",
        "take_in",
        "withdraw",
    }
