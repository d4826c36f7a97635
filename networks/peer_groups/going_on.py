"""A group that goes on by itself when its program is over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from networks.domain.peer_group import FEWEST, leave_group
from networks.errors import GroupTooSmall
from networks.models import GroupMember, PeerGroup
from profiles.domain.audit import record
from profiles.models import Membership, User


@transaction.atomic
def make_self_led(group: PeerGroup, *, staying: Collection[Membership], actor: User) -> PeerGroup:
    """Let those who are *staying* run the group by themselves; everyone else leaves it.

    Who facilitated it leaves as well. Raises GroupTooSmall where fewer than two are left.
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
    held: PeerGroup = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    # The field that lets a group run itself comes with the parts in a group.
    if "self_led" in {field.name for field in PeerGroup._meta.get_fields()}:
        runs_itself: dict[str, Any] = {"self_led": True}
        PeerGroup.objects.filter(pk=held.pk).update(**runs_itself)
    record("group_self_led", actor=actor, institution=held.institution, subject=held)
    return held
