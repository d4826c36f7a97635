"""A group that its members run when its program is over."""

import pytest

from networks.models import GroupMember
from networks.peer_groups.domain.group import current_people
from networks.peer_groups.domain.self_led import make_self_led
from networks.peer_groups.errors import GroupTooSmall
from tests.factories import GroupMemberFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return PeerGroupFactory(self_led=False)


@pytest.fixture
def facilitator(group):
    return GroupMemberFactory(group=group, part=GroupMember.Part.FACILITATOR).member


@pytest.fixture
def members(group, facilitator):
    return [row.member for row in GroupMemberFactory.create_batch(3, group=group)]


def test_those_who_stay_run_the_group(group, facilitator, members):
    row = make_self_led(group, staying=[*members[:2], facilitator], actor=members[0].user)

    assert row.self_led is True
    assert set(current_people(row)) == set(members[:2])


def test_one_person_is_no_group_and_no_one_leaves(group, facilitator, members):
    with pytest.raises(GroupTooSmall):
        make_self_led(group, staying=[members[0], facilitator], actor=members[0].user)

    group.refresh_from_db()
    assert group.self_led is False
    assert set(current_people(group)) == {*members, facilitator}
