"""Who reads the guide of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Meeting, SessionPlan
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import leave_group
from profiles.models import Membership
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead, use
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    in_it,
    look,
)

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def test_a_guide_reaches_no_member_by_any_way(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    session = Meeting.objects.filter(group=group).earliest("starts_at")
    act(lead, "session", session.pk, title="T", segments="10 Sit", guide="WATCH THE SILENT ONE")
    Meeting.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    ann = in_it(group, "Adams")

    for name, key in (
        ("meeting", session.pk),
        ("projector", session.pk),
        ("group", group.pk),
    ):
        assert look(ann, name, key).status_code == 200
        assert "WATCH THE SILENT ONE" not in look(ann, name, key).content.decode()
    for name in ("my_data", "my_data_file"):
        assert "WATCH THE SILENT ONE" not in look(ann, name).content.decode()
    for name in ("console", "session"):
        assert look(ann, name, session.pk).status_code == 404
    for name in ("meeting", "console", "session"):
        assert "WATCH THE SILENT ONE" in look(lead, name, session.pk).content.decode()
    # What is shown on the wall is the same for everybody.
    assert "WATCH THE SILENT ONE" not in look(lead, "projector", session.pk).content.decode()
    for sent in OutboxMessage.objects.all():
        assert "WATCH THE SILENT ONE" not in f"{sent.body_text}{sent.body_html}{sent.calendar}"


def test_a_guide_stays_closed_to_members_when_its_writer_leaves(
    group: PeerGroup, lead: Membership
) -> None:
    use(group, lead)
    session = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    act(lead, "session", session.pk, title="T", segments="10 Sit", guide="WATCH THE SILENT ONE")
    leave_group(group, lead, actor=lead.user)
    member = in_it(group, "Adams")

    pages = [look(member, name, session.pk) for name in ("meeting", "console", "session")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ["WATCH" in page.content.decode() for page in pages] == [False, False, False]

    act(member, "session", session.pk, title="Ours now", segments="10 Sit", guide="Mine")
    plan = SessionPlan.objects.get(meeting=session)
    assert (plan.title, plan.guide) == ("Ours now", "WATCH THE SILENT ONE")


def test_a_group_that_always_led_itself_reads_its_own_guide(group: PeerGroup) -> None:
    group.members.filter(member__family_name="Lead").delete()
    member, other = in_it(group, "Adams"), in_it(group, "Baker")
    use(group, member)
    session = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    act(member, "session", session.pk, title="T", segments="10 Sit", guide="BEGIN ON TIME")

    assert "BEGIN ON TIME" in look(other, "console", session.pk).content.decode()
