"""A program of projects: Cardiac is led by Berg, Triage by Chen; Long joins Triage."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from matching.models import Enrollment, MatchRun, Program, Project, ProjectMentor
from matching.projects.domain.choices import save_choices
from matching.tasks import advance_run
from tests.factories import ProgramFactory
from tests.support.matching import director_at, mentor, post, protege


@dataclass
class World:
    """The program, its mentors and projects by name, and a director's browser."""

    program: Program
    mentors: dict[str, Enrollment]
    projects: dict[str, Project]
    director: Client

    def project(self, title: str, lead: str, *joining: str, places: int = 1) -> Project:
        row: Project = Project.objects.create(
            institution=self.program.institution, program=self.program, title=title, places=places
        )
        for name in (lead, *joining):
            ProjectMentor.objects.create(
                institution=row.institution,
                project=row,
                mentor=self.mentors[name],
                leads=name == lead,
            )
        self.projects[title] = row
        return row

    def mentee(self, name: str, *titles: str) -> Enrollment:
        row = protege(self.program, name)
        save_choices(row, keys=[self.projects[title].pk for title in titles])
        return row

    def match(self, method: str = "stable") -> MatchRun:
        """Match as a director does, with the worker; there are three projects then, Zoonoses led by Quinn."""
        if "Zoonoses" not in self.projects:
            self.project("Zoonoses", "Quinn")
        Program.objects.filter(pk=self.program.pk, state="enrolling").update(state="matching")
        shown = post(self.director, "project_run_start", self.program.pk, method=method)
        run = shown.context["run"]
        advance_run(str(run.pk))
        return MatchRun.objects.get(pk=run.pk)


@pytest.fixture
def world() -> World:
    program = ProgramFactory(kind=Program.Kind.TOPICS)
    names = ("Berg", "Chen", "Long", "Quinn")
    there = World(
        program,
        {name: mentor(program, name, places=2) for name in names},
        {},
        director_at(program.institution),
    )
    there.project("Cardiac", "Berg")
    there.project("Triage", "Chen", "Long", places=2)
    return there


def placed(run: MatchRun) -> dict[str, str | None]:
    rows = run.proposals.filter(leads=True).select_related("protege__member", "project")
    return {
        row.protege.member.family_name: row.project.title if row.mentor_id else None for row in rows
    }
