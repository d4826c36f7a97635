"""What matching does when a tie of its programs ends, and when its groups change: who is in, who leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from matching.groups.membership.domain.joining import enroll_taken_in, program_of
from matching.groups.membership.domain.welcome import welcome
from matching.pairs.models import Proposal
from matching.programs.domain.lifecycle import lock_program
from mentornet.webhooks.delivery import announce
from mentornet.webhooks.events import BY_NAME
from networks.models import GroupMember, PeerGroup, Tie
from networks.signals import (
    formal_tie_ended,
    group_joined,
    group_part_changed,
    group_part_changing,
    group_welcomes,
)
from profiles.models import Membership, User


def connect() -> None:
    """Called once at start-up."""
    formal_tie_ended.connect(tell_of_end, dispatch_uid="matching.tell_of_end")
    group_joined.connect(enroll_newcomer, dispatch_uid="matching.enroll_newcomer")
    group_welcomes.connect(welcome_newcomers, dispatch_uid="matching.welcome_newcomers")
    group_part_changing.connect(hold_program, dispatch_uid="matching.hold_program")
    group_part_changed.connect(enroll_in_new_part, dispatch_uid="matching.enroll_in_new_part")


def tell_of_end(sender: Any, *, tie: Tie, final_at: datetime, **kwargs: Any) -> None:
    """Tell the institution's systems of the end of a pair that a director published.

    Whoever takes it back that day has told nothing. Whom somebody chose for their team, their
    director does not learn either.
    """
    if Proposal.objects.filter(tie=tie).exists():
        announce(BY_NAME["tie.ended"], tie, due_at=final_at)


def enroll_newcomer(
    sender: Any, *, group: PeerGroup, member: Membership, part: str, actor: User, **kwargs: Any
) -> None:
    """Whoever comes into a program's group by whatever door takes part in the program."""
    enroll_taken_in(group, member, part=part, actor=actor)


def welcome_newcomers(
    sender: Any, *, group: PeerGroup, members: Sequence[Membership], **kwargs: Any
) -> None:
    """One mail tells newcomers all that they need."""
    welcome(group, members)


def hold_program(sender: Any, *, group: PeerGroup, **kwargs: Any) -> None:
    """The program before its groups, as a publication holds them: else each could wait for the other."""
    program = program_of(group)
    if program is not None:
        lock_program(program)


def enroll_in_new_part(
    sender: Any, *, group: PeerGroup, member: Membership, part: str, actor: User, **kwargs: Any
) -> None:
    """Whoever facilitates a program's group is one of its facilitators; who stays as a member, a member."""
    if part != GroupMember.Part.COFACILITATOR:
        enroll_taken_in(group, member, part=part, actor=actor)
