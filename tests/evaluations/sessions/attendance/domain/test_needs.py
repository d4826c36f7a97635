"""What people need at sessions: asked once, counted without names."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.models import SessionNeeds
from matching.models import Program, ProgramGroup
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.evaluations.sessions.office.domain.test_overview import director, page, program, words
from tests.factories import (
    GroupProgramFactory,
)

__all__ = ["director", "group", "program"]

pytestmark = pytest.mark.django_db


def test_needs_are_asked_once_and_counted_without_names(
    group: PeerGroup, program: Program, director: Membership
) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")
    assert "Add your food and access needs" in look(ann, "group", group.pk).content.decode()

    act(ann, "session_needs", group.pk, needs=["vegan", "step_free"])
    act(bo, "session_needs", group.pk, needs=["vegan"])
    act(in_it(group, "Lead"), "session_needs", group.pk)

    text = words(page(director, program))
    assert "3 of 3 people have answered" in text
    assert "Vegan 2" in text
    assert "Step-free access to the room 1" in text
    assert "Edit your food and access needs" in look(bo, "group", group.pk).content.decode()
    assert ("Kosher" in text, "Adams" in text) == (False, False)
    act(ann, "session_needs", group.pk, needs=[])
    assert "Vegan 1" in words(page(director, program))
    group.members.filter(member=bo).update(left_on=timezone.localdate())
    assert "2 of 2 people have answered" in words(page(director, program))


def test_needs_that_there_are_not_and_groups_without_a_program_are_refused(
    group: PeerGroup,
) -> None:
    ann = in_it(group, "Adams")
    assert look(ann, "session_needs", group.pk).status_code == 404
    program = GroupProgramFactory(institution=group.institution)
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)

    act(ann, "session_needs", group.pk, needs=["everything"])

    assert SessionNeeds.objects.count() == 0
