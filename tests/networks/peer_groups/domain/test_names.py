"""Groups that go on at the same time have names of their own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from networks.models import PeerGroup
from networks.peer_groups.domain.group import create_group, end_group
from networks.peer_groups.domain.names import free_name
from networks.peer_groups.errors import GroupNameTaken
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def group(here: Institution, name: str) -> PeerGroup:
    members: list[Membership] = MembershipFactory.create_batch(2, institution=here)
    return create_group(here, actor=members[0].user, name=name, members=members)


def test_name_of_a_group_that_goes_on_is_taken_until_it_ends(here: Institution) -> None:
    first = group(here, "Writers")

    with pytest.raises(GroupNameTaken):
        group(here, "WRITERS")
    group(InstitutionFactory(), "Writers")
    assert free_name(here, "Writers") == "Writers (2)"

    end_group(first, actor=MembershipFactory(institution=here).user)
    assert group(here, "Writers").is_active


def test_director_is_told_at_the_field(here: Institution, client) -> None:
    group(here, "Writers")
    other = group(here, "Readers")
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    client.force_login(director.user)

    page = client.post(reverse("evaluations:directing_group", args=[other.pk]), {"name": "writers"})

    other.refresh_from_db()
    assert other.name == "Readers"
    assert "Another group has this name" in str(page.context["form"].errors["name"])
