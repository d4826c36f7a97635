"""What an allocation is given: the people of a program, its projects, and who would like what."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.db.models import Count

from matching.engine.allocation import Given
from matching.engine.allocation import Project as Offered
from matching.pairs.domain.cohort import build_cohort, in_question
from matching.pairs.models import Proposal
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from matching.projects.models import Project, ProjectChoice
from networks.models import Tie


def build_given(program: Program, *, method: str, seed: int) -> Given:
    """Return who of *program* has no project yet, what is free, and everyone's wishes. In confidence."""
    people = build_cohort(program, method=method, seed=seed)
    known = {one.key for one in people.mentors}
    waiting = {one.key for one in people.proteges}
    taken = kept_places(program)
    rows = Project.objects.offered().filter(program=program).prefetch_related("mentors__mentor")
    projects = []
    for row in rows.order_by("created_at", "pk"):
        mentors = tuple(str(one.mentor.member_id) for one in row.mentors.all())
        free = max(0, row.places - taken.get(row.pk, 0))
        if known.issuperset(mentors):
            projects.append(Offered(str(row.pk), mentors, free))
    offered = {one.key for one in projects}
    choices: dict[str, list[str]] = {}
    chosen = ProjectChoice.objects.filter(enrollment__program=program).counting().order_by("rank")
    for member, project in chosen.values_list("enrollment__member_id", "project_id"):
        if str(member) in waiting and str(project) in offered:
            choices.setdefault(str(member), []).append(str(project))
    # Mentees choose projects alone: what they may have said of mentors in another way counts nowhere.
    people = replace(people, protege_choices={})
    return Given(people, tuple(projects), {key: tuple(named) for key, named in choices.items()})


def taken_places(program: Program) -> dict[UUID, int]:
    """Return how many work on each project of *program* now, by the relationships that it made."""
    rows = Proposal.objects.filter(
        run__program=program, project__isnull=False, tie__state=Tie.State.ACTIVE
    )
    found = rows.order_by().values("project").annotate(count=Count("protege", distinct=True))
    return dict(found.values_list("project", "count"))


def kept_places(program: Program) -> Counter[UUID]:
    """Return how many places of each project are taken, or kept for who is asked."""
    return Counter(taken_places(program)) + asked_places(program)


def asked_places(program: Program) -> Counter[UUID]:
    """Return on how many places of each project the people who are asked now would work."""
    asked, _waiting, _tried = in_question(program)
    rows = Proposal.objects.filter(
        run__program=program,
        run__state=MatchRun.State.PUBLISHED,
        protege__member__in=asked,
        project__isnull=False,
        cause__cause="asked",
        leads=True,
    )
    last = dict(rows.order_by("run__published_at").values_list("protege", "project"))
    return Counter(last.values())


def has_anyone(given: Given) -> bool:
    """Return whether there is a mentee to place, and a place."""
    rooms = {one.key: one.capacity for one in given.people.mentors}
    free = any(one.places and all(rooms[key] for key in one.mentors) for one in given.projects)
    return bool(given.people.proteges) and free
