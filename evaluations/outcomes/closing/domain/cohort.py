"""A cohort as its director sees it: attendance as it is, plans and papers counted once at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.models import Attendance, Meeting
from evaluations.outcomes.closing.domain.ending import is_due, people_who_end
from evaluations.outcomes.closing.models import ProgramEnding
from evaluations.plans.models import PlanVersion
from evaluations.sessions.office.domain.overview import percent
from evaluations.writing.models import ProjectAuthor, ProjectMilestone, WritingProject
from matching.models import Enrollment, Program
from mentornet.jobs.rows import of_row, try_each
from networks.models import PeerGroup
from profiles.models import Membership

STATES = {
    "accepted": _("Accepted"),
    "submitted": _("Submitted"),
    "open": _("In progress"),
    "shelved": _("On hold"),
}


@dataclass(frozen=True)
class Attending:
    """What is so of a program's sessions now."""

    members: int
    facilitators: int
    groups: int
    sessions: int
    came: int
    noted: int

    @property
    def percent(self) -> int | None:
        """The share of noted places that were filled; None before any attendance."""
        return percent(self.came, self.noted)


@dataclass(frozen=True)
class PaperLine:
    """How many papers are in one state; None where the figure would speak of too few people."""

    label: Any
    papers: int | None


@dataclass(frozen=True)
class Counted:
    """The figures that are counted once; None is withheld."""

    people: int | None
    with_plan: int | None
    papers: tuple[PaperLine, ...]
    withheld: bool


def attending(program: Program) -> Attending:
    """Count the people, groups and attendance of *program* as they are now. Three queries."""
    sides = Enrollment.objects.active().filter(program=program)
    people = sides.aggregate(
        members=Count("pk", filter=Q(side=Enrollment.Side.PROTEGE)),
        facilitators=Count("pk", filter=Q(side=Enrollment.Side.MENTOR)),
    )
    until = program.closed_at or timezone.now()
    held = Meeting.objects.filter(
        group__program_group__program=program,
        state=Meeting.State.HELD,
        starts_at__lte=until,
    ).aggregate(
        sessions=Count("pk", distinct=True),
        noted=Count("attendance"),
        came=Count("attendance", filter=Q(attendance__state=Attendance.State.PRESENT)),
    )
    groups = PeerGroup.objects.filter(program_group__program=program).count()
    return Attending(groups=groups, **people, **held)


def counted(ending: ProgramEnding | None) -> Counted | None:
    """Return what may be shown of a cohort that was counted; None before it was."""
    if ending is None or ending.counted_at is None:
        return None
    least = max(ending.threshold, ending.institution.suppression_threshold)
    lines = tuple(
        PaperLine(label, papers if _speaks_of_enough(papers, authors, ending, least) else None)
        for key, label in STATES.items()
        for papers, authors in [ending.papers.get(key, (0, 0))]
    )
    people = ending.people if ending.people >= least else None
    with_plan = ending.with_plan if shown(ending.with_plan, ending.people, least) else None
    withheld = with_plan is None or any(one.papers is None for one in lines)
    return Counted(people, with_plan, lines, withheld)


def _speaks_of_enough(papers: int, authors: int, ending: ProgramEnding, least: int) -> bool:
    """Return whether so many papers may be told: no total stands beside them from which to subtract."""
    return ending.people >= least and (papers == 0 or authors >= least)


def shown(part: int, whole: int, least: int) -> bool:
    """Return whether a figure of *part* of *whole* people speaks of no one: neither it nor the rest is small.

    >>> [shown(part, 20, 5) for part in (0, 3, 5, 17, 20)], shown(0, 4, 5)
    ([True, False, True, False, True], False)
    """
    return whole >= least and all(one == 0 or one >= least for one in (part, whole - part))


def count_cohorts(*, now: datetime | None = None) -> int:
    """Count the cohorts whose day it is, once; return how many."""
    moment = now or timezone.now()
    rows = ProgramEnding.objects.filter(counted_at=None, settle_on__lt=moment.date())
    return try_each(
        "closing.count_one",
        rows.select_related("institution").order_by("settle_on", "pk"),
        owner=of_row,
        work=lambda row: _count(row, moment),
    )


@transaction.atomic
def _count(row: ProgramEnding, now: datetime) -> int:
    locked = (
        ProgramEnding.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("institution", "program__institution")
        .filter(pk=row.pk, counted_at=None)
        .first()
    )
    if locked is None or not is_due(locked, now=now):
        return 0
    # Whom a director invited from outside could else be all the others.
    people = {one.pk for one in people_who_end(locked.program) if not one.is_from_outside}
    planned = PlanVersion.objects.filter(member__in=people).values("member").distinct()
    locked.people, locked.with_plan = len(people), planned.count()
    locked.papers = papers_of(locked.program)
    locked.counted_at = now
    locked.save(update_fields=["people", "with_plan", "papers", "counted_at"])
    return 1


def papers_of(program: Program) -> dict[str, tuple[int, int]]:
    """Count the papers of the program's groups by state, and the people who write those.

    Three queries.
    """
    projects = list(
        WritingProject.objects.filter(group__program_group__program=program).values_list(
            "pk", "state"
        )
    )
    keys = [pk for pk, _state in projects]
    done: dict[UUID, set[str]] = {}
    steps = ProjectMilestone.objects.filter(project__in=keys, done_on__isnull=False)
    for project, step in steps.values_list("project", "step"):
        done.setdefault(project, set()).add(step)
    states = {pk: paper_state(state, done.get(pk, ())) for pk, state in projects}
    written: dict[str, set[UUID]] = {key: set() for key in STATES}
    authors = ProjectAuthor.objects.filter(
        project__in=keys, left_at=None, member__isnull=False
    ).exclude(member__source=Membership.Source.INVITED)
    for project, member in authors.values_list("project", "member"):
        written[states[project]].add(member)
    return {key: (sum(one == key for one in states.values()), len(written[key])) for key in STATES}


def paper_state(state: str, done: Iterable[str]) -> str:
    """Return how far a paper is, as the cohort is told of it.

    >>> paper_state("open", {"idea", "submitted"}), paper_state("shelved", {"submitted"})
    ('submitted', 'shelved')
    """
    steps = set(done)
    for step in ("accepted", "submitted"):
        if step in steps and (state == "open" or step == "accepted"):
            return step
    return state
