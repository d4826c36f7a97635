"""Those who are in a group with someone: derived from the groups, for today or for a past day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from networks.peer_groups.models import GroupMember, GroupMemberQuerySet, PeerFunction
from networks.relationships.models import Tie
from profiles.models import Membership


@dataclass(frozen=True)
class GroupPeer:
    """One person in one's groups, with what they are for one.

    `facilitates`: they lead every group that one shares with them, and are then no peer. `since`
    is the day from which the two were in a group together.
    """

    member: Membership
    groups: tuple[str, ...]
    facilitates: bool
    since: date
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    closeness: int = Tie.Closeness.REGULAR


def group_peers(member: Membership, *, on: date | None = None) -> tuple[GroupPeer, ...]:
    """Return those in a group with *member* now, or *on* a past day, by name.

    Who leads a group has no peers among those whom they lead; leaders of one group are each
    other's. One query for someone in no group, otherwise three.
    """
    own = {
        part.group_id: part
        for part in _there(GroupMember.objects.filter(member=member), on).order_by("joined_on")
    }
    if not own:
        return ()
    others = (
        _there(GroupMember.objects.filter(group__in=own), on)
        .exclude(member=member)
        .select_related("group", "member__unit", "member__self_description")
    )
    shared: dict[UUID, list[GroupMember]] = defaultdict(list)
    for part in others:
        if part.leads or not own[part.group_id].leads:
            shared[part.member_id].append(part)
    said = {row.peer_id: row for row in PeerFunction.objects.filter(member=member, peer__in=shared)}
    return tuple(_peer(parts, own, said.get(key)) for key, parts in shared.items())


def _peer(
    parts: list[GroupMember], own: dict[UUID, GroupMember], said: PeerFunction | None
) -> GroupPeer:
    function = said or PeerFunction()
    return GroupPeer(
        member=parts[0].member,
        groups=tuple(sorted({part.group.name for part in parts})),
        facilitates=all(part.leads and not own[part.group_id].leads for part in parts),
        since=min(max(part.joined_on, own[part.group_id].joined_on) for part in parts),
        roles=tuple(function.roles),
        areas=tuple(function.areas),
        closeness=function.closeness,
    )


def _there(parts: GroupMemberQuerySet, on: date | None) -> GroupMemberQuerySet:
    """Those parts in groups that are in force, now or on that day."""
    if on is None:
        return parts.current().filter(group__ended_on=None)
    return parts.filter(
        Q(left_on=None) | Q(left_on__gt=on),
        Q(group__ended_on=None) | Q(group__ended_on__gt=on),
        Q(member__end_date=None) | Q(member__end_date__gt=on),
        joined_on__lte=on,
    )
