"""Forming a program's groups: what goes in, the worker's part, what comes out.

The row is a `MatchRun` like any other: the same queue, the same take-over of a dead worker, the
same cancelling. What comes out are `GroupProposal`s with a `Seat` for every member.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.engine import VERSION
from matching.engine.groups.forming import Group, Grouping, form, judge
from matching.groups.errors import NoOneToGroup
from matching.groups.forming.domain.cohort import build_group_cohort
from matching.groups.forming.domain.facilitators import as_led_now, count_facilitators
from matching.groups.forming.domain.inputs import (
    GroupCohort,
    around_kept,
    arrange,
    digest,
    dump,
    load,
    set_aside,
    settled_members,
    unplaced,
)
from matching.groups.forming.domain.pairing import STABILITY, pair_up
from matching.groups.forming.domain.stability import TOLD, may_tell
from matching.groups.forming.domain.standing import Standing, read_standing
from matching.groups.forming.domain.wishes import said_broken
from matching.groups.models.proposals import GroupMove, GroupProposal, Seat
from matching.programs.domain.lifecycle import check_makes_groups, lock_for_update
from matching.programs.errors import WrongState
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.lifecycle import RUNS
from matching.programs.runs.models import MatchRun
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_of
from profiles.models import User

WHOLE = 100  # the page shows hundredths of the work


@transaction.atomic
def start_forming(
    program: Program, *, actor: User, seed: int = 0, around: MatchRun | None = None
) -> MatchRun:
    """Freeze the program's people and rules as they are now and have groups formed.

    *around*: a run whose locked members stay where they are. The same question while it is being
    answered is the same run. Raise WrongKind for a program that makes no groups, WrongState
    unless it is matching or running, and NoOneToGroup where everyone has a group or there are
    fewer than two people.
    """
    held = lock_for_update(program)
    check_makes_groups(held)
    if held.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    count_facilitators(held, actor=actor)
    cohort = as_led_now(held, build_group_cohort(held, seed=seed, around=around))
    settled = settled_members(cohort)
    if len(cohort.people) < 2 or all(one.key in settled for one in cohort.people):
        raise NoOneToGroup
    text = dump(cohort)
    working = held.runs.filter(digest=digest(text), state__in=MatchRun.WORKING_STATES)
    if same := working.first():
        return same
    return _queue(held, cohort, text, actor)


@transaction.atomic
def repeat_forming(run: MatchRun, *, actor: User) -> MatchRun:
    """Form groups of the same people again, as they were then; the groups must be the same."""
    program = lock_for_update(run.program)
    text = jobs.inputs_of(run)
    return _queue(program, load(text), text, actor, repeats=run)


def _queue(
    program: Program,
    cohort: GroupCohort,
    text: str,
    actor: User,
    *,
    repeats: MatchRun | None = None,
) -> MatchRun:
    rules = cohort.rules
    return jobs.enqueue_run(
        program,
        method=MatchRun.GROUPS,
        inputs=text,
        digest=digest(text),
        actor=actor,
        weights=dict(rules.aims),
        rules={"smallest": rules.smallest, "largest": rules.largest},
        seed=cohort.seed,
        engine_version=VERSION,
        progress_total=WHOLE,
        repeats=repeats,
    )


def form_groups(run: MatchRun, job: Job) -> None:
    """Do the work of one claimed run. Raise JobStopped and the engine's errors."""
    cohort = read_cohort(run)
    note = _in_hundredths(progress_of(job, run))
    known: dict[str, Any] = {}
    asked: AbstractSet[str] = frozenset()
    if cohort.pairing is None:
        found = _formed(cohort, note)
    else:
        paired = pair_up(cohort, cohort.pairing)
        found, known = paired.grouping, {STABILITY: paired.stability}
        asked = paired.asked
    note(WHOLE, WHOLE)
    with transaction.atomic():
        _write(run, cohort, found, asked)
        standing = judge_now(run, cohort)[0]
        # Of pairs that are asked first, nothing said in confidence is broken: each decides.
        broken = said_broken(standing, cohort) if cohort.pairing else standing.broken
        breaks = len(broken)
        if known:
            known[STABILITY][TOLD] = may_tell(run, cohort)
        RUNS.finish(job, summary=_summary(cohort, found, breaks) | known)


def _formed(cohort: GroupCohort, note: Callable[[int, int], None]) -> Grouping:
    """Have groups formed around those that there are.

    A published group that breaks a rule by now stays as it is: its people and its facilitator's
    place are set aside, and the others are formed without them.
    """
    people, rules = around_kept(cohort)
    found = form(people, cohort.facilitators, rules, cohort.seed, progress=note)
    if stuck := unplaced(cohort, found.groups):
        rest = set_aside(cohort, stuck)
        people, rules = around_kept(rest)
        found = form(people, rest.facilitators, rules, rest.seed, progress=note)
    return found


def _in_hundredths(note: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Note only what changes on the page: the engine counts more steps than anyone reads."""
    noted = -1

    def heard(done: int, total: int) -> None:
        nonlocal noted
        now = WHOLE * done // total
        if now > noted:
            noted = now
            note(now, WHOLE)

    return heard


def read_cohort(run: MatchRun) -> GroupCohort:
    """Return the people that the run was given."""
    return load(jobs.inputs_of(run))


def judge_now(run: MatchRun, cohort: GroupCohort | None = None) -> tuple[Grouping, Standing]:
    """Return how good the groups are as they stand, what they break, and the groups in that order.

    Locks are set aside: they bind the engine, not the director's hand. Five queries at the most.
    """
    given = cohort or read_cohort(run)
    standing = read_standing(run)
    there = {one.key for one in given.facilitators}
    known = {one.key for one in given.people}
    members: dict[UUID | None, list[str]] = {}
    for seat in standing.seats:
        if (key := str(seat.enrollment_id)) in known:
            members.setdefault(seat.group_id, []).append(key)
    groups = [
        Group(
            members=tuple(members.get(one.pk, ())),
            facilitator=str(one.facilitator_id) if str(one.facilitator_id) in there else None,
        )
        for one in standing.proposals
    ]
    return judge(given.people, given.facilitators, given.rules, groups), standing


def _summary(cohort: GroupCohort, found: Grouping, breaks: int) -> dict[str, Any]:
    """Return what is said of a run. `broken` counts rules that its groups break as they are shown: those
    that there were before keep their people whatever the rules say.
    """
    return {
        "people": len(cohort.people),
        "groups": len(found.groups),
        "waiting": len(found.waiting),
        "total": found.total,
        "bound": found.bound,
        "gap": found.gap,
        "method": found.method,
        "parts": dict(found.parts),
        "broken": breaks,
        "kept": bool(cohort.kept),
        "relax": [{"rule": one.rule, "value": one.value} for one in found.relax],
    }


def _write(run: MatchRun, cohort: GroupCohort, found: Grouping, asked: AbstractSet[str]) -> None:
    naming = _("Group %d") if cohort.pairing is None else _("Pair %d")
    arranged = arrange(cohort, found.groups, naming=str(naming))
    GroupMove.objects.filter(run=run).delete()
    Seat.objects.filter(run=run).delete()
    GroupProposal.objects.filter(run=run).delete()
    groups = GroupProposal.objects.bulk_create(
        GroupProposal(
            institution=run.institution,
            run=run,
            number=number,
            name=one.name,
            facilitator_id=_key(one.facilitator),
            engine_facilitator_id=_key(one.facilitator),
            peer_group_id=_key(one.peer_group),
        )
        for number, one in enumerate(arranged, start=1)
    )
    at = {
        member: group for group, one in zip(groups, arranged, strict=True) for member in one.members
    }
    kept = {key for one in cohort.kept for key in one.members}
    settled = settled_members(cohort)
    causes = {one.key: one.cause for one in found.waiting}
    Seat.objects.bulk_create(
        (
            Seat(
                institution=run.institution,
                run=run,
                enrollment_id=UUID(person.key),
                group=at.get(person.key),
                engine_group=at.get(person.key),
                locked=person.key in kept and person.key in at,
                settled=person.key in settled,
                asked_first=person.key in asked and person.key in at,
                cause="" if person.key in at else causes.get(person.key, ""),
            )
            for person in cohort.people
        ),
        batch_size=1000,
    )


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def same_groups(one: MatchRun, other: MatchRun) -> bool:
    """Return whether the engine proposed the same groups of people in both runs."""
    return _grouped(one) == _grouped(other)


def _grouped(run: MatchRun) -> set[frozenset[UUID]]:
    found: dict[UUID | None, set[UUID]] = {}
    rows = Seat.objects.filter(run=run).values_list("engine_group_id", "enrollment_id")
    for group, enrollment in rows:
        found.setdefault(group, set()).add(enrollment)
    return {frozenset(members) for group, members in found.items() if group is not None}
