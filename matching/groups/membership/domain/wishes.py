"""Who asked never to be brought together with someone, and what of it is told of a group.

In a group of a few, to say that it breaks a request of someone would be to say whose; and any refusal would, where
nothing else stands in the way. So a few are asked before they come together by hand (see `joining`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from django.utils.translation import gettext as _

from matching.groups.errors import NoRoomInGroup
from networks.models import Exclusion, GroupMember, PeerGroup
from profiles.models import Membership

SAID_FROM = 4
"""How many people a group has at least, its facilitator among them, where a broken request is told."""


def wishes_among(people: Iterable[UUID]) -> list[set[UUID]]:
    """Return pairs of *people* who are never to be brought together. One query."""
    everyone = list(people)
    rows = Exclusion.objects.filter(
        reach=Exclusion.Reach.PAIR, owner__in=everyone, other__in=everyone
    )
    return [set(pair) for pair in rows.values_list("owner_id", "other_id")]


def breaks_wish(
    people: AbstractSet[UUID], new: AbstractSet[UUID], wishes: Sequence[AbstractSet[UUID]]
) -> bool:
    """Return whether the group of *people* brings two of *wishes* together, one of them *new* in it."""
    return any(pair <= people and pair & new for pair in wishes)


def broken_words(group: str) -> str:
    """Return what is said of such a group; whose wish it is, and that it is one of these two, stays with them."""
    return _("%(group)s: this breaks a request from someone in the group.") % {"group": group}


def check_wishes(group: PeerGroup, members: Collection[Membership]) -> None:
    """Raise NoRoomInGroup, without a name, where *members* would bring two together who are never to be. Two queries.

    For groups of at least SAID_FROM people.
    """
    current = GroupMember.objects.current().filter(group=group)
    there = set(current.values_list("member_id", flat=True))
    new = {one.pk for one in members} - there
    people = there | new
    if breaks_wish(people, new, wishes_among(people)):
        raise NoRoomInGroup(broken_words(group.name))
