"""When the roster makes someone in a group the chief of another one there."""

import pytest

from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.chiefs import chiefs_in, notify_of_chiefs
from profiles.models import Membership
from tests.factories import GroupMemberFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> PeerGroup:
    return PeerGroupFactory()


@pytest.fixture
def people(group) -> list[Membership]:
    return [GroupMemberFactory(group=group).member for _ in range(3)]


def supervise(chief: Membership, member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).update(supervisor=chief)


def test_group_without_chiefs_tells_no_one(group, people):
    notify_of_chiefs(group.institution, changed=[people[0].pk])

    assert chiefs_in(group) == []
    assert list(OutboxMessage.objects.all()) == []


def test_the_two_are_told_and_no_one_else(group, people):
    chief, member, _third = people
    supervise(chief, member)

    notify_of_chiefs(group.institution, changed=[member.pk])

    assert chiefs_in(group) == [(chief, member)]
    assert {row.recipient for row in OutboxMessage.objects.all()} == {
        chief.user.email,
        member.user.email,
    }


def test_change_of_someone_else_brings_no_message(group, people):
    chief, member, third = people
    supervise(chief, member)

    notify_of_chiefs(group.institution, changed=[third.pk])

    assert list(OutboxMessage.objects.all()) == []
