"""A charter and rules of authorship: agreed to by each, again when they change."""

from __future__ import annotations

import pytest

from networks.models import PeerGroup
from networks.peer_groups.domain.group import authorship_agreed
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.curriculum.domain.test_curricula import lead
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    in_it,
)
from tests.factories import (
    MembershipFactory,
)

__all__ = ["group", "lead"]

pytestmark = pytest.mark.django_db


def test_rules_of_authorship_are_agreed_to_by_each_and_anew_when_they_change(
    group: PeerGroup, lead: Membership
) -> None:
    assert not authorship_agreed(group)
    act(lead, "charter", group.pk, charter="Stays here", authorship="Order first")
    for row in group.members.all():
        group.refresh_from_db()
        assert not authorship_agreed(group)
        act(row.member, "group_agree_authorship", group.pk)
    assert authorship_agreed(group)

    act(lead, "charter", group.pk, charter="Stays here", authorship="Another order")

    group.refresh_from_db()
    assert not authorship_agreed(group)


def test_the_charter_is_agreed_to_by_each_and_anew_when_it_changes(group: PeerGroup) -> None:
    PeerGroup.objects.update(charter="What is said here stays here.")
    ann = in_it(group, "Adams")
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])

    act(ann, "group_agree", group.pk)
    assert group.members.exclude(agreed_at=None).count() == 1
    act(director, "directing_group", group.pk, name="New name", aim="", charter="Another.")

    assert group.members.exclude(agreed_at=None).count() == 0
