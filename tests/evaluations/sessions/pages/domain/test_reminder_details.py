"""What a reminder says of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluations.models import Meeting
from networks.models import PeerGroup
from tests.evaluations.meetings.domain.test_reminders import FRIDAY, MONDAY, let_pass
from tests.evaluations.sessions.groups.domain.test_queries import group, in_it
from tests.evaluations.sessions.preparation.test_domain import session, tick

__all__ = ["group", "session"]

pytestmark = pytest.mark.django_db


def test_reminder_names_what_is_left_to_prepare(group: PeerGroup, session: Meeting) -> None:
    Meeting.objects.update(starts_at=MONDAY, created_at=FRIDAY - timedelta(days=9))
    tick(in_it(group, "Adams"), session, 0)

    mails = {one.recipient: one.body_text for one in let_pass(FRIDAY, hours=18)}

    ann, bo = (mails[in_it(group, name).user.email] for name in ("Adams", "Baker"))
    for said in ("First day", "Room 4", "10:00 AM–10:45 AM Arriving", f"/meetings/{session.pk}/"):
        assert (said in ann, said in bo) == (True, True), said
    assert ("* Read the paper" in ann, "* Read the paper" in bo) == (False, True)
    assert "* Bring two pages" in ann
    assert len(mails) == 3
