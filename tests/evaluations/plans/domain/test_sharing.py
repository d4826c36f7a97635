"""Who reads a development plan: the groups that its owner names, and no one else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.models import PlanComment, PlanShare
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group, leave_group
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.plans.domain.test_plan import (
    act,
    group,
    in_it,
    kept,
    line,
    look,
    owner,
    write,
)
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
    PeerGroupFactory,
    StaffRoleFactory,
    TieFactory,
)
from tests.support.pages import heading

__all__ = ["group", "owner"]

pytestmark = pytest.mark.django_db


def test_nobody_reads_a_plan_until_its_owner_shares_a_version(
    owner: Membership, group: PeerGroup
) -> None:
    peer = in_it(group, "Peer")
    assert "Save a dated version first" in act(owner, "plan_share", group.pk, "on").content.decode()
    kept(owner)
    assert look(peer, "group_plan", group.pk, owner.pk).status_code == 404

    act(owner, "plan_share", group.pk, "on")
    write(owner, "values", line(1, text="Not yet for others"), revision="1")

    page = look(peer, "group_plan", group.pk, owner.pk).content.decode()
    assert "Honesty" in page
    assert "Not yet for others" not in page


def test_director_supervisor_and_mentor_outside_the_group_read_nothing(
    owner: Membership, group: PeerGroup
) -> None:
    chief = MembershipFactory(institution=owner.institution)
    Membership.objects.filter(pk=owner.pk).update(supervisor=chief)
    mentor = TieFactory(protege=owner).mentor
    director = MembershipFactory(institution=owner.institution, offices=[StaffRoleKind.DIRECTOR])
    kept(owner)
    act(owner, "plan_share", group.pk, "on")

    for one in (chief, mentor, director):
        assert look(one, "group_plan", group.pk, owner.pk).status_code == 404
        assert look(one, "group_plans", group.pk).status_code == 404
    assert (
        heading(look(in_it(group, "Leader"), "group_plan", group.pk, owner.pk))
        == "Development plan of Ada Owner"
    )


def test_who_comes_to_stand_above_the_owner_reads_it_no_more(
    owner: Membership, group: PeerGroup
) -> None:
    leader = in_it(group, "Leader")
    kept(owner)
    act(owner, "plan_share", group.pk, "on")
    head = MembershipFactory(institution=owner.institution, supervisor=leader)
    Membership.objects.filter(pk=owner.pk).update(supervisor=head)

    assert look(leader, "group_plan", group.pk, owner.pk).status_code == 404
    assert owner.name not in look(leader, "group_plans", group.pk).content.decode()
    assert owner.name in look(in_it(group, "Peer"), "group_plans", group.pk).content.decode()


@pytest.mark.parametrize("when", ["before", "after", "no longer"])
def test_who_runs_programs_reads_no_plan_in_the_group(
    owner: Membership, group: PeerGroup, when: str
) -> None:
    leader, peer = in_it(group, "Leader"), in_it(group, "Peer")
    kept(owner)
    if when == "before":
        StaffRoleFactory(membership=leader, role=StaffRoleKind.DIRECTOR)
    act(owner, "plan_share", group.pk, "on")
    act(peer, "group_plan", group.pk, owner.pk, part="values", text="Which comes first?")
    if when != "before":
        assert look(leader, "group_plan", group.pk, owner.pk).status_code == 200
        role = StaffRoleFactory(membership=leader, role=StaffRoleKind.DIRECTOR)
    if when == "no longer":
        type(role).objects.filter(pk=role.pk).update(ended_at=timezone.now())

    assert look(leader, "group_plan", group.pk, owner.pk).status_code == 404
    assert owner.name not in look(leader, "group_plans", group.pk).content.decode()
    assert not PlanShare.objects.visible_to(leader.user).exists()
    assert not PlanComment.objects.visible_to(leader.user).exists()
    assert owner.name in look(peer, "group_plans", group.pk).content.decode()


@pytest.mark.parametrize("end", ["stop", "owner leaves", "reader leaves", "group ends"])
def test_sharing_ends(owner: Membership, group: PeerGroup, end: str) -> None:
    peer = in_it(group, "Peer")
    kept(owner)
    act(owner, "plan_share", group.pk, "on")
    assert look(peer, "group_plan", group.pk, owner.pk).status_code == 200

    if end == "stop":
        act(owner, "plan_share", group.pk, "off")
    elif end == "group ends":
        end_group(group, actor=owner.user)
    else:
        who = owner if end == "owner leaves" else peer
        leave_group(group, who, actor=who.user)

    assert look(peer, "group_plan", group.pk, owner.pk).status_code == 404
    assert act(peer, "group_plan", group.pk, owner.pk, text="Still here").status_code == 404
    assert not PlanComment.objects.exists()


def test_a_plan_is_shared_only_with_ones_own_groups(owner: Membership) -> None:
    kept(owner)
    other = PeerGroupFactory(institution=owner.institution)

    assert act(owner, "plan_share", other.pk, "on").status_code == 404
    assert not PlanShare.objects.exists()


def test_a_comment_stays_in_its_group_and_is_told_without_its_text(
    owner: Membership, group: PeerGroup
) -> None:
    peer = in_it(group, "Peer")
    other = PeerGroupFactory(institution=owner.institution)
    GroupMemberFactory(group=other, member=owner)
    elsewhere = GroupMemberFactory(group=other).member
    kept(owner)
    for one in (group, other):
        act(owner, "plan_share", one.pk, "on")

    for _twice in range(2):
        act(peer, "group_plan", group.pk, owner.pk, part="values", text="Which comes first?")

    assert PlanComment.objects.count() == 1
    assert "Which comes first?" in look(owner, "development_plan").content.decode()
    assert (
        "Which comes first?"
        in look(in_it(group, "Leader"), "group_plan", group.pk, owner.pk).content.decode()
    )
    assert (
        "Which comes first?"
        not in look(elsewhere, "group_plan", other.pk, owner.pk).content.decode()
    )
    mail = OutboxMessage.objects.get(kind="message")
    assert mail.recipient == owner.user.email
    assert "Which comes first?" not in mail.body_text


def test_a_comment_is_deleted_by_its_author_alone(owner: Membership, group: PeerGroup) -> None:
    peer = in_it(group, "Peer")
    kept(owner)
    act(owner, "plan_share", group.pk, "on")
    act(peer, "group_plan", group.pk, owner.pk, text="Too hasty")
    comment = PlanComment.objects.get()

    assert act(owner, "plan_comment_delete", comment.pk).status_code == 404
    act(peer, "plan_comment_delete", comment.pk)

    assert not PlanComment.objects.exists()
