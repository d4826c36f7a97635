"""The projects of a program: a director adds and changes them, one by one or from pasted rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongKind, WrongState
from matching.programs.models import Program
from matching.projects.domain.inputs import asked_places, taken_places
from matching.projects.errors import NotAMentorHere, ProjectTitleTaken
from matching.projects.models import Project, ProjectMentor
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User


@dataclass(frozen=True)
class ProjectRow:
    """A project with its mentors, who leads first, how many work on it, and with how many who are asked."""

    project: Project
    mentors: list[Enrollment]
    taken: int
    asked: int
    is_open: bool

    @property
    def free(self) -> int:
        return max(0, self.project.places - self.taken - self.asked)


def projects_of(program: Program, *, offered: bool = False) -> list[ProjectRow]:
    """Return the projects of *program* by title; *offered*: those that can be chosen. Six queries."""
    taken, asked = taken_places(program), asked_places(program)
    there = Project.objects.filter(program=program).exclude(state=Project.State.WITHDRAWN)
    chosen = set(there.offered().values_list("pk", flat=True))
    if offered:
        there = there.filter(pk__in=chosen)
    rows = there.prefetch_related("mentors__mentor__member__unit").order_by("title", "pk")
    return [
        ProjectRow(
            row,
            [one.mentor for one in row.mentors.all()],
            taken.get(row.pk, 0),
            asked[row.pk],
            row.pk in chosen,
        )
        for row in rows
    ]


def mentors_of(program: Program) -> QuerySet[Enrollment]:
    """Return who can have a project: the mentors who take part."""
    rows: QuerySet[Enrollment] = (
        Enrollment.objects.active()
        .filter(program=program, side=Enrollment.Side.MENTOR)
        .select_related("member__user")
    )
    return rows.order_by("member__sort_key", "pk")


@transaction.atomic
def add_project(
    program: Program, *, lead: UUID, joining: Sequence[UUID] = (), actor: User, **fields: Any
) -> Project:
    """Add a project. Raise WrongKind, WrongState, ProjectTitleTaken and NotAMentorHere."""
    held = lock_for_update(program)
    if not held.traits.by_projects:
        raise WrongKind
    check_project(held, None, fields["title"])
    project: Project = Project.objects.create(institution=held.institution, program=held, **fields)
    set_mentors(project, lead, joining)
    record(Verb.PROGRAM_PROJECT_ADDED, actor=actor, institution=held.institution, subject=project)
    return project


@transaction.atomic
def change_project(
    project: Project, *, lead: UUID, joining: Sequence[UUID] = (), actor: User, **fields: Any
) -> Project:
    """Change what a project says, its places and mentors; who works on it keeps their mentors.

    Raise what `add_project` raises.
    """
    held = lock_for_update(project.program)
    check_project(held, project, fields["title"])
    for name, value in fields.items():
        setattr(project, name, value)
    project.save(update_fields=list(fields))
    set_mentors(project, lead, joining)
    record(Verb.PROGRAM_PROJECT_CHANGED, actor=actor, institution=held.institution, subject=project)
    return project


@transaction.atomic
def add_projects(program: Program, *, rows: Sequence[dict[str, Any]], actor: User) -> list[Project]:
    """Add all of *rows*, or none. Raise what `add_project` raises."""
    return [add_project(program, actor=actor, **row) for row in rows]


def check_project(program: Program, project: Project | None, title: str) -> None:
    """Raise WrongState once the program is over, and ProjectTitleTaken."""
    if program.state == Program.State.CLOSED:
        raise WrongState
    same = Project.objects.filter(program=program, title__iexact=title)
    if same.exclude(pk=project.pk if project else None).exists():
        raise ProjectTitleTaken


def set_mentors(
    project: Project, lead: UUID, joining: Sequence[UUID], *, agreed: bool = True
) -> None:
    """Give *project* these mentors; who is new on it has *agreed* or is asked. Raise NotAMentorHere."""
    keys = list(dict.fromkeys([lead, *joining]))
    already = dict(ProjectMentor.objects.filter(project=project).values_list("mentor_id", "agreed"))
    found = set(mentors_of(project.program).filter(pk__in=keys).values_list("pk", flat=True))
    # Who has left meanwhile stays on it until they are taken out: the form was about something else.
    if not found.union(already).issuperset(keys):
        raise NotAMentorHere
    project.mentors.all().delete()
    ProjectMentor.objects.bulk_create(
        ProjectMentor(
            institution_id=project.institution_id,
            project=project,
            mentor_id=key,
            leads=key == lead,
            agreed=already.get(key, agreed or key == lead),
        )
        for key in keys
    )
