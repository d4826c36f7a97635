"""What comes back when a removal is undone, and when nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.assessment.domain.goals import add_note, add_target, remove_goal
from profiles.models import AuditEvent, Goal, GoalNote, GoalTarget, Membership
from profiles.undo.domain import KEPT, TooLateToUndo, remember, seconds_left, undo
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    row: Membership = MembershipFactory()
    return row


@pytest.fixture
def goal(member: Membership) -> Goal:
    row = Goal.objects.create(
        member=member, institution=member.institution, horizon="short", text="A first R01."
    )
    add_target(row, text="Specific aims")
    add_note(row, kind="progress", text="Aims are drafted.")
    return row


def test_goal_comes_back_with_its_steps_and_notes(member: Membership, goal: Goal) -> None:
    written = goal.notes.get().written_at
    removal = remember(goal, by=member)
    remove_goal(goal)

    undo(removal, by=member)

    back = Goal.objects.get()
    assert back.text == "A first R01."
    assert [one.text for one in back.targets.all()] == ["Specific aims"]
    assert [one.written_at for one in back.notes.all()] == [written]
    verbs = set(AuditEvent.objects.values_list("verb", "subject_kind"))
    assert ("removal.undone", "profiles.goal") in verbs


def test_someone_else_undoes_nothing(member: Membership, goal: Goal) -> None:
    removal = remember(goal, by=member)
    remove_goal(goal)

    with pytest.raises(TooLateToUndo):
        undo(removal, by=MembershipFactory(institution=member.institution))

    assert Goal.objects.count() == 0


def test_after_the_minutes_nothing_comes_back(member: Membership, goal: Goal) -> None:
    removal = remember(goal, by=member)
    remove_goal(goal)
    later = timezone.now() + KEPT

    assert seconds_left(removal, now=later) == 0
    with pytest.raises(TooLateToUndo):
        undo(removal, by=member, now=later + timedelta(seconds=1))

    assert Goal.objects.count() == 0


def test_undone_twice_it_is_there_once(member: Membership, goal: Goal) -> None:
    removal = remember(goal, by=member)
    remove_goal(goal)
    undo(removal, by=member)

    with pytest.raises(TooLateToUndo):
        undo(removal, by=member)

    assert (Goal.objects.count(), GoalTarget.objects.count(), GoalNote.objects.count()) == (1, 1, 1)


def test_step_of_a_goal_that_has_gone_meanwhile_stays_removed(
    member: Membership, goal: Goal
) -> None:
    target = goal.targets.get()
    removal = remember(target, by=member)
    target.delete()
    remove_goal(goal)

    with pytest.raises(TooLateToUndo):
        undo(removal, by=member)

    assert GoalTarget.objects.count() == 0
