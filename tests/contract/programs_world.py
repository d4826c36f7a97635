"""A program with dates and questions for the access matrix."""

from __future__ import annotations

import zlib
from datetime import date, time
from typing import Any

from django.utils import timezone

from matching.engine.allocation import dump
from matching.models import (
    Enrollment,
    MatchRun,
    Newcomer,
    NewcomerWelcome,
    PairRequest,
    Program,
    ProgramDate,
    Project,
    ProjectChoice,
    ProjectMentor,
    Proposal,
    TimeConfirmation,
)
from matching.programs.kinds import Kind
from matching.projects.domain.inputs import build_given
from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from profiles.models import DirectorNote, Membership
from profiles.questions.domain import ask
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory, TieFactory


def programs_rows(
    *, enrolled: Membership, director: Membership, chief: Membership
) -> dict[str, Any]:
    """A program of groups that is enrolling, with one date, one question and one chief asked."""
    here = director.institution
    program = ProgramFactory(
        institution=here,
        kind=Kind.COLLABORATIVE,
        state=Program.State.ENROLLING,
        asks_chief=True,
    )
    ProgramDate.objects.create(
        institution=here, program=program, day=date(2099, 1, 9), starts=time(9)
    )
    question = ask(
        program, institution=here, actor=director.user, text="Parking?", purpose="To plan it."
    )
    confirmation = TimeConfirmation.objects.create(
        institution=here,
        enrollment=EnrollmentFactory(program=program, member=enrolled),
        name="Chief",
        email="chief@clinic.example",
    )
    asked = EnrollmentFactory(
        program=program, awaits=Enrollment.Awaits.PERSON, withdrawn_at=timezone.now()
    )
    applied = EnrollmentFactory(
        program=program, awaits=Enrollment.Awaits.DIRECTOR, withdrawn_at=timezone.now()
    )
    run = MatchRun.objects.create(
        institution=here,
        program=program,
        number=1,
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
        state=MatchRun.State.PUBLISHED,
    )
    made = TieFactory(protege=MembershipFactory(institution=here))
    Proposal.objects.create(institution=here, run=run, protege=applied, tie=made)
    welcoming = ProgramFactory(institution=here)
    NewcomerWelcome.objects.create(
        institution=here, program=welcoming, since=date(2026, 1, 1), chiefs_suggest=True
    )
    pair_request = PairRequest.objects.create(
        institution=here,
        program=ProgramFactory(institution=here, state=Program.State.RUNNING),
        protege=enrolled,
        mentor=MembershipFactory(institution=here, rank="full"),
        mentor_answer=PairRequest.Answer.ACCEPTED,
        answer_by=date(2099, 1, 31),
    )
    project, project_run, placement = _projects(enrolled, chief)
    offered = Project.objects.create(
        institution=here, program=project.program, title="Falls", state=Project.State.PROPOSED
    )
    lead = project.mentors.get().mentor
    ProjectMentor.objects.create(institution=here, project=offered, mentor=lead, leads=True)
    note = DirectorNote.objects.create(
        institution=here, member=enrolled, author=director, text="Phoned: starts in spring."
    )
    return {
        "newcomer": Newcomer.objects.create(
            institution=here,
            program=welcoming,
            member=MembershipFactory(institution=here, supervisor=chief),
            joined_on=date(2026, 1, 1),
        ),
        "director_note": note,
        "program_project": project,
        "offered_project": offered,
        "project_run": project_run,
        "placement": placement,
        "pair_request": pair_request,
        "made_tie": made,
        "applied": applied,
        "enroll_token": links.issue(
            Purpose.CONSENT,
            address=asked.member.user.email,
            institution=here,
            subject=asked,
        ),
        "dated_program": program,
        "question": question,
        "confirm_token": links.issue(
            Purpose.CONSENT, address=confirmation.email, institution=here, subject=confirmation
        ),
    }


def _projects(enrolled: Membership, chief: Membership) -> tuple[Project, MatchRun, Proposal]:
    """A program of projects with one project, led by *chief*, on which *enrolled* was placed in a run."""
    here = enrolled.institution
    program = ProgramFactory(institution=here, kind=Kind.TOPICS, state=Program.State.MATCHING)
    lead = EnrollmentFactory(program=program, side="mentor", member=chief)
    protege = EnrollmentFactory(program=program, member=enrolled)
    project = Project.objects.create(institution=here, program=program, title="Sepsis")
    ProjectMentor.objects.create(institution=here, project=project, mentor=lead, leads=True)
    ProjectChoice.objects.create(institution=here, enrollment=protege, project=project, rank=1)
    run = MatchRun.objects.create(
        institution=here,
        program=program,
        number=1,
        method="stable",
        engine_version="1",
        digest="",
        inputs=zlib.compress(dump(build_given(program, method="stable", seed=1)).encode()),
        state=MatchRun.State.DONE,
    )
    placement = Proposal.objects.create(
        institution=here,
        run=run,
        protege=protege,
        mentor=lead,
        engine_mentor=lead,
        project=project,
    )
    return project, run, placement
