"""A person's network as rows, as coverage sees it, and as the map draws it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from networks.map.domain.layout import layout
from networks.map.domain.reading import (
    first_day,
    load_network,
    mentor_name,
    open_requests,
    read_network,
)
from networks.models import Tie
from profiles.models import Membership
from tests.factories import (
    ExternalContactFactory,
    GroupMemberFactory,
    InvitationFactory,
    MembershipFactory,
    NeedFactory,
    PeerGroupFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    return MembershipFactory()


def test_unconfirmed_relationship_is_shown_and_covers_nothing(member):
    active = TieFactory(protege=member)
    asked = TieFactory(protege=member, state=Tie.State.UNCONFIRMED)

    reading = read_network(member)

    assert (reading.active, reading.unconfirmed) == ((active,), (asked,))
    assert [tie.id for tie in reading.network.ties] == [active.pk]


def test_needs_and_group_members_are_part_of_the_network(member):
    NeedFactory(member=member, area="research", role="", priority=1)
    group = PeerGroupFactory(institution=member.institution)
    GroupMemberFactory(group=group, member=member)
    peer = GroupMemberFactory(group=group)

    network = load_network(member)

    assert [(need.area, need.role, need.priority) for need in network.needs] == [
        ("research", None, 1)
    ]
    assert [tie.mentor for tie in network.ties] == [peer.member_id]


@pytest.mark.parametrize("size", [1, 3])
def test_network_takes_the_same_queries_at_any_size(member, size, django_assert_num_queries):
    TieFactory.create_batch(size, protege=member)

    with django_assert_num_queries(4):
        reading = read_network(member)

    assert len(reading.active) == size


def test_network_of_a_past_day_has_the_relationships_of_that_day(member):
    today = timezone.localdate()
    over = TieFactory(
        protege=member,
        state=Tie.State.ENDED,
        started_on=today - timedelta(days=90),
        ended_on=today - timedelta(days=30),
    )

    assert read_network(member).active == ()
    assert read_network(member, on=today - timedelta(days=60)).active == (over,)


def test_someone_with_a_relationship_and_a_group_is_drawn_once(member):
    group = PeerGroupFactory(institution=member.institution)
    GroupMemberFactory(group=group, member=member)
    peer = GroupMemberFactory(group=group)
    TieFactory(protege=member, mentor=peer.member)

    drawn = read_network(member).map_ties(lambda tie: "/tie/", lambda one: "/peer/")

    assert [(one.url, one.groups) for one in drawn] == [("/tie/", (group.name,))]


def test_first_day_is_that_of_the_oldest_relationship(member):
    TieFactory(protege=member, started_on=date(2024, 5, 1))
    TieFactory(protege=member, started_on=date(2023, 2, 1))

    assert first_day(member) == date(2023, 2, 1)
    assert first_day(MembershipFactory()) is None


def test_external_mentor_has_the_name_that_the_mentee_wrote(member):
    contact = ExternalContactFactory(owner=member, name="Dr. Outside")

    assert mentor_name(TieFactory(protege=member, mentor=None, external=contact)) == "Dr. Outside"


def test_who_has_not_answered_is_on_the_map_as_pending_and_fills_nothing(member):
    active = TieFactory(protege=member, roles=["coach"])
    unconfirmed = TieFactory(protege=member, state=Tie.State.UNCONFIRMED, roles=["sponsor"])
    asked = InvitationFactory(protege=member, roles=["agent"])
    InvitationFactory(protege=member, state="declined", answered_at=timezone.now())
    reading = read_network(member)

    shown = reading.map_ties(str, str, open_requests(member), str)

    assert {tie.id: tie.pending for tie in shown} == {
        active.pk: "",
        unconfirmed.pk: "confirmation",
        asked.pk: "request",
    }
    drawn = layout(shown, empty_roles={"sponsor": "/find/"})
    sponsor = next(one for one in drawn.sectors if one.role == "sponsor")
    assert (sponsor.empty, sponsor.bare, sponsor.count, sponsor.url) == (True, False, 0, "")
    assert "1 person is in your network. 2 people have not answered yet." in drawn.summary
    assert sorted(row.pending for row in drawn.rows) == [
        "",
        "Not confirmed yet",
        "Request sent, no answer yet",
    ]
