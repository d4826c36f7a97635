"""A run that gives mentees projects, from what goes in to what comes out.

What the first run of a round is given counts for every later one, until one is published, or no one can be: a
director who changes places, people or projects and runs again learns nothing of anyone's list. The seed is drawn, for
the same reason. A round that is over has used up the lists that it read: they count again once their owners say so.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from matching.engine import VERSION, allocation
from matching.engine.allocation import Given, Placed
from matching.engine.pairs.cohort import digest as digest_of
from matching.pairs.models import Proposal
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongKind, WrongState
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.lifecycle import RUNS
from matching.programs.runs.models import MatchRun
from matching.projects.domain.inputs import build_given, has_anyone
from matching.projects.errors import NothingToMatch
from matching.projects.models import ProjectChoice, ended_rounds
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_of
from profiles.models import User

SEEDS = 2**31 - 1
State = MatchRun.State


@transaction.atomic
def start_run(program: Program, *, method: str, actor: User) -> MatchRun:
    """Have the mentees who have no project matched; the same method in a round is the same run.

    Raise WrongKind, WrongState unless the program is matching or running, and NothingToMatch.
    """
    held = lock_for_update(program)
    if not held.traits.by_projects:
        raise WrongKind
    if held.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    first = first_of_round(held)
    if first is None:
        given = build_given(held, method=method, seed=secrets.randbelow(SEEDS))
    else:
        given = read_inputs(first)
        given = replace(given, people=replace(given.people, method=method))
    if not has_anyone(given):
        raise NothingToMatch
    text = allocation.dump(given)
    digest = digest_of(text)
    if same := _of_round(held).filter(digest=digest).first():
        return same
    if first is None:
        unread = ProjectChoice.objects.filter(enrollment__program=held).counting()
        unread.update(read_at=timezone.now())
    return _queue(held, given, text, digest, actor)


def first_of_round(program: Program) -> MatchRun | None:
    """Return the run whose inputs count for those that follow, until one is published."""
    row: MatchRun | None = _of_round(program).filter(forgotten_at=None).order_by("number").first()
    return row


def _of_round(program: Program) -> Any:
    rows = MatchRun.objects.of_projects().filter(program=program)
    before = ended_rounds().filter(program=program).order_by("-ended_at").first()
    rows = rows.filter(state__in=(*MatchRun.WORKING_STATES, State.DONE))
    # A run that was left when another one was published belongs to the round before.
    return rows if before is None else rows.filter(created_at__gt=before.ended_at)


def _queue(program: Program, given: Given, text: str, digest: str, actor: User) -> MatchRun:
    people = given.people
    return jobs.enqueue_run(
        program,
        method=people.method,
        inputs=text,
        digest=digest,
        actor=actor,
        weights=people.weights,
        rules=vars(people.rules),
        seed=people.seed,
        engine_version=VERSION,
        progress_total=len(people.proteges),
    )


def read_inputs(run: MatchRun) -> Given:
    """Return what the run was given. Raise RunForgotten a year after the program."""
    return allocation.load(jobs.inputs_of(run))


def match_projects(run: MatchRun, job: Job) -> None:
    """Allocate what the run was given and write the proposals. Raise EngineError, JobStopped."""
    given = read_inputs(run)
    progress = progress_of(job, run)
    progress(0, len(given.people.proteges))
    placed = allocation.solve(given)
    progress(len(placed), len(placed))
    with transaction.atomic():
        _write(run, given, placed)
        RUNS.finish(job, summary=_summary(given, placed))


def _summary(given: Given, placed: list[Placed]) -> dict[str, Any]:
    """Return counts alone: which choice anyone got is kept nowhere."""
    got = [one.choice for one in placed if one.choice is not None]
    most = max(got, default=0)
    return {
        "proteges": len(placed),
        "projects": len(given.projects),
        "places": sum(one.places for one in given.projects),
        "choices": [got.count(number) for number in range(1, most + 1)],
    }


def _write(run: MatchRun, given: Given, placed: list[Placed]) -> None:
    there = Enrollment.objects.filter(program=run.program).values_list("member_id", "side", "pk")
    keys = {(str(member), side): pk for member, side, pk in there}
    mentors = {one.key: one.mentors for one in given.projects}
    rows = []
    for one in placed:
        protege = keys[one.mentee, Enrollment.Side.PROTEGE]
        base = {"institution": run.institution, "run": run, "protege_id": protege}
        if one.project is None:
            # Why is kept nowhere: it would tell who chose, who is kept apart, or who declined.
            rows.append(Proposal(**base, cause={"cause": "places_taken"}))
            continue
        source = Proposal.Source.RULED if one.ruled else Proposal.Source.ENGINE
        for at, mentor in enumerate(mentors[one.project]):
            key = keys[mentor, Enrollment.Side.MENTOR]
            found = {"mentor_id": key, "engine_mentor_id": key, "project_id": one.project}
            rows.append(Proposal(**base, **found, leads=not at, source=source))
    Proposal.objects.filter(run=run).delete()
    Proposal.objects.bulk_create(rows, batch_size=1000)
