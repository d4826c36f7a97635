"""What a session asks people to prepare: ticked by each for themselves, counted, and reminded of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Meeting, PreparationTick, SessionPlan
from evaluations.sessions.curriculum.domain.session_plans import change_plan, marks_of
from evaluations.sessions.preparation.domain import items_of
from networks.models import PeerGroup
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look

__all__ = ["group"]
pytestmark = pytest.mark.django_db
TWO_LINES = "- Read the paper\n\n2. Bring two pages\n"
SEGMENTS = [{"minutes": 45, "title": "Arriving"}, {"minutes": 30, "title": "Values"}]


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    """A session ahead, with two things to prepare."""
    row: Meeting = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() + timedelta(days=3),
        place="Room 4",
    )
    SessionPlan.objects.create(
        institution=group.institution,
        meeting=row,
        title="First day",
        preparation=TWO_LINES,
        segments=SEGMENTS,
    )
    return row


def tick(member: Any, session: Meeting, number: int, *, done: bool = True) -> Any:
    item = items_of(TWO_LINES)[number].key
    return act(member, "preparation", session.pk, item=item, done="1" if done else "0")


def test_each_ticks_for_themselves_and_takes_it_back(group: PeerGroup, session: Meeting) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")

    page = tick(ann, session, 0).content.decode()
    tick(ann, session, 0)

    assert "You have done 1 of 2." in page
    assert "You have done 0 of 2." in look(bo, "meeting", session.pk).content.decode()
    assert PreparationTick.objects.count() == 1
    assert "You have done 0 of 2." in tick(ann, session, 0, done=False).content.decode()


def test_who_leads_sees_how_many_are_ready_and_not_who(group: PeerGroup, session: Meeting) -> None:
    ann, bo, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    tick(bo, session, 0)
    for number in range(2):
        tick(ann, session, number)
    by_ann = {
        name: look(lead, name, session.pk).content.decode() for name in ("meeting", "console")
    }

    # The other one instead: not a letter of what the facilitator sees is different.
    PreparationTick.objects.all().delete()
    tick(ann, session, 0)
    for number in range(2):
        tick(bo, session, number)

    for name, page in by_ann.items():
        assert "1 of 2 members are ready." in page
        assert plain(page) == plain(look(lead, name, session.pk).content.decode())
    assert "members are ready" not in look(ann, "meeting", session.pk).content.decode()


def plain(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower())


def test_other_words_are_another_thing_to_do(group: PeerGroup, session: Meeting) -> None:
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    tick(ann, session, 0)
    tick(ann, session, 1)
    plan = SessionPlan.objects.get()

    change_plan(
        session,
        by=lead,
        title=plan.title,
        aims="",
        preparation="Read the paper\nBring three pages",
        segments=SEGMENTS,
        guide="",
        seen=marks_of(plan),
    )

    assert "You have done 1 of 2." in look(ann, "meeting", session.pk).content.decode()
    assert "This item changed" in tick(ann, session, 1).content.decode()


def test_outsiders_tick_nothing(group: PeerGroup, session: Meeting) -> None:
    ann = in_it(group, "Adams")
    group.members.filter(member=ann).update(left_on=timezone.localdate())

    assert tick(ann, session, 0).status_code == 404
    assert not PreparationTick.objects.exists()
