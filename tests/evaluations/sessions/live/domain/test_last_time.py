"""What a live session shows of the time before: who is ready, what was said last time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Meeting, Reflection, SessionPlan
from evaluations.sessions.live.domain.last_time import live_parts
from tests.evaluations.sessions.groups.domain.test_queries import act, group, held_session, in_it
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db

__all__ = ["group"]


def test_the_meeting_of_two_people_has_none_of_it() -> None:
    tie = TieFactory()
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, created_by=tie.protege, starts_at=timezone.now()
    )

    assert live_parts(meeting, reader=tie.protege) == {}


def test_who_leads_reads_what_was_said_by_name_last_time_and_members_do_not(group) -> None:
    last, ann, lead = held_session(group), in_it(group, "Adams"), in_it(group, "Lead")
    act(ann, "reflection", last.pk, audience="facilitator", helped="The story", hindered="")
    now = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() + timedelta(minutes=5)
    )
    SessionPlan.objects.create(institution=group.institution, meeting=now, title="Next")

    said = Reflection.objects.get()
    assert live_parts(now, reader=lead)["last_time"].named == [said]
    assert live_parts(now, reader=ann)["last_time"].named == []
    assert live_parts(now, reader=lead)["last_time"].read_out == []
