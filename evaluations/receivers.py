"""What evaluations does when rows go, whichever way they went."""

from typing import Any

from django.db.models.signals import post_delete

from evaluations.domain.attachment import forget_file
from evaluations.domain.session import tell_joined, tell_left
from evaluations.models import Attachment
from networks.models import PeerGroup
from networks.signals import group_joined, group_left
from profiles.models import Membership


def connect() -> None:
    """Called once at start-up."""
    post_delete.connect(
        forget_its_file, sender=Attachment, dispatch_uid="evaluations.forget_its_file"
    )
    group_joined.connect(fill_calendar, dispatch_uid="evaluations.fill_calendar")
    group_left.connect(clear_calendar, dispatch_uid="evaluations.clear_calendar")


def forget_its_file(sender: Any, *, instance: Attachment, **kwargs: Any) -> None:
    """A file goes with its row, also where the row went with its group."""
    forget_file(instance)


def fill_calendar(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Whoever is taken in later gets the entries of the sessions ahead."""
    tell_joined(group, member)


def clear_calendar(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Whoever leaves is not reminded of sessions at which nobody expects them."""
    tell_left(group, member)
