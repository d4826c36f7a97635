"""What a person reads of their own attendance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Meeting
from evaluations.sessions.attendance.domain.minimum import (
    ask_absent,
)
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.attendance.domain.test_minimum import (
    hold,
    in_two_days,
    of_program,
    told,
)
from tests.evaluations.sessions.groups.domain.test_queries import group, in_it, look

__all__ = ["group"]


@pytest.mark.django_db
def test_the_minimum_is_shown_from_the_start_and_told_once_when_out_of_reach(
    group: PeerGroup,
) -> None:
    of_program(group, needed=2, planned=3, no_certificate=True, second_absence="nothing")
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))

    def page(member: Membership) -> str:
        return look(member, "group", group.pk).content.decode()

    assert "Attend at least 2 of 3 sessions." in page(ann)
    hold(group, 60, Adams="absent")
    Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() + timedelta(days=9)
    )
    hold(group, 30, Adams="absent")
    assert ask_absent(now=in_two_days()) == 1
    hold(group, 2, Adams="absent")
    assert ask_absent(now=in_two_days()) == 0

    assert set(told()) == {ann.user.email, lea.user.email}
    assert "you will not get a certificate" in told()[ann.user.email]
    assert "have attended 0 of 3 sessions so far" in " ".join(page(ann).split())
    assert "you have reached that" in page(bo)
    # Neither the others' standing nor the facilitator's own is anybody's.
    assert "so far" not in page(lea)
