"""The two people of a tie, and the tie held while something of it changes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from evaluations.errors import NotYourTie, TieOver
from networks.models import Tie
from profiles.models import Membership


def hold(tie: Tie, by: Membership, *, active: bool = True) -> Tie:
    """Return the tie, held until the end of the transaction. Raises NotYourTie, TieOver."""
    held = (
        Tie.objects.select_for_update(of=("self",))
        .select_related("institution", "protege__user", "mentor__user", "external")
        .get(pk=tie.pk)
    )
    if by.pk not in (held.protege_id, held.mentor_id):
        raise NotYourTie
    if active and held.state != Tie.State.ACTIVE:
        raise TieOver
    return held


def members_of(tie: Tie) -> list[Membership]:
    """Those of the two who have an account here and have not left."""
    return [one for one in (tie.protege, tie.mentor) if one is not None and one.is_current]


def zone_of(member: Membership) -> ZoneInfo:
    """The time zone in which this person reads times."""
    return ZoneInfo(member.user.time_zone or member.institution.time_zone)
