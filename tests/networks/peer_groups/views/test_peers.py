"""Who is in one's group is in one's network: as a peer, for as long as the group lasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.map.domain.coverage import assess
from networks.map.domain.layout import layout
from networks.map.domain.reading import first_day, read_network
from networks.models import GroupMember, PeerFunction, PeerGroup, Tie
from networks.peer_groups.domain.group import end_group, leave_group
from networks.peer_groups.domain.peers import group_peers
from profiles.models import Membership
from profiles.vocabulary import MentorRole
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
    NeedFactory,
    PeerGroupFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
Part = GroupMember.Part
START = date(2026, 3, 2)


@pytest.fixture
def group() -> PeerGroup:
    """Ann, Bo and Cy with Lea, who facilitates."""
    group = PeerGroupFactory(name="Writers", started_on=START)
    for name in ("Ann", "Bo", "Cy"):
        GroupMemberFactory(group=group, member__family_name=name)
    GroupMemberFactory(group=group, part=Part.FACILITATOR, member__family_name="Lea")
    return group  # type: ignore[no-any-return]


def who(group: PeerGroup, name: str) -> Membership:
    return group.members.get(member__family_name=name).member  # type: ignore[no-any-return]


def names(member: Membership, on: date | None = None) -> list[str]:
    return sorted(one.member.family_name for one in group_peers(member, on=on))


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(member: Membership, **query: str) -> str:
    return client_of(member).get(reverse("networks:network"), query).content.decode()


def say(member: Membership, peer: Membership, **data: Any) -> Any:
    address = reverse("networks:group_peer", args=[peer.pk])
    return client_of(member).post(address, {"closeness": "2"} | data)


def test_group_is_on_the_map_and_in_the_table_without_a_tie(group: PeerGroup) -> None:
    ann = who(group, "Ann")

    text = page(ann)

    for name in ("Bo", "Cy", "Lea"):
        assert who(group, name).name in text
    assert "From your group Writers" in " ".join(text.split())
    assert "Group facilitator" in text
    assert "map-shape--group" in text
    assert not Tie.objects.exists()


def test_peers_count_as_horizontal_ties_and_the_facilitator_does_not(group: PeerGroup) -> None:
    coverage = assess(read_network(who(group, "Ann")).network)

    assert (coverage.diversity.people, coverage.diversity.peers) == (3, 2)
    assert "no_peer" not in {one.code for one in coverage.findings}
    assert coverage.roles_covered == 0


def test_who_facilitates_has_no_peers_among_those_they_lead(group: PeerGroup) -> None:
    lea = who(group, "Lea")
    assert names(lea) == []
    GroupMemberFactory(group=group, part=Part.COFACILITATOR, member__family_name="Max")

    assert names(lea) == ["Max"]
    assert [one.facilitates for one in group_peers(lea)] == [False]


def test_a_peer_in_one_group_is_a_peer_though_they_lead_another(group: PeerGroup) -> None:
    ann, lea = who(group, "Ann"), who(group, "Lea")
    other = PeerGroupFactory(institution=group.institution, name="Readers")
    for one in (ann, lea):
        GroupMemberFactory(group=other, member=one)

    (found,) = (one for one in group_peers(ann) if one.member == lea)

    assert (found.facilitates, found.groups) == (False, ("Readers", "Writers"))


def test_what_a_peer_fills_covers_and_nobody_else_sees_it(group: PeerGroup) -> None:
    ann, bo = who(group, "Ann"), who(group, "Bo")
    NeedFactory(member=ann, institution=ann.institution, area="research", role="coach")

    answer = say(ann, bo, roles=["coach"], areas=["research"], closeness="1")

    assert answer.status_code == 302
    coverage = assess(read_network(ann).network)
    assert coverage.needs_covered == 1
    row = PeerFunction.objects.get()
    assert (row.member, row.peer, row.roles, row.areas, row.closeness) == (
        ann,
        bo,
        ["coach"],
        ["research"],
        1,
    )
    for other in (bo, who(group, "Cy")):
        assert assess(read_network(other).network).roles_covered == 0
    assert list(PeerFunction.objects.visible_to(bo.user)) == []


def test_page_is_there_for_those_in_the_group_alone(group: PeerGroup) -> None:
    ann = who(group, "Ann")
    stranger = MembershipFactory(institution=group.institution)
    for one in (stranger, ann, MembershipFactory()):
        assert say(ann, one, roles=["coach"]).status_code == 404
    bo = who(group, "Bo")
    leave_group(group, bo, actor=bo.user)

    assert say(ann, bo, roles=["coach"]).status_code == 404
    assert not PeerFunction.objects.exists()


@pytest.mark.parametrize("data", [{"roles": ["king"]}, {"closeness": "9"}])
def test_what_is_not_on_the_list_is_refused(group: PeerGroup, data: dict[str, Any]) -> None:
    answer = say(who(group, "Ann"), who(group, "Bo"), **data)

    assert answer.status_code == 200
    assert not PeerFunction.objects.exists()


def test_who_has_a_tie_stands_on_the_map_once_with_what_it_says(group: PeerGroup) -> None:
    ann, bo = who(group, "Ann"), who(group, "Bo")
    tie = TieFactory(protege=ann, mentor=bo, roles=[MentorRole.SPONSOR])
    PeerFunction.objects.create(
        institution=ann.institution, member=ann, peer=bo, roles=[MentorRole.COACH]
    )

    reading = read_network(ann)

    drawn = layout(reading.map_ties(lambda one: "", lambda one: ""), empty_roles={})
    assert len(drawn.rows) == 3
    (row,) = (one for one in drawn.rows if one.id == tie.pk)
    assert (row.roles, row.groups, row.from_group) == ("Sponsor", "Writers", False)
    coverage = assess(reading.network)
    assert (coverage.diversity.people, coverage.diversity.peers) == (3, 2)
    assert coverage.roles_covered == 1
    address = reverse("networks:group_peer", args=[bo.pk])
    assert client_of(ann).get(address)["Location"] == tie.get_absolute_url()


@pytest.mark.parametrize("end", ["peer leaves", "I leave", "group ends", "peer leaves the house"])
def test_leaving_takes_them_off_from_now_on(group: PeerGroup, end: str) -> None:
    ann, bo = who(group, "Ann"), who(group, "Bo")
    yesterday = group.institution.local_date() - timedelta(days=1)
    if end == "group ends":
        end_group(group, actor=ann.user)
    elif end == "peer leaves the house":
        Membership.objects.filter(pk=bo.pk).update(end_date=timezone.localdate())
    else:
        leaver = bo if end == "peer leaves" else ann
        leave_group(group, leaver, actor=leaver.user)

    assert "Bo" not in names(ann)
    assert "Bo" in names(ann, on=yesterday)


def test_past_days_show_who_was_there_then(group: PeerGroup) -> None:
    ann, bo = who(group, "Ann"), who(group, "Bo")
    group.members.filter(member=bo).update(left_on=START + timedelta(days=30))
    GroupMemberFactory(group=group, member__family_name="Dee", joined_on=START + timedelta(days=60))

    assert names(ann, on=START - timedelta(days=1)) == []
    assert names(ann, on=START) == ["Bo", "Cy", "Lea"]
    assert names(ann, on=START + timedelta(days=30)) == ["Cy", "Lea"]
    assert names(ann, on=START + timedelta(days=60)) == ["Cy", "Dee", "Lea"]
    assert first_day(ann) == START
    text = page(ann, on=str(START))
    assert bo.name in text
    assert "Dee" not in text


def test_a_peer_who_comes_to_stand_above_is_always_shown_as_such(group: PeerGroup) -> None:
    ann, bo = who(group, "Ann"), who(group, "Bo")
    Membership.objects.filter(pk=ann.pk).update(supervisor=bo)

    text = page(Membership.objects.get(pk=ann.pk))

    assert f"{bo.name} is also your supervisor" in text
    assert f'href="{reverse("networks:group_peer", args=[bo.pk])}"' in text


@pytest.mark.parametrize("name", ["home", "network"])
def test_pages_take_the_same_queries_for_any_number(
    name: str, django_assert_num_queries: Any
) -> None:
    member = MembershipFactory()
    client, address = client_of(member), reverse(f"networks:{name}")
    client.get(address)
    for number in range(1, 4):
        group = PeerGroupFactory(institution=member.institution)
        GroupMemberFactory(group=group, member=member)
        GroupMemberFactory.create_batch(3, group=group)
        TieFactory(protege=member)
        if number in (1, 3):
            with django_assert_num_queries({"home": 19, "network": 12}[name]):
                client.get(address)


def test_peers_of_somebody_in_no_group_take_one_query(django_assert_num_queries: Any) -> None:
    member = MembershipFactory()
    with django_assert_num_queries(1):
        assert group_peers(member) == ()
