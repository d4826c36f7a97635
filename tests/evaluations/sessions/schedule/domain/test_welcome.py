"""The dates in the welcome of those who come later."""

from __future__ import annotations

import pytest

from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_member
from profiles.models import Membership
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead
from tests.evaluations.sessions.groups.domain.test_queries import group
from tests.evaluations.sessions.schedule.domain.test_reschedule import four
from tests.factories import MembershipFactory
from tests.support.calendars import occurrences

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def test_who_comes_later_gets_the_sessions_ahead(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    late = MembershipFactory(institution=group.institution)

    OutboxMessage.objects.all().delete()

    add_member(group, late, actor=lead.user)

    sent = OutboxMessage.objects.get(recipient=late.user.email)
    assert sent.kind == "group_made"
    assert occurrences(sent.calendar) == [row.starts_at for row in rows]
