"""What groups are called: two that go on at the same time have two names."""

from __future__ import annotations

from uuid import UUID

from networks.peer_groups.errors import GroupNameTaken
from networks.peer_groups.models import PeerGroup
from profiles.models import Institution

LONGEST = 200


def check_name(institution: Institution, name: str, *, but: UUID | None = None) -> None:
    """Raise GroupNameTaken where another group that goes on, not the one with the key *but*, has this name.

    Call it inside the transaction that writes the name; two who take one name at once wait for each other.
    """
    Institution.objects.select_for_update(no_key=True, of=("self",)).get(pk=institution.pk)
    same = PeerGroup.objects.active().of(institution).filter(name__iexact=name.strip())
    if any(one != but for one in same.values_list("pk", flat=True)):
        raise GroupNameTaken


def free_name(institution: Institution, name: str) -> str:
    """Return *name*, with a number behind it where a group that goes on has it already. One query."""
    going_on = PeerGroup.objects.active().of(institution)
    taken = {
        one.casefold()
        for one in going_on.filter(name__istartswith=name).values_list("name", flat=True)
    }
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{name[: LONGEST - 6]} ({number})"
        number += 1
    return found
