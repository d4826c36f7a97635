"""What a director should know of someone before they come into a group: which groups they are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from networks.models import GroupMember, PeerGroup
from profiles.models import Membership, User


def group_remarks(
    people: Sequence[Membership], *, reader: User, group: PeerGroup | None = None
) -> Mapping[UUID, Sequence[str]]:
    """Return for each of *people* in which groups they are, of those that *reader* runs. Two queries.

    *group* is the one into which they are about to come.
    """
    going_on = PeerGroup.objects.directed_by(reader).active()
    rows = GroupMember.objects.current().filter(
        member__in=[one.pk for one in people], group__in=going_on.values("pk")
    )
    names: defaultdict[UUID, list[str]] = defaultdict(list)
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for member, key, name in rows.order_by("group__name", "pk").values_list(
        "member", "group", "group__name"
    ):
        if group is not None and key == group.pk:
            found[member].append(_("Already in this group."))
        else:
            names[member].append(name)
    for member, there in names.items():
        found[member].append(_("Also in: %(groups)s.") % {"groups": ", ".join(there)})
    return found
