"""Who meets: the two people of a tie or those of a group, held while something of theirs changes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluations.errors import NotLeading, NotYourTie, TieOver
from mentornet.mail.links import Batch
from networks.models import PeerGroup, Tie
from networks.peer_groups.domain.group import current_people, lock_group, may_lead
from networks.relationships.domain.links import mail_link
from profiles.models import Membership

Circle = Tie | PeerGroup


def of(circle: Circle) -> dict[str, Any]:
    """How a meeting or an action names *circle*: as its tie or as its group."""
    return {"tie": circle} if isinstance(circle, Tie) else {"group": circle}


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


def hold_group(
    group: PeerGroup, by: Membership, *, active: bool = True, leading: bool = False
) -> PeerGroup:
    """The same for a group; *leading* asks for somebody who may plan its sessions.

    Raises NotYourTie, TieOver, NotLeading.
    """
    held = lock_group(group.pk)
    if by not in current_people(held):
        raise NotYourTie
    if active and not held.is_active:
        raise TieOver
    if leading and not may_lead(held, by):
        raise NotLeading
    return held


def hold_circle(
    circle: Circle, by: Membership, *, active: bool = True, leading: bool = False
) -> Circle:
    """Hold a tie, in which both lead, or a group. Raises NotYourTie, TieOver, NotLeading."""
    if isinstance(circle, Tie):
        return hold(circle, by, active=active)
    return hold_group(circle, by, active=active, leading=leading)


def members_of(circle: Circle) -> list[Membership]:
    """Those who have an account here and have not left."""
    if isinstance(circle, PeerGroup):
        return current_people(circle)
    return [one for one in (circle.protege, circle.mentor) if one is not None and one.is_current]


def company_of(circle: Circle, reader: Membership) -> str:
    """Whom *reader* meets there, as a title names it: the other's name, or the group's."""
    return circle.name if isinstance(circle, PeerGroup) else circle.partner_of(reader).name


def address_of(circle: Circle, reader: Membership, *, batch: Batch | None = None) -> str:
    """The full address, for *reader*'s mail, of the page on which all of it stands.

    With a *batch*, it works once that is saved.
    """
    if isinstance(circle, Tie):
        return mail_link(circle, recipient=reader, batch=batch)
    return settings.SITE_URL + reverse("evaluations:group", args=[circle.pk])
