"""What someone in one's group is for one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mentornet.audit_verbs import Verb
from networks.peer_groups.domain.peers import group_peers
from networks.peer_groups.errors import NotInGroup
from networks.peer_groups.models import PeerFunction
from profiles.institution.domain.audit import record
from profiles.models import Membership


@transaction.atomic
def set_function(
    member: Membership,
    *,
    peer: Membership,
    roles: Sequence[str],
    areas: Sequence[str],
    closeness: int,
) -> PeerFunction:
    """Note what *peer* is for *member*, who alone sees it. Raise NotInGroup.

    It is kept when one of the two leaves, for the past of the map and in case they meet again.
    """
    if peer.pk not in {one.member.pk for one in group_peers(member)}:
        raise NotInGroup
    row, _made = PeerFunction.objects.update_or_create(
        member=member,
        peer=peer,
        defaults={
            "institution": member.institution,
            "roles": list(roles),
            "areas": list(areas),
            "closeness": closeness,
        },
    )
    record(Verb.PEER_FUNCTION_SET, actor=member.user, institution=member.institution, subject=row)
    return row
