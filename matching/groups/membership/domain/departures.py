"""Who left which group of a program, when, and where to; no one is put back into it by a run."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from matching.groups.models.proposals import GroupProposal, Seat
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import GROUPING
from matching.programs.models import Program
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership


def left_sentence(name: str) -> str:
    """Return in words that someone would come back into a group that they left."""
    return _("%(name)s left this group. We never put people back into a group they left.") % {
        "name": name
    }


def left_before(places: Iterable[tuple[GroupProposal, Seat]]) -> list[str]:
    """Return a sentence for each newcomer who left the published group of their place. One query."""
    wanted = [
        (proposal.peer_group_id, seat.enrollment.member_id, proposal.name, seat.enrollment.member)
        for proposal, seat in places
        if proposal.peer_group_id
    ]
    left = set(
        GroupMember.objects.filter(
            left_on__isnull=False,
            group__in={group for group, *_rest in wanted},
            member__in={member for _group, member, *_rest in wanted},
        ).values_list("group_id", "member_id")
    )
    return [
        f"{name}: {left_sentence(who.name)}"
        for group, member, name, who in wanted
        if (group, member) in left
    ]


def left_groups(member: Membership, program: Program) -> set[UUID]:
    """Return the keys of the groups of *program* that *member* left. One query."""
    rows = GroupMember.objects.filter(
        member=member, left_on__isnull=False, group__program_group__program=program
    )
    return set(rows.values_list("group_id", flat=True))


def leavers_of(groups: QuerySet[PeerGroup]) -> QuerySet[GroupMember]:
    """Return who left *groups*, the latest first; no reasons: no one gives any. One query."""
    rows: QuerySet[GroupMember] = GroupMember.objects.filter(
        group__in=groups, left_on__isnull=False
    ).select_related("member", "group", "left_to_group")
    return rows.order_by("-left_on", "member__sort_key", "pk")


def waiting_in(member: Membership) -> Program | None:
    """Return a program of groups that is under way in which *member* waits for a group. One query."""
    inside = GroupMember.objects.current().filter(
        member=member, group__ended_on=None, group__program_group__program=OuterRef("program")
    )
    rows = (
        Enrollment.objects.active()
        .proteges()
        .filter(
            ~Exists(inside),
            member=member,
            program__state=Program.State.RUNNING,
            program__kind__in=GROUPING,
        )
        .select_related("program")
        .order_by("-enrolled_at")
    )
    row = rows.first()
    return row.program if row else None


def asking_for_places(program: Program) -> QuerySet[GroupMember]:
    """Return who left a group of *program* and waits for the director's answer. One query.

    Who has found a place meanwhile, or has left the program or the institution, asks for none.
    """
    inside = GroupMember.objects.current().filter(
        member=OuterRef("member"),
        group__ended_on=None,
        group__program_group__program=program,
    )
    enrolled = program.enrollments.filter(member=OuterRef("member"), withdrawn_at=None)
    rows: QuerySet[GroupMember] = (
        GroupMember.objects.filter(
            Exists(enrolled),
            ~Exists(inside),
            asks_for_place=True,
            member__end_date=None,
            left_to_group__ended_on=None,
            group__program_group__program=program,
        )
        .select_related("member__user", "member__institution", "group", "left_to_group")
        .order_by("left_on", "pk")
    )
    return rows
