"""What someone in a group is for one."""

import pytest

from networks.models import PeerFunction
from networks.peer_groups.domain.peer_functions import set_function
from networks.peer_groups.domain.peers import group_peers
from networks.peer_groups.errors import NotInGroup
from tests.factories import GroupMemberFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_function_is_for_the_eyes_of_its_author_and_replaced_by_the_next():
    own = GroupMemberFactory()
    peer = GroupMemberFactory(group=own.group).member

    set_function(own.member, peer=peer, roles=["coach"], areas=[], closeness=2)
    set_function(own.member, peer=peer, roles=["confidant"], areas=["career"], closeness=1)

    [seen] = group_peers(own.member)
    assert (seen.roles, seen.areas, seen.closeness) == (("confidant",), ("career",), 1)
    [other_side] = group_peers(peer)
    assert other_side.roles == ()
    assert PeerFunction.objects.count() == 1


def test_only_someone_in_a_group_with_one_has_a_function():
    own = GroupMemberFactory()
    stranger = MembershipFactory(institution=own.institution)

    with pytest.raises(NotInGroup):
        set_function(own.member, peer=stranger, roles=[], areas=[], closeness=2)
