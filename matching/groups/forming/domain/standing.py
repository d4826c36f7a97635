"""A run's groups as they stand: what was proposed, and what its published groups are by now.

A board shows what publishing does. People join and leave published groups and change who leads them
beside any run; so who is in such a group and who facilitates it is read from the group itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from matching.groups.models.proposals import GroupProposal, Seat
from matching.programs.enrollment.models import Enrollment
from matching.programs.runs.models import MatchRun
from networks.models import GroupMember
from networks.peer_groups.domain.parts import stopped_leading
from profiles.models import Membership

Part = GroupMember.Part


@dataclass(frozen=True)
class Standing:
    """Groups with their people, in memory: nothing is saved.

    `seats` are all of the run's but for those who have left the group in which they were, and
    those who lead one now. `beside` are people of published groups who have no seat in the run.
    `led` names the groups that have a facilitator already, who stays; `leaders` who leads or will.
    """

    proposals: list[GroupProposal]
    seats: list[Seat]
    leaders: dict[UUID, Membership] = field(default_factory=dict)
    led: frozenset[UUID] = frozenset()
    beside: dict[UUID, list[Membership]] = field(default_factory=dict)

    def members_of(self, proposal: GroupProposal) -> list[Seat]:
        return [seat for seat in self.seats if seat.group_id == proposal.pk]


def read_standing(run: MatchRun) -> Standing:
    """Return the run's groups as publishing it now would leave them. Five queries at the most.

    A run that is published, or can be changed no more, is shown as it was kept.
    """
    proposals = list(
        GroupProposal.objects.filter(run=run)
        .select_related(
            "facilitator__member__unit",
            "facilitator__member__user",
            "facilitator__member__institution",
            "peer_group",
        )
        .order_by("number")
    )
    seats = list(
        Seat.objects.filter(run=run)
        .select_related(
            "enrollment__member__unit",
            "enrollment__member__user",
            "enrollment__member__institution",
            "engine_group",
        )
        .order_by("enrollment__member__sort_key", "pk")
    )
    standing = Standing(
        proposals,
        seats,
        leaders={one.pk: one.facilitator.member for one in proposals if one.facilitator},
    )
    published = {one.peer_group_id: one for one in proposals if one.peer_group_id}
    if not run.is_editable or not published:
        return standing
    return _as_now(run, standing, published)


def _as_now(run: MatchRun, standing: Standing, published: dict[UUID, GroupProposal]) -> Standing:
    rows = list(
        GroupMember.objects.filter(group__in=published).select_related(
            "member__unit", "member__user", "member__institution"
        )
    )
    there = [row for row in rows if row.left_on is None and row.member.is_current]
    leaders, led = _leaders(run, standing, published, rows)
    at = {row.member_id: published[row.group_id] for row in there if row.part == Part.MEMBER}
    leading = {row.member_id for row in there if row.leads}
    seats = []
    for seat in standing.seats:
        member = seat.enrollment.member_id
        if member in at:
            seat.group, seat.settled = at[member], True
        elif seat.settled or member in leading:
            continue
        seats.append(seat)
    # Someone taken into two groups by hand is in both; their seat is in one of them.
    seated = {(seat.group_id, seat.enrollment.member_id) for seat in seats}
    beside: dict[UUID, list[Membership]] = {}
    for row in there:
        group = published[row.group_id].pk
        if row.part != Part.FACILITATOR and (group, row.member_id) not in seated:
            beside.setdefault(group, []).append(row.member)
    return Standing(standing.proposals, seats, leaders, led, beside)


def _leaders(
    run: MatchRun,
    standing: Standing,
    published: dict[UUID, GroupProposal],
    rows: list[GroupMember],
) -> tuple[dict[UUID, Membership], frozenset[UUID]]:
    """Return who leads each group, by its proposal; and which of them are led already. One query."""
    leaders = dict(standing.leaders)
    led: set[UUID] = set()
    gave_up = stopped_leading(rows)
    of_now = {
        row.group_id: row.member
        for row in rows
        if row.part == Part.FACILITATOR and row.left_on is None and row.member.is_current
    }
    enrolled = {
        one.member_id: one
        for one in Enrollment.objects.mentors()
        .filter(program=run.program_id, member__in=of_now.values())
        .select_related("member__unit", "member__user", "member__institution")
    }
    for group, proposal in published.items():
        member = of_now.get(group)
        if member is not None:
            led.add(proposal.pk)
            leaders[proposal.pk] = member
            proposal.facilitator = enrolled.get(member.pk)
        elif proposal.facilitator and (group, proposal.facilitator.member_id) in gave_up:
            leaders.pop(proposal.pk)
            proposal.facilitator = None
    return leaders, frozenset(led)
