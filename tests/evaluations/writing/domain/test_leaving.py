"""What a leaver was to do goes back, and their old links say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.action_items import add_action
from evaluations.models import ActionItem, DraftReview, WritingProject
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import (
    add_member,
    authorship_agreed,
    lack_authorship,
    leave_group,
    require_authorship,
)
from networks.peer_groups.errors import AuthorshipNotAgreed
from profiles.models import Membership
from profiles.signals import membership_ended
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.evaluations.writing.papers import add_draft, member, project
from tests.factories import MembershipFactory

__all__ = ["group", "project"]
pytestmark = pytest.mark.django_db


def asked(group: PeerGroup, owner: Membership, text: str = "Bring cake") -> ActionItem:
    return add_action(group, by=in_it(group, "Lead"), owner=owner, text=text)


@pytest.mark.parametrize("institution", [False, True])
def test_an_action_of_who_left_is_open_to_the_others(group: PeerGroup, institution: bool) -> None:
    ann, bo, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    item, kept = asked(group, ann), asked(group, bo, "Read")

    if institution:
        Membership.objects.filter(pk=ann.pk).update(end_date=timezone.localdate())
        ann.refresh_from_db()
        membership_ended.send(sender=Membership, membership=ann)
    else:
        leave_group(group, ann, actor=ann.user)

    told = OutboxMessage.objects.get(kind="group_handed_back")
    assert told.recipient == lead.user.email
    assert f"{ann.name} has left" in told.body_text
    assert "Bring cake" not in told.body_text
    page = look(bo, "group", group.pk).content.decode()
    assert "No one has this yet" in page
    act(bo, "action_set", item.pk, "take")
    act(lead, "action_set", item.pk, "take")
    item.refresh_from_db()
    kept.refresh_from_db()
    assert (item.owner, kept.owner) == (bo, bo)


def test_a_draft_to_read_goes_back_with_the_one_who_leaves(project: WritingProject) -> None:
    ann, lead = member(project, "Ann"), member(project, "Lead")
    draft = add_draft(project, "One")
    day = str(timezone.localdate() + timedelta(days=7))
    act(ann, "draft_readers", draft.pk, readers=[str(lead.pk)], due_on=day)

    leave_group(project.group, lead, actor=lead.user)

    assert DraftReview.objects.get(reader=lead).handed_back_at is not None
    told = OutboxMessage.objects.get(kind="review_handed_back")
    assert told.recipient == ann.user.email


def test_old_links_of_who_left_answer_in_words_and_tell_strangers_nothing(group: PeerGroup) -> None:
    ann, session = in_it(group, "Adams"), held_session(group)
    stranger = MembershipFactory(institution=group.institution)
    item = asked(group, in_it(group, "Baker"))
    leave_group(group, ann, actor=ann.user)

    for name, key in (("group", group.pk), ("meeting", session.pk)):
        gone, never = look(ann, name, key), look(stranger, name, key)
        assert (gone.status_code, never.status_code) == (404, 404)
        assert f"You left “{group.name}”" in gone.content.decode()
        assert group.name not in never.content.decode()
    assert act(ann, "action_set", item.pk, "take").status_code == 404


def test_a_newcomer_s_agreement_stops_no_group(group: PeerGroup) -> None:
    lead, late = in_it(group, "Lead"), MembershipFactory(institution=group.institution)
    PeerGroup.objects.filter(pk=group.pk).update(authorship="Order first")
    group.refresh_from_db()
    for row in group.members.all():
        act(row.member, "group_agree_authorship", group.pk)
    assert authorship_agreed(group)

    add_member(group, late, actor=lead.user)

    assert authorship_agreed(group)
    require_authorship(group, [lead])
    with pytest.raises(AuthorshipNotAgreed, match=late.name):
        require_authorship(group, [lead, late])
    act(late, "group_agree_authorship", group.pk)
    require_authorship(group, [lead, late])
    act(lead, "charter", group.pk, charter="Stays", authorship="Another order")
    group.refresh_from_db()
    assert late in lack_authorship(group)  # what begins after they came, they agree to


def test_before_the_others_have_agreed_a_newcomer_is_waited_for(group: PeerGroup) -> None:
    PeerGroup.objects.filter(pk=group.pk).update(authorship="Order first")
    late = MembershipFactory(institution=group.institution)

    add_member(group, late, actor=in_it(group, "Lead").user)

    assert GroupMember.objects.get(member=late).authorship_awaited
    page = reverse("evaluations:group", args=[group.pk])
    assert page in OutboxMessage.objects.get(kind="group_made").body_text
