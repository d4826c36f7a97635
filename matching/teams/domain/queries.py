"""What the pages about career-award teams read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from matching.programs.models import Program
from matching.teams.models import Milestone, Team, TeamMember
from profiles.models import Membership
from profiles.people.domain.supervision import supervisors_of

COMMITTEE_FROM = 2
PARTS = len(Team.PARTS)


@dataclass(frozen=True)
class PersonRow:
    """Someone in a team, or asked into it, as the team's page shows them."""

    row: TeamMember
    is_supervisor: bool
    has_agreed: bool

    @property
    def is_asked(self) -> bool:
        return self.row.state == TeamMember.State.ASKED


@dataclass(frozen=True)
class MilestoneRow:
    row: Milestone
    is_late: bool


@dataclass(frozen=True)
class TeamReading:
    """A team for one of its readers. Who was asked and who declined, the protégé alone sees."""

    team: Team
    is_protege: bool
    own: TeamMember | None
    people: list[PersonRow]
    asked: list[PersonRow]
    declined: list[TeamMember]
    milestones: list[MilestoneRow]

    @property
    def primary(self) -> PersonRow | None:
        return next((one for one in self.people if one.row.part == TeamMember.Part.PRIMARY), None)

    @property
    def missing(self) -> list[str]:
        """What the team or the plan still lacks, in words for its protégé."""
        found = []
        if self.primary is None:
            found.append(_("A primary mentor who said yes."))
        committee = len(self.people) - (self.primary is not None)
        if committee < COMMITTEE_FROM:
            found.append(_("A committee: at least two people, each with their own function."))
        if all(one.is_supervisor for one in self.people) and self.people:
            found.append(_("Someone outside your line of supervision."))
        for part in self.team.parts_empty:
            found.append(_("In the plan: %(part)s.") % {"part": part})
        if not self.milestones:
            found.append(_("Milestones with dates."))
        return found


def read_team(team: Team, *, reader: Membership) -> TeamReading:
    """Read a team for its protégé or one who is in it. Four queries."""
    is_protege = team.enrollment.member_id == reader.pk
    above = supervisors_of(team.protege)
    current = {one.pk for one in TeamMember.objects.current().filter(team=team).only("pk")}
    rows = TeamMember.objects.filter(team=team).select_related("member__unit", "external", "team")
    everyone = list(rows)
    today = team.institution.local_date()

    def person(row: TeamMember) -> PersonRow:
        return PersonRow(row, row.member_id in above, row.has_agreed)

    inside = [person(one) for one in everyone if one.pk in current]
    asked = [one for one in everyone if one.state == TeamMember.State.ASKED]
    declined = [one for one in everyone if one.state == TeamMember.State.DECLINED]
    return TeamReading(
        team=team,
        is_protege=is_protege,
        own=next((one.row for one in inside if one.row.member_id == reader.pk), None),
        people=inside,
        asked=[person(one) for one in asked] if is_protege else [],
        declined=declined if is_protege else [],
        milestones=[MilestoneRow(one, one.is_late(today)) for one in team.milestones.all()],
    )


@dataclass(frozen=True)
class TeamCounts:
    """One team as the director sees it: that it exists, and how many are in it."""

    protege: Membership
    has_primary: bool
    committee: int
    parts_written: int
    milestones: int
    reached: int
    late: int


def counts_of_teams(program: Program) -> list[TeamCounts]:
    """Every team of those who take part, by name: counts, never a text. One query."""
    today = program.institution.local_date()
    inside = TeamMember.objects.current().filter(team=OuterRef("pk"))
    committee = (
        inside.filter(part=TeamMember.Part.COMMITTEE)
        .order_by()
        .values("team")
        .annotate(n=Count("pk"))
        .values("n")
    )
    here: QuerySet[Any] = (
        Team.objects.filter(
            enrollment__program=program,
            enrollment__withdrawn_at=None,
            enrollment__member__end_date=None,
        )
        .select_related("enrollment__member__unit")
        .defer("enrollment__member__search")
        .annotate(
            has_primary=Exists(inside.filter(part=TeamMember.Part.PRIMARY)),
            committee=Coalesce(Subquery(committee), 0),
            planned=Count("milestones"),
            reached=Count("milestones", filter=Q(milestones__reached_on__isnull=False)),
            late=Count(
                "milestones",
                filter=Q(milestones__reached_on=None, milestones__due_on__lt=today),
            ),
        )
    )
    return [
        TeamCounts(
            protege=team.protege,
            has_primary=team.has_primary,
            committee=team.committee,
            parts_written=team.parts_written,
            milestones=team.planned,
            reached=team.reached,
            late=team.late,
        )
        for team in here
    ]


def teams_of(member: Membership) -> list[TeamMember]:
    """Return the teams that *member* is in or is asked into, the requests first. One query."""
    current = TeamMember.objects.current().filter(member=member)
    rows = TeamMember.objects.filter(
        Q(pk__in=current.values("pk")) | Q(state=TeamMember.State.ASKED), member=member
    )
    return list(
        rows.select_related("team__enrollment__member", "team__enrollment__program").order_by(
            "state", "asked_at"
        )
    )
