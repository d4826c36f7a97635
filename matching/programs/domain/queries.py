"""What the pages about programs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from matching.pairs.models import Proposal
from matching.programs.enrollment.domain import refusals
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import TRAITS, SideTraits
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from networks.models import GroupMember, PeerGroup, Tie
from profiles.models import Membership


@dataclass(frozen=True)
class SideView:
    """One side of a program for one person: their enrolment, or why they may not enrol."""

    traits: SideTraits
    enrollment: Enrollment | None
    refusals: list[str]
    ties: list[Tie] = field(default_factory=list)
    groups: list[PeerGroup] = field(default_factory=list)

    @property
    def side(self) -> str:
        return self.traits.value

    @property
    def is_enrolled(self) -> bool:
        return self.enrollment is not None and self.enrollment.is_active


@dataclass(frozen=True)
class ProgramRow:
    program: Program
    sides: list[str]


def programs_for(member: Membership) -> list[ProgramRow]:
    """The institution's programs that concern *member*: open to them, or theirs. Two queries."""
    shown = Program.objects.visible_to(member.user).of(member.institution)
    own: dict[Any, list[str]] = {}
    enrolled = Enrollment.objects.active().filter(member=member).order_by("side")
    for program, kind, side in enrolled.values_list("program_id", "program__kind", "side"):
        own.setdefault(program, []).append(str(TRAITS[kind].side(side).label))
    rows = shown.filter(Q(state__in=Program.OPEN_STATES) | Q(pk__in=own)).order_by(
        "state", "-starts_on", "name"
    )
    return [ProgramRow(program, own.get(program.pk, [])) for program in rows]


def sides_of(program: Program, member: Membership) -> list[SideView]:
    """The sides of a program as *member* meets them, with the ties or groups that it made. Three queries."""
    own = {
        one.side: one
        for one in Enrollment.objects.filter(program=program, member=member).select_related(
            "program", "member"
        )
    }
    ties: dict[str, list[Tie]] = {side: [] for side in Enrollment.Side.values}
    if own:
        made = Proposal.objects.filter(
            Q(protege__in=own.values()) | Q(mentor__in=own.values()),
            run__program=program,
            tie__state=Tie.State.ACTIVE,
        ).select_related("tie__protege", "tie__mentor", "protege")
        for proposal in made:
            mine = proposal.protege.member_id == member.pk
            side = Enrollment.Side.PROTEGE if mine else Enrollment.Side.MENTOR
            ties[side].append(proposal.tie)
    groups = _groups_in(program, member)
    return [
        SideView(
            traits=side,
            enrollment=own.get(side.value),
            refusals=refusals(program, member, side.value),
            ties=ties[side.value],
            groups=groups[side.value],
        )
        for side in program.traits.sides
    ]


def _groups_in(program: Program, member: Membership) -> dict[str, list[PeerGroup]]:
    """The program's groups that the person is in now: as a member, or leading. One query."""
    found: dict[str, list[PeerGroup]] = {side: [] for side in Enrollment.Side.values}
    parts = GroupMember.objects.current().filter(
        member=member, group__ended_on=None, group__program_group__program=program
    )
    for part in parts.select_related("group").order_by("group__name", "pk"):
        side = Enrollment.Side.MENTOR if part.leads else Enrollment.Side.PROTEGE
        found[side].append(part.group)
    return found


def directed_programs(member: Membership) -> QuerySet[Program]:
    """The institution's programs with their numbers, for its directors. One query."""
    here: QuerySet[Program] = Program.objects.directed_by(member.user).of(member.institution)
    there = Q(enrollments__withdrawn_at=None, enrollments__member__end_date=None)
    return here.annotate(
        proteges=Count("enrollments", filter=there & Q(enrollments__side="protege")),
        mentors=Count("enrollments", filter=there & Q(enrollments__side="mentor")),
    ).order_by("-created_at", "pk")


def enrolled_in(program: Program) -> QuerySet[Enrollment]:
    """Everybody who takes part, for the director: without what they wrote of their goals."""
    there: QuerySet[Enrollment] = (
        Enrollment.objects.active()
        .filter(program=program)
        .select_related("member__unit", "program")
        .defer("member__search", "goals")
        .annotate(named=Count("preferences", filter=Q(preferences__rank__isnull=False)))
    )
    return there.order_by("side", "member__family_name", "member__given_name", "pk")


def runs_of(program: Program) -> QuerySet[MatchRun]:
    """The program's runs, the latest first, with how many pairs each has."""
    rows: QuerySet[MatchRun] = (
        MatchRun.objects.light()
        .of_pairs()
        .filter(program=program)
        .annotate(pairs=Count("proposals", filter=Q(proposals__mentor__isnull=False)))
    )
    return rows.order_by("-number")
