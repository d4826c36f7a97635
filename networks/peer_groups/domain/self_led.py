"""A group that goes on by itself when its program is over."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from networks.peer_groups.domain.group import FEWEST, leave_group
from networks.peer_groups.domain.parts import set_self_led
from networks.peer_groups.errors import GroupTooSmall
from networks.peer_groups.models import GroupMember, PeerGroup
from profiles.models import Membership, User


@transaction.atomic
def make_self_led(group: PeerGroup, *, staying: Collection[Membership], actor: User) -> PeerGroup:
    """Let those who are *staying* run the group by themselves; everyone else leaves it.

    Who facilitated it leaves as well. Raise GroupTooSmall where fewer than two are left.
    """
    there = list(
        GroupMember.objects.current()
        .filter(group=group)
        .select_related("member__user", "member__institution")
    )
    kept = [row for row in there if row.member in staying and not row.leads]
    if len(kept) < FEWEST:
        raise GroupTooSmall
    for row in there:
        if row not in kept:
            leave_group(group, row.member, actor=actor)
    return set_self_led(group, self_led=True, actor=actor)
