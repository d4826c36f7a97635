"""A match run, from what goes in to what comes out.

`start_run` freezes the cohort in a row. A worker claims it and matches (see `runs.domain.lifecycle`);
the proposals are written in one transaction.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.engine import VERSION
from matching.engine.pairs import cohort
from matching.engine.pairs.cohort import Cohort, Pair, Solution
from matching.pairs.domain.cohort import build_cohort
from matching.pairs.domain.explanations import cause_facts
from matching.pairs.domain.terms import Fact, facts_of, verdict_of
from matching.pairs.errors import NoOneToMatch
from matching.pairs.models import Proposal
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongKind, WrongState
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.lifecycle import RUNS
from matching.programs.runs.models import MatchRun
from mentornet.audit_verbs import Verb
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_of
from profiles.institution.domain.audit import record
from profiles.models import User

State = MatchRun.State


@transaction.atomic
def start_run(
    program: Program,
    *,
    method: str,
    actor: User | None,
    seed: int = 0,
    weights: dict[str, float] | None = None,
    worst_off: float | None = None,
) -> MatchRun:
    """Freeze the program's people as they are now and have them matched.

    The same question while it is being answered is the same run. Raise WrongKind for a program
    that makes no pairs, WrongState unless the program is matching or running, RulesCross and NoOneToMatch.
    """
    held = lock_for_update(program)
    _check_pairs_alone(held)
    if held.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    given = build_cohort(held, method=method, seed=seed, weights=weights, worst_off=worst_off)
    if not given.proteges or not any(one.capacity for one in given.mentors):
        raise NoOneToMatch
    text = cohort.dump(given)
    digest = cohort.digest(text)
    working = held.runs.filter(digest=digest, state__in=MatchRun.WORKING_STATES)
    if same := working.first():
        return same
    return _queue(held, given, text, digest, actor, asked=facts_of(held))


@transaction.atomic
def repeat_run(run: MatchRun, *, actor: User) -> MatchRun:
    """Match the same people again, as they were then; the pairs must come out the same."""
    program = lock_for_update(run.program)
    text = jobs.inputs_of(run)
    given = cohort.load(text)
    asked = run.rules.get("asked", [])
    return _queue(program, given, text, cohort.digest(text), actor, asked=asked, repeats=run)


def _check_pairs_alone(program: Program) -> None:
    """Raise WrongKind unless mentees of *program* are matched with mentors, not with projects."""
    if not program.traits.matches_people:
        raise WrongKind


def _queue(
    program: Program,
    given: Cohort,
    text: str,
    digest: str,
    actor: User | None,
    *,
    asked: list[Fact],
    repeats: MatchRun | None = None,
) -> MatchRun:
    return jobs.enqueue_run(
        program,
        method=given.method,
        inputs=text,
        digest=digest,
        actor=actor,
        weights=given.weights,
        rules=vars(given.rules) | {"asked": asked},
        seed=given.seed,
        worst_off=given.worst_off,
        engine_version=VERSION,
        progress_total=len(given.proteges),
        repeats=repeats,
    )


def match_pairs(run: MatchRun, job: Job) -> None:
    """Match what the run was given and write the proposals. Raise EngineError, JobStopped."""
    given = read_inputs(run)
    solution = cohort.solve(given, progress=progress_of(job, run))
    with transaction.atomic():
        _write_proposals(run, solution)
        RUNS.finish(job, summary=_summary(given, solution))


def read_inputs(run: MatchRun) -> Cohort:
    """Return the cohort that the run was given."""
    return cohort.load(jobs.inputs_of(run))


def _summary(given: Cohort, solution: Solution) -> dict[str, Any]:
    blocking = cohort.blocking(solution, solution.matched, solution.further)
    return {
        "proteges": len(given.proteges),
        "mentors": len(given.mentors),
        "places": int(sum(one.capacity for one in given.mentors)),
        "blocking": len(blocking),
        "asked": verdict_of(
            given, [(one.protege, one.mentor) for one in solution.pairs if one.mentor]
        ),
    }


def _write_proposals(run: MatchRun, solution: Solution) -> None:
    there = Enrollment.objects.filter(program=run.program).values_list("member_id", "side", "pk")
    keys = {(str(member), side): pk for member, side, pk in there}
    causes = {one.row: one for one in solution.unmatched}
    names = solution.instance.proteges.keys, solution.instance.mentors.keys
    rows = []
    for at, pair in enumerate(solution.pairs):
        mentor = keys[pair.mentor, Enrollment.Side.MENTOR] if pair.mentor else None
        rows.append(
            Proposal(
                institution=run.institution,
                run=run,
                protege_id=keys[pair.protege, Enrollment.Side.PROTEGE],
                mentor_id=mentor,
                # A pair that a director locked, or whose rules made it, is not one that the matching found.
                engine_mentor_id=None if pair.locked or pair.ruled else mentor,
                source=_source(pair),
                nth=pair.nth,
                score=pair.score,
                parts=pair.parts,
                choice=pair.choice,
                cause=cause_facts(causes[at], *names) if at in causes and pair.nth == 1 else {},
            )
        )
    Proposal.objects.filter(run=run).delete()
    Proposal.objects.bulk_create(rows, batch_size=1000)


def _source(pair: Pair) -> str:
    if pair.locked:
        return Proposal.Source.LOCKED
    return Proposal.Source.RULED if pair.ruled else Proposal.Source.ENGINE


def same_pairs(one: UUID, other: UUID) -> bool:
    """Return whether the engine proposed the same pairs in both runs, given by key."""
    pairs = [
        set(Proposal.objects.filter(run=run).values_list("protege_id", "nth", "engine_mentor_id"))
        for run in (one, other)
    ]
    return pairs[0] == pairs[1]


def what_if(program: Program, *, method: str, weights: dict[str, float]) -> dict[str, Any]:
    """Return the figures that these weights would give now; nothing is written.

    For cohorts small enough to be matched while someone waits. Raise WrongKind, NoOneToMatch,
    and EngineError for weights that cannot be used.
    """
    _check_pairs_alone(program)
    given = build_cohort(program, method=method, weights=weights)
    if not given.proteges or not given.mentors:
        raise NoOneToMatch
    solution = cohort.solve(given, explained=False)
    pairs = [pair for pair in solution.pairs if pair.mentor]
    named = [pair for pair in pairs if given.protege_choices.get(pair.protege)]
    matched = len({pair.protege for pair in pairs})
    return {
        "proteges": len(given.proteges),
        "matched": matched,
        "mean": sum(pair.score or 0 for pair in pairs) / len(pairs) if pairs else 0.0,
        "lowest": min((pair.score or 0 for pair in pairs), default=0.0),
        "first": sum(pair.choice == 1 for pair in named),
        "chosen": sum(pair.choice is not None for pair in named),
        "named": len(named),
        "message": _("%(matched)d of %(all)d mentees would have a mentor")
        % {"matched": matched, "all": len(given.proteges)},
    }


@transaction.atomic
def write_note(run: MatchRun, *, text: str, actor: User) -> MatchRun:
    """Keep what directors write for each other about *run*. Idempotent."""
    held = jobs.lock_for_update(run)
    if held.note != text:
        held.note = text
        held.save(update_fields=["note"])
        record(Verb.RUN_NOTED, actor=actor, institution=held.institution, subject=held)
    return held
