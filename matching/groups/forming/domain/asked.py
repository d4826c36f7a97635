"""Peers who were asked first, and all accept: their pair or their group begins."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from matching.groups.errors import NoRoomInGroup
from matching.groups.forming.domain.publish import runs_itself
from matching.groups.forming_rules.domain import rules_of
from matching.groups.membership.domain.names import group_name
from matching.groups.membership.domain.welcome import welcome
from matching.groups.models.proposals import GroupProposal, ProgramGroup
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled
from matching.programs.models import Program
from matching.programs.runs.domain.publications import latest_of
from matching.programs.runs.models import MatchRun
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_members, create_group, current_people
from networks.peer_groups.domain.names import free_name
from profiles.models import Membership, User


@transaction.atomic
def begin_asked(
    program: Program, people: Sequence[Membership], *, group: PeerGroup | None, actor: User
) -> PeerGroup:
    """Let those of *people* join *group* who are not in it, or let a pair of all begin; they are emailed.

    Raise NoRoomInGroup where others are in it by now, or someone of a new pair has one, NotEnrolled, and what
    `add_members` and `create_group` raise.
    """
    if group is not None:
        there = current_people(group)
        if not set(there) <= set(people):
            raise NoRoomInGroup
        if program.traits.pairs_peers and len(there) < 2:
            _check_free(program, [one for one in people if one not in there])
        add_members(group, people, actor=actor)
        return group
    _check_free(program, people)
    enrolled = Enrollment.objects.active().filter(program=program, member__in=people)
    if enrolled.count() < len(people) or not all(one.is_current for one in people):
        raise NotEnrolled
    return _begin(program, people, actor=actor)


def _check_free(program: Program, people: Sequence[Membership]) -> None:
    taken = ProgramGroup.objects.filter(
        program=program,
        group__ended_on=None,
        group__members__left_on=None,
        group__members__member__in=people,
    )
    if taken.exists():
        raise NoRoomInGroup


def _begin(program: Program, people: Sequence[Membership], *, actor: User) -> PeerGroup:
    proposal = _proposed(program, people)
    last = latest_of(proposal.run) if proposal else None
    today = program.institution.local_date()
    group = create_group(
        program.institution,
        actor=actor,
        name=free_name(
            program.institution,
            group_name(program, proposal.name if proposal else _last_name(people[0])),
        ),
        kind=program.traits.group_kind,
        aim=program.summary[:2000],
        charter=last.charter if last else rules_of(program).charter,
        members=people,
        started_on=max(today, last.started_on or today) if last else today,
        self_led=runs_itself(program, None),
    )
    ProgramGroup.objects.create(
        institution=program.institution,
        program=program,
        group=group,
        run=proposal.run if proposal else None,
    )
    if proposal is not None:
        proposal.peer_group = group
        proposal.save(update_fields=["peer_group"])
    welcome(group, people)
    return group


def _proposed(program: Program, people: Sequence[Membership]) -> GroupProposal | None:
    """Return the pair of the last published run that brings these people together, if it is not begun."""
    rows = GroupProposal.objects.filter(
        run__program=program,
        run__state=MatchRun.State.PUBLISHED,
        peer_group=None,
        seats__enrollment__member__in=people,
    ).select_related("run__institution")
    wanted = {one.pk for one in people}
    for row in rows.distinct().order_by("-run__number"):
        if set(row.seats.values_list("enrollment__member_id", flat=True)) == wanted:
            return row
    return None


def _last_name(member: Membership) -> str:
    """Return what a group is called by: the family name, or the one name that they have."""
    return member.family_name.strip() or member.given_name
