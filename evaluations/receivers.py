"""What evaluations does when rows go, whichever way they went."""

from typing import Any

from django.db.models.signals import post_delete

from evaluations.domain.attachment import forget_file
from evaluations.domain.queries.errands import errands
from evaluations.domain.session import call_off_ahead, tell_joined, tell_left
from evaluations.meetings.answers import take_replies
from evaluations.models import Attachment
from evaluations.sessions.closing.domain import close as begin_ending
from matching.models import Program
from matching.signals import program_closed
from mentornet.mail.inbound.receive import register_reader
from networks.domain.errands import register_errands
from networks.models import PeerGroup
from networks.signals import group_ended, group_joined, group_left
from profiles.models import Membership, User


def connect() -> None:
    """Called once at start-up."""
    post_delete.connect(
        forget_its_file, sender=Attachment, dispatch_uid="evaluations.forget_its_file"
    )
    register_errands(errands)
    register_reader(take_replies)
    group_joined.connect(fill_calendar, dispatch_uid="evaluations.fill_calendar")
    group_left.connect(clear_calendar, dispatch_uid="evaluations.clear_calendar")
    group_ended.connect(clear_calendars, dispatch_uid="evaluations.clear_calendars")
    program_closed.connect(end_program, dispatch_uid="evaluations.end_program")


def forget_its_file(sender: Any, *, instance: Attachment, **kwargs: Any) -> None:
    """A file goes with its row, also where the row went with its group."""
    forget_file(instance)


def fill_calendar(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Whoever is taken in later gets the entries of the sessions ahead."""
    tell_joined(group, member)


def clear_calendar(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Whoever leaves is not reminded of sessions at which nobody expects them."""
    tell_left(group, member)


def clear_calendars(sender: Any, *, group: PeerGroup, actor: User, **kwargs: Any) -> None:
    """Nobody waits in an empty room for a group that has ended."""
    call_off_ahead(group, actor=actor)


def end_program(
    sender: Any, *, program: Program, actor: User, groups: list[PeerGroup], **kwargs: Any
) -> None:
    """Whoever took part is thanked, asked and given a certificate."""
    begin_ending(program, actor=actor, groups=groups)
