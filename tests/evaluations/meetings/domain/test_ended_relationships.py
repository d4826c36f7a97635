"""What an ended relationship leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.meetings.tasks import settle_ended_ties
from evaluations.models import Meeting
from mentornet.models import OutboxMessage
from networks.models import Tie
from networks.relationships.domain.tie import end_tie
from tests.evaluations.meetings.domain.test_lifecycle import act, ahead, plan, tie

__all__ = ["tie"]

pytestmark = pytest.mark.django_db


def test_ended_tie_is_settled_once_the_day_is_over(tie) -> None:
    plan(tie, tie.protege, ahead())
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    end_tie(tie, by=tie.protege)

    assert settle_ended_ties() == 0
    Tie.objects.update(ended_on=timezone.localdate() - timedelta(days=2))
    assert settle_ended_ties() == 2
    assert settle_ended_ties() == 0

    assert Meeting.objects.get().state == "cancelled"
    assert OutboxMessage.objects.filter(kind="meeting_cancelled").count() == 2
