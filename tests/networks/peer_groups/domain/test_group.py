"""A group that has ended takes no one in, by whatever door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import end_group
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory
from tests.support.matching import director_at

pytestmark = pytest.mark.django_db


def test_people_cannot_be_added_to_a_group_that_has_ended() -> None:
    group = PeerGroupFactory()
    GroupMemberFactory.create_batch(2, group=group)
    new = MembershipFactory(institution=group.institution)
    director = director_at(group.institution)
    page = reverse("evaluations:directing_group", args=[group.pk])
    address = reverse("evaluations:directing_group_add", args=[group.pk])
    end_group(group, actor=new.user)
    OutboxMessage.objects.all().delete()

    answer = director.post(address, {"members": new.email}, follow=True)

    assert "This group has ended" in answer.content.decode()
    assert not GroupMember.objects.filter(member=new).exists()
    assert OutboxMessage.objects.count() == 0
    assert address not in director.get(page).content.decode()


def test_an_end_before_the_beginning_is_no_day_in_the_future() -> None:
    group = PeerGroupFactory(started_on=timezone.localdate() + timedelta(days=40))
    GroupMemberFactory(group=group, joined_on=group.started_on)
    end_group(group, actor=MembershipFactory(institution=group.institution).user)
    assert PeerGroup.objects.get().ended_on <= timezone.localdate()
