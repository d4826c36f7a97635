"""Those who are in a group with someone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import GroupMember
from networks.peer_groups.domain.peers import group_peers
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return GroupMemberFactory()


def test_peer_in_two_groups_is_one_person(own):
    second = PeerGroupFactory(institution=own.institution)
    GroupMemberFactory(group=second, member=own.member)
    other = GroupMemberFactory(group=own.group).member
    GroupMemberFactory(group=second, member=other)

    [peer] = group_peers(own.member)

    assert (peer.member, peer.groups) == (other, tuple(sorted([own.group.name, second.name])))


def test_facilitator_has_no_peers_among_the_members(own):
    lead = GroupMemberFactory(group=own.group, part=GroupMember.Part.FACILITATOR)

    [peer] = group_peers(own.member)

    assert (peer.member, peer.facilitates) == (lead.member, True)
    assert group_peers(lead.member) == ()


def test_person_who_has_left_is_a_peer_of_past_days_alone(own):
    today = timezone.localdate()
    other = GroupMemberFactory(group=own.group, left_on=today - timedelta(days=10))

    assert group_peers(own.member) == ()
    [peer] = group_peers(own.member, on=today - timedelta(days=20))
    assert peer.member == other.member


@pytest.mark.parametrize("size", [1, 3])
def test_peers_take_three_queries(own, size, django_assert_num_queries):
    GroupMemberFactory.create_batch(size, group=own.group)

    with django_assert_num_queries(3):
        assert len(group_peers(own.member)) == size


def test_person_in_no_group_takes_one_query(django_assert_num_queries):
    member = MembershipFactory()

    with django_assert_num_queries(1):
        assert group_peers(member) == ()
