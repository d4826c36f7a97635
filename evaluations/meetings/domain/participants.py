"""Who meets: the two people of a tie or those of a group, locked while something of theirs changes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluations.meetings.errors import NotLeading, NotYourTie, TieOver
from mentornet.mail.links import Batch
from networks.models import ExternalContact, PeerGroup, Tie
from networks.peer_groups.domain.group import current_people, lock_group, may_lead
from networks.relationships.domain.links import mail_link
from profiles.models import Membership

Participants = Tie | PeerGroup


def of(participants: Participants) -> dict[str, Any]:
    """Return how a meeting or an action names *participants*: as its tie or as its group."""
    return {"tie": participants} if isinstance(participants, Tie) else {"group": participants}


def lock_tie_for_update(tie: Tie, by: Membership, *, active: bool = True) -> Tie:
    """Return the tie, locked until the end of the transaction. Raise NotYourTie or TieOver."""
    locked = (
        Tie.objects.select_for_update(of=("self",))
        .select_related("institution", "protege__user", "mentor__user", "external__owner__user")
        .get(pk=tie.pk)
    )
    if by.pk not in (locked.protege_id, locked.mentor_id):
        raise NotYourTie
    if active and locked.state != Tie.State.ACTIVE:
        raise TieOver
    return locked


def lock_group_for_update(
    group: PeerGroup, by: Membership, *, active: bool = True, leading: bool = False
) -> PeerGroup:
    """Return the group, locked until the end of the transaction.

    With *leading*, *by* must be someone who may plan its sessions. Raise NotYourTie, TieOver or
    NotLeading.
    """
    locked = lock_group(group.pk)
    if by not in current_people(locked):
        raise NotYourTie
    if active and not locked.is_active:
        raise TieOver
    if leading and not may_lead(locked, by):
        raise NotLeading
    return locked


def lock_participants_for_update(
    participants: Participants, by: Membership, *, active: bool = True, leading: bool = False
) -> Participants:
    """Lock a tie, in which both lead, or a group. Raise NotYourTie, TieOver or NotLeading."""
    if isinstance(participants, Tie):
        return lock_tie_for_update(participants, by, active=active)
    return lock_group_for_update(participants, by, active=active, leading=leading)


def members_of(participants: Participants) -> list[Membership]:
    """Return those who have an account here and have not left."""
    if isinstance(participants, PeerGroup):
        return current_people(participants)
    return [
        one
        for one in (participants.protege, participants.mentor)
        if one is not None and one.is_current
    ]


def counterpart_of(participants: Participants, reader: Membership | ExternalContact) -> str:
    """Return whom *reader* meets, as a title names them: the other person, or the group."""
    return (
        participants.name
        if isinstance(participants, PeerGroup)
        else participants.partner_of(reader).name
    )


def address_of(
    participants: Participants, reader: Membership, *, batch: Batch | None = None
) -> str:
    """Return the full address, for *reader*'s mail, of the page on which all of it stands.

    With a *batch*, it works once that is saved.
    """
    if isinstance(participants, Tie):
        return mail_link(participants, recipient=reader, batch=batch)
    return settings.SITE_URL + reverse("evaluations:group", args=[participants.pk])
