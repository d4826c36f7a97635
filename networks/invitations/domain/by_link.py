"""Answering a request by the link of its email, without a sign-in.

The link is for one request and the one who was asked: it opens nothing else and signs no one in. It
ends with the first answer, with the request, and when the person's sign-in email changes. Someone
who has not activated their account has not proven their mailbox yet, so they have to sign in.
"""

from __future__ import annotations

from django.db import transaction

from mentornet.mail import links
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose
from networks.invitations.domain.lifecycle import accept_invitation, decline_invitation
from networks.invitations.models import Invitation
from networks.relationships.models import Tie


def read_request(token: str) -> Invitation:
    """Return the open request that *token* is about; change nothing. Raise a LinkError."""
    return _read(token)[1]


@transaction.atomic
def accept_by_link(token: str) -> Tie:
    """Accept the request; the link ends. Raise a LinkError, or what accept_invitation raises."""
    link, invitation = _read(token)
    links.use(link)
    return accept_invitation(invitation, by=invitation.mentor)


@transaction.atomic
def decline_by_link(token: str) -> Invitation:
    """Decline the request; the link ends. Raise a LinkError, or what decline_invitation raises."""
    link, invitation = _read(token)
    links.use(link)
    return decline_invitation(invitation, by=invitation.mentor)


def _read(token: str) -> tuple[Link, Invitation]:
    link = links.look_up(Purpose.REQUEST_ANSWER, token)
    invitation = (
        Invitation.objects.select_related(
            "institution", "protege__unit", "protege__user", "mentor__unit", "mentor__user"
        )
        .filter(pk=links.key_of(link, Invitation), mentor=link.membership_id)
        .first()
    )
    if invitation is None:
        raise LinkUnknown
    user = invitation.mentor.user
    if not user.is_active or user.activated_at is None:
        raise LinkUsed(PURPOSES[Purpose.REQUEST_ANSWER].ended)
    if invitation.state != Invitation.State.OPEN or not invitation.protege.is_current:
        raise LinkUsed(PURPOSES[Purpose.REQUEST_ANSWER].ended)
    return link, invitation
