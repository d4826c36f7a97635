"""What groups register at start-up, and what they do when the groups of a program change."""

from collections.abc import Sequence
from typing import Any

from matching.groups.forming.domain.publish import publish_asked
from matching.groups.forming.domain.run import form_groups
from matching.groups.forming_rules.domain import copy_rules, lacks_dates
from matching.groups.membership.domain.joining import enroll_taken_in, program_of
from matching.groups.membership.domain.welcome import welcome
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.domain.requirements import register_requirement
from matching.programs.kinds import Makes
from matching.programs.models import Program
from matching.programs.runs.domain.makers import Maker, register_maker
from matching.signals import program_copied
from networks.models import GroupMember, PeerGroup
from networks.signals import (
    group_joined,
    group_part_changed,
    group_part_changing,
    group_welcomes,
)
from profiles.models import Membership, User


def connect() -> None:
    """Register and connect; called once at start-up."""
    register_maker(Makes.GROUPS, Maker(work=form_groups, publish=publish_asked))
    register_requirement(lacks_dates)
    program_copied.connect(copy_rules_along, dispatch_uid="matching.copy_rules_along")
    group_joined.connect(enroll_newcomer, dispatch_uid="matching.enroll_newcomer")
    group_welcomes.connect(welcome_newcomers, dispatch_uid="matching.welcome_newcomers")
    group_part_changing.connect(lock_its_program, dispatch_uid="matching.hold_program")
    group_part_changed.connect(enroll_in_new_part, dispatch_uid="matching.enroll_in_new_part")


def copy_rules_along(sender: Any, *, program: Program, copy: Program, **kwargs: Any) -> None:
    """Let the next cohort's groups be formed by the same rules and aims."""
    copy_rules(program, to=copy)


def enroll_newcomer(
    sender: Any, *, group: PeerGroup, member: Membership, part: str, actor: User, **kwargs: Any
) -> None:
    """Enroll in the program whoever comes into one of its groups, by whatever door."""
    enroll_taken_in(group, member, part=part, actor=actor)


def welcome_newcomers(
    sender: Any, *, group: PeerGroup, members: Sequence[Membership], **kwargs: Any
) -> None:
    """Tell newcomers all that they need, in one email."""
    welcome(group, members)


def lock_its_program(sender: Any, *, group: PeerGroup, **kwargs: Any) -> None:
    """Lock the program before its groups, as a publication does, so that neither waits for the other."""
    program = program_of(group)
    if program is not None:
        lock_for_update(program)


def enroll_in_new_part(
    sender: Any, *, group: PeerGroup, member: Membership, part: str, actor: User, **kwargs: Any
) -> None:
    """Enroll as a facilitator who now facilitates a program's group; as a member who stays as one."""
    if part != GroupMember.Part.COFACILITATOR:
        enroll_taken_in(group, member, part=part, actor=actor)
