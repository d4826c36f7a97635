"""What a session's page shows besides agenda and notes; nothing for the meeting of two people."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.models import Meeting
from evaluations.sessions.pages.domain.parts import group_parts, session_parts
from matching.models import ProgramGroup
from tests.evaluations.sessions.groups.domain.test_queries import group, held_session, in_it
from tests.factories import GroupProgramFactory, TieFactory

pytestmark = pytest.mark.django_db

__all__ = ["group"]


def test_the_meeting_of_two_people_has_none_of_it() -> None:
    tie = TieFactory()
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, created_by=tie.protege, starts_at=timezone.now()
    )

    assert session_parts(meeting, reader=tie.protege) == {}


def test_a_session_shows_preparation_reflections_and_the_halfway_review(group) -> None:
    parts = session_parts(held_session(group), reader=in_it(group, "Adams"))

    assert set(parts) == {
        "preparation",
        "reflections",
        "halfway",
        "halfway_here",
        "halfway_open",
    }


def test_only_who_facilitates_writes_to_the_group_and_is_led_to_its_program(group) -> None:
    program = GroupProgramFactory(institution=group.institution)
    link = ProgramGroup.objects.create(institution=group.institution, program=program, group=group)

    member = group_parts(group, reader=in_it(group, "Adams"))
    lead = group_parts(group, reader=in_it(group, "Lead"))

    assert (member["writes"], member["program_of_group"]) == (False, None)
    assert (lead["writes"], lead["program_of_group"]) == (True, link)
