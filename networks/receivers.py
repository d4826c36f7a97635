"""What networks does when profiles tell that something happened, and what it tells them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from anymail.signals import EventType, tracking

from mentornet.tenancy.scope import operations
from networks.concerns.domain.decisions import announce
from networks.invitations.domain.lifecycle import close_for_leaver, refuse_open_invitation
from networks.peer_groups.domain.chiefs import notify_of_chiefs
from networks.relationships.domain.outside import EndedBy, note_outside_trouble
from networks.relationships.domain.queries.mentors import mentors_of
from networks.signals import tie_recording
from profiles.assessment.domain.sharing import register_mentor_source
from profiles.models import Institution, Membership, StaffRole
from profiles.signals import (
    membership_ended,
    staff_role_ended,
    staff_role_granted,
    supervision_changed,
)

TROUBLE = {
    EventType.BOUNCED: EndedBy.BOUNCED,
    EventType.REJECTED: EndedBy.BOUNCED,
    EventType.COMPLAINED: EndedBy.COMPLAINED,
    EventType.UNSUBSCRIBED: EndedBy.COMPLAINED,
}


def connect() -> None:
    """Called once at start-up."""
    membership_ended.connect(
        close_invitations_of_leaver, dispatch_uid="networks.close_invitations_of_leaver"
    )
    tie_recording.connect(refuse_tie_while_asked, dispatch_uid="networks.refuse_tie_while_asked")
    supervision_changed.connect(
        notify_of_supervision, dispatch_uid="networks.notify_of_supervision"
    )
    for signal in (staff_role_granted, staff_role_ended):
        signal.connect(notify_authors, dispatch_uid="networks.tell_authors")
    register_mentor_source(mentors_of)
    tracking.connect(note_outside_bounce, dispatch_uid="networks.note_outside_bounce")


def close_invitations_of_leaver(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """A person who leaves in the middle of an invitation leaves no one waiting."""
    close_for_leaver(membership)


def refuse_tie_while_asked(
    sender: Any, *, protege: Membership, mentor: Membership, **kwargs: Any
) -> None:
    """Refuse to record a relationship between two people with an open invitation."""
    refuse_open_invitation(protege, mentor)


def notify_of_supervision(
    sender: Any, *, institution: Institution, members: Collection[UUID], **kwargs: Any
) -> None:
    """Two who share a group learn that one of them has become the other's chief."""
    notify_of_chiefs(institution, changed=members)


def notify_authors(sender: Any, *, staff_role: StaffRole, **kwargs: Any) -> None:
    """Who has an open concern learns that the ombuds have changed."""
    announce(staff_role)


def note_outside_bounce(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Stop emails to a mentor elsewhere that bounce, or that they complain of."""
    if ended_by := TROUBLE.get(event.event_type):
        # The mail service knows addresses and no institutions.
        with operations():
            note_outside_trouble(event.recipient or "", ended_by)
