"""What people are told when someone has missed sessions: once, and those the rules name."""

from __future__ import annotations

import pytest

from evaluations.sessions.attendance.domain.minimum import (
    ask_absent,
)
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from tests.evaluations.sessions.attendance.domain.test_minimum import (
    hold,
    in_two_days,
    of_program,
    told,
)
from tests.evaluations.sessions.groups.domain.test_queries import group, in_it

__all__ = ["group"]


@pytest.mark.django_db
def test_the_second_absence_in_a_row_asks_the_member_and_tells_the_facilitator_once(
    group: PeerGroup,
) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    hold(group, 30, Adams="excused")
    hold(group, 0.1, Adams="absent")
    assert (ask_absent(), told()) == (0, {})  # a day for corrections

    assert ask_absent(now=in_two_days()) == 1
    assert ask_absent(now=in_two_days()) == 0

    assert set(told()) == {ann.user.email, lea.user.email}
    assert "We missed you" in told()[ann.user.email]
    assert "You can write to Lea Lead. They were told" in told()[ann.user.email]
    assert "Ann Adams missed the last sessions" in told()[lea.user.email]
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {"message"}
    hold(group, 0.05, Adams="absent")
    assert ask_absent(now=in_two_days()) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "mails"), [("member", 1), ("nothing", 0), ("facilitator", 2)])
def test_the_program_says_whom_to_tell(group: PeerGroup, rule: str, mails: int) -> None:
    of_program(group, second_absence=rule)
    hold(group, 30, Adams="absent")
    hold(group, 2, Adams="absent")

    ask_absent(now=in_two_days())

    assert len(told()) == mails
