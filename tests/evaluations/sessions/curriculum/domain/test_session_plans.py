"""What one session is about: changed by those who lead it, none over another."""

from __future__ import annotations

import pytest

from evaluations.models import Meeting, SessionPlan
from evaluations.sessions.curriculum.domain.curricula import built_in
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.curriculum.domain.test_curricula import hidden, lead, use
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    look,
)

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def test_a_facilitator_changes_their_session_alone(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    first, second, *_rest = Meeting.objects.filter(group=group).order_by("starts_at")

    act(lead, "session", first.pk, title="Ours", aims="A", segments="10 Sit", guide="G")

    assert SessionPlan.objects.get(meeting=first).segments == [{"minutes": 10, "title": "Sit"}]
    assert second.plan.title == built_in("evenings").sessions[1].title


def test_two_who_facilitate_keep_what_both_changed(group: PeerGroup, lead: Membership) -> None:
    use(group, lead)
    row = group.meetings.order_by("starts_at").first()
    (seen,) = hidden(look(lead, "session", row.pk).content.decode(), "seen")
    was = {name: getattr(row.plan, name) for name in ("title", "aims", "preparation", "guide")}
    texts = {**was, "segments": "20 Arriving", "seen": seen}

    act(lead, "session", row.pk, **(texts | {"aims": "Of the one"}))
    page = act(lead, "session", row.pk, **(texts | {"guide": "Of the other"}))

    assert "Saved." in page.content.decode()
    plan = SessionPlan.objects.get(meeting=row)
    assert (plan.aims, plan.guide, plan.title) == ("Of the one", "Of the other", was["title"])


def test_two_who_facilitate_do_not_overwrite_each_other(group: PeerGroup, lead: Membership) -> None:
    use(group, lead)
    row = group.meetings.order_by("starts_at").first()
    (seen,) = hidden(look(lead, "session", row.pk).content.decode(), "seen")
    texts = {"title": "Start", "segments": "20 Arriving", "seen": seen}
    act(lead, "session", row.pk, **texts, aims="Of the one")

    page = act(lead, "session", row.pk, **texts, aims="Of the other").content.decode()

    assert "Someone else changed this session" in page
    assert "Of the one" in page
    assert "Of the other" in page
    assert SessionPlan.objects.get(meeting=row).aims == "Of the one"
    (again,) = hidden(page, "seen")
    act(lead, "session", row.pk, **(texts | {"seen": again}), aims="Of both")
    assert SessionPlan.objects.get(meeting=row).aims == "Of both"
