"""Which programs can welcome newcomers."""

from __future__ import annotations

import pytest

from matching.models import Newcomer, NewcomerWelcome, Program
from matching.newcomers.domain.welcome import change_welcome, welcome_of
from matching.newcomers.errors import TakesNoNewcomers
from matching.programs.errors import WrongKind, WrongState
from profiles.models import AuditEvent
from tests.factories import GroupProgramFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def turn_on(program: Program) -> NewcomerWelcome:
    today = program.institution.local_date()
    return change_welcome(program, is_on=True, since=today, actor=UserFactory())


def test_it_is_off_until_it_is_turned_on_and_then_finds_who_is_new(program: Program) -> None:
    assert not welcome_of(program).is_on
    MembershipFactory(institution=program.institution)

    turn_on(program)
    turn_on(program)
    assert welcome_of(program).is_on
    assert Newcomer.objects.count() == 1
    assert AuditEvent.objects.filter(verb="newcomer_welcome.changed").count() == 2


def test_a_program_of_groups_a_closed_one_and_one_that_asks_for_years_are_refused(
    program: Program,
) -> None:
    with pytest.raises(WrongKind):
        turn_on(GroupProgramFactory())
    Program.objects.filter(pk=program.pk).update(least_years=1)
    with pytest.raises(TakesNoNewcomers):
        turn_on(program)
    Program.objects.filter(pk=program.pk).update(state="closed")
    with pytest.raises(WrongState):
        turn_on(program)
    assert not NewcomerWelcome.objects.exists()
