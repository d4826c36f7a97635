"""What networks does when profiles tell that something happened, and what it tells them."""

from typing import Any

from networks.domain.invitation import close_for_leaver
from networks.domain.queries.mentors import mentors_of
from profiles.domain.sharing import register_mentor_source
from profiles.models import Membership
from profiles.signals import membership_ended


def connect() -> None:
    """Called once at start-up."""
    membership_ended.connect(
        close_invitations_of_leaver, dispatch_uid="networks.close_invitations_of_leaver"
    )
    register_mentor_source(mentors_of)


def close_invitations_of_leaver(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """A person who leaves in the middle of an invitation leaves nobody waiting."""
    close_for_leaver(membership)
