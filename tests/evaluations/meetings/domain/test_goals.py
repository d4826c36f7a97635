"""Goals beside the agenda, for their owner."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.evaluations.meetings.domain.test_lifecycle import act, ahead, client_of, plan, tie
from tests.factories import GoalFactory

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_goals_stand_beside_the_agenda_for_their_owner(tie) -> None:
    GoalFactory(member=tie.protege, text="First R01")
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])

    assert "First R01" in client_of(tie.protege).get(address).content.decode()
    assert "First R01" not in client_of(tie.mentor).get(address).content.decode()


def test_progress_is_noted_in_the_meeting_and_kept_with_the_goal(tie) -> None:
    goal = GoalFactory(member=tie.protege, text="First R01")
    meeting = plan(tie, tie.protege, ahead())

    act(tie.protege, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="Not scored")
    act(tie.protege, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="")
    other = act(tie.mentor, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="Mine")

    assert other.status_code == 404
    assert list(goal.notes.values_list("kind", "text")) == [("setback", "Not scored")]
