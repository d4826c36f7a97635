"""One person's network, read in at most seven queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, IntegerField, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from networks.invitations.models import Invitation
from networks.map.domain.network import Need, Network, NetworkTie, Wish
from networks.map.domain.parts import CONFIRMATION, REQUEST, MapTie
from networks.peer_groups.domain.peers import GroupPeer, group_peers
from networks.relationships.models import Tie, TieQuerySet
from profiles.models import Membership, SelfDescription
from profiles.models import Need as NeedRow
from profiles.people.domain.supervision import supervisors_of

FROM_GROUP = "group"
LIVED_STATES = (Tie.State.ACTIVE, Tie.State.ENDED)


@dataclass(frozen=True)
class NetworkReading:
    """The open ties of one mentee as rows, and the network as coverage sees it.

    `peers` are those in the mentee's groups. Who has a tie as well stands on the map once, with
    what the tie is for, and is a peer all the same.
    """

    network: Network
    active: tuple[Tie, ...]
    peers: tuple[GroupPeer, ...]
    unconfirmed: tuple[Tie, ...]
    supervisors: frozenset[UUID]

    def map_ties(
        self,
        url_of: Callable[[Tie], str],
        peer_url_of: Callable[[GroupPeer], str],
        asked: Sequence[Invitation] = (),
        asked_url_of: Callable[[Invitation], str] = str,
    ) -> tuple[MapTie, ...]:
        """Return the relationships, the peers and the people *asked* as the map draws them.

        Each leads to *url_of* it. Those who have not confirmed or answered are pending.
        """
        groups: dict[UUID | None, tuple[str, ...]] = {
            peer.member.pk: peer.groups for peer in self.peers
        }
        tied = {tie.mentor_id for tie in self.active}
        return (
            *(
                _map_tie(
                    tie, self.supervisors, url=url_of(tie), groups=groups.get(tie.mentor_id, ())
                )
                for tie in self.active
            ),
            *(
                _map_peer(peer, self.supervisors, url=peer_url_of(peer))
                for peer in self.peers
                if peer.member.pk not in tied
            ),
            *(
                replace(
                    _map_tie(tie, self.supervisors, url=url_of(tie), groups=()),
                    pending=CONFIRMATION,
                )
                for tie in self.unconfirmed
                if tie.mentor_id not in groups
            ),
            *(
                _map_request(one, self.supervisors, url=asked_url_of(one))
                for one in asked
                if one.mentor_id not in tied and one.mentor_id not in groups
            ),
        )


def read_network(member: Membership, *, on: date | None = None) -> NetworkReading:
    """Read *member*'s ties, groups, needs, wishes and supervisors. Only active ties cover anything.

    With *on*, the ties and the groups are those of that day, with what people are for today; needs
    are today's.
    """
    ties = list(_ties_on(member, on) if on else _ties(member))
    active = tuple(tie for tie in ties if on or tie.state == Tie.State.ACTIVE)
    peers = group_peers(member, on=on)
    tied = {tie.mentor_id for tie in active}
    supervisors = supervisors_of(member)
    needs = NeedRow.objects.filter(member=member).values_list("area", "role", "priority")
    wishes = SelfDescription.objects.filter(member=member, wishes_woman=True)
    network = Network(
        needs=tuple(Need(area, role or None, priority) for area, role, priority in needs),
        ties=(
            *(_network_tie(tie, supervisors) for tie in active),
            *(_network_peer(peer, supervisors, tied=peer.member.pk in tied) for peer in peers),
        ),
        wishes=(Wish("gender", SelfDescription.Gender.WOMAN),) if wishes.exists() else (),
        rank=member.rank,
        unit=member.unit_id,
        expertise=frozenset(member.expertise),
    )
    return NetworkReading(
        network=network,
        active=active,
        peers=peers,
        unconfirmed=tuple(tie for tie in ties if not on and tie.state == Tie.State.UNCONFIRMED),
        supervisors=supervisors,
    )


def load_network(member: Membership) -> Network:
    """Return *member*'s network for `coverage.assess`."""
    return read_network(member).network


def mentor_name(tie: Tie) -> str:
    """Return the name of the other side as the mentee reads it."""
    return tie.partner.name


def first_day(member: Membership) -> date | None:
    """The day on which *member*'s oldest tie began, as far as it is known, or their first group."""
    lived = Q(ties_as_protege__state__in=LIVED_STATES)
    found = Membership.objects.filter(pk=member.pk).aggregate(
        tie=Min("ties_as_protege__started_on", filter=lived), group=Min("group_parts__joined_on")
    )
    return min((day for day in found.values() if day is not None), default=None)


def _ties_on(member: Membership, day: date) -> TieQuerySet:
    """The ties that had begun and not ended on that day."""
    began = Q(started_on__lte=day) | Q(started_on=None, created_at__date__lte=day)
    return _with_people(
        Tie.objects.filter(protege=member, state__in=LIVED_STATES)
        .filter(began)
        .filter(Q(ended_on=None) | Q(ended_on__gt=day))
    )


def _ties(member: Membership) -> TieQuerySet:
    return _with_people(Tie.objects.open().filter(protege=member))


def _with_people(ties: TieQuerySet) -> TieQuerySet:
    load = (
        Tie.objects.carried()
        .filter(mentor=OuterRef("mentor"))
        .order_by()
        .values("mentor")
        .annotate(load=Count("pk"))
        .values("load")
    )
    return ties.select_related(
        "mentor__unit", "mentor__offer", "mentor__self_description", "external", "protege"
    ).annotate(mentor_load=Coalesce(Subquery(load, output_field=IntegerField()), 0))


def _network_tie(tie: Tie, supervisors: frozenset[UUID]) -> NetworkTie:
    person = tie.partner
    offer = getattr(tie.mentor, "offer", None)
    return NetworkTie(
        id=tie.pk,
        name=person.name,
        sort_key=person.sort_key,
        mentor=person.pk,
        kind=tie.kind,
        origin=tie.origin,
        roles=frozenset(tie.roles),
        areas=frozenset(tie.areas),
        rank=person.rank or None,
        unit=tie.mentor.unit_id if tie.mentor else None,
        inside=_inside(tie),
        expertise=frozenset(person.expertise),
        is_supervisor=tie.mentor_id in supervisors,
        over_capacity=offer is not None and getattr(tie, "mentor_load", 0) > offer.capacity,
        qualities=_shown_qualities(tie.mentor),
    )


def _network_peer(peer: GroupPeer, supervisors: frozenset[UUID], *, tied: bool) -> NetworkTie:
    """A peer from a group; what one with a *tied* person is for, the tie says."""
    person = peer.member
    return NetworkTie(
        id=person.pk,
        name=person.name,
        sort_key=person.sort_key,
        mentor=person.pk,
        kind=_peer_kind(peer),
        origin=FROM_GROUP,
        roles=frozenset(() if tied else peer.roles),
        areas=frozenset(() if tied else peer.areas),
        rank=person.rank or None,
        unit=person.unit_id,
        inside=person.is_current,
        expertise=frozenset(person.expertise),
        is_supervisor=person.pk in supervisors and not tied,
        qualities=_shown_qualities(person),
    )


def _peer_kind(peer: GroupPeer) -> str:
    return "group_facilitator" if peer.facilitates else "group_peer"


def _shown_qualities(person: Membership | None) -> frozenset[tuple[str, str]]:
    """What someone shows of themselves to colleagues; a wish looks at nothing else."""
    described = getattr(person, "self_description", None)
    if described is None or not described.shown or not described.gender:
        return frozenset()
    return frozenset({("gender", described.gender)})


def _map_tie(
    tie: Tie, supervisors: frozenset[UUID], *, url: str, groups: tuple[str, ...]
) -> MapTie:
    person = tie.partner
    return MapTie(
        id=tie.pk,
        name=person.name,
        sort_key=person.sort_key,
        kind=tie.kind,
        url=url,
        origin=tie.origin,
        roles=frozenset(tie.roles),
        areas=frozenset(tie.areas),
        closeness=tie.closeness,
        rank_label=person.get_rank_display() if person.rank else "",
        external=not _inside(tie),
        is_supervisor=tie.mentor_id in supervisors,
        since=tie.started_on,
        groups=groups,
    )


def _map_peer(peer: GroupPeer, supervisors: frozenset[UUID], *, url: str) -> MapTie:
    person = peer.member
    return MapTie(
        id=person.pk,
        name=person.name,
        sort_key=person.sort_key,
        kind=_peer_kind(peer),
        url=url,
        origin=FROM_GROUP,
        roles=frozenset(peer.roles),
        areas=frozenset(peer.areas),
        closeness=peer.closeness,
        rank_label=person.get_rank_display() if person.rank else "",
        is_supervisor=person.pk in supervisors,
        since=peer.since,
        groups=peer.groups,
    )


def _map_request(asked: Invitation, supervisors: frozenset[UUID], *, url: str) -> MapTie:
    person = asked.mentor
    return MapTie(
        id=asked.pk,
        name=person.name,
        sort_key=person.sort_key,
        kind=asked.kind,
        url=url,
        roles=frozenset(asked.roles),
        areas=frozenset(asked.areas),
        rank_label=person.get_rank_display() if person.rank else "",
        is_supervisor=asked.mentor_id in supervisors,
        pending=REQUEST,
    )


def open_requests(member: Membership) -> list[Invitation]:
    """Return whom *member* has asked and who has not answered. One query."""
    own = Invitation.objects.open().filter(protege=member).select_related("mentor__unit")
    return list(own.order_by("sent_at", "pk"))


def _inside(tie: Tie) -> bool:
    """A mentor who has left the institution stays a mentor, from outside [C, D]."""
    return tie.mentor is not None and tie.mentor.is_current
