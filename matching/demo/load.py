"""Programs for the demonstration institution: one that enrolls, one that is matched, one that runs.

Everything goes through the same domain functions as the pages do, so that the demonstration
shows what a program really does.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from matching.errors import MatchingError
from matching.pairs.domain import preferences as preference
from matching.pairs.domain.publish import publish_run
from matching.pairs.domain.run import start_run
from matching.programs.domain.lifecycle import (
    begin_matching,
    change_program,
    create_program,
    open_enrollment,
)
from matching.programs.enrollment import domain as enrollment
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import advance
from matching.programs.runs.models import MatchRun
from profiles.models import Goal, Institution, Membership, MentorOffer
from profiles.vocabulary import Rank, StaffRoleKind

SUMMARY = (
    "Two people, one of them a rank or two ahead, meet for an hour every month over two years. "
    "You say what you need and whom you would like; pairs are made by the mentees’ choices as "
    "far as places allow. Expect to give an hour and a half a month, the preparation included."
)
FIRST_STEPS = (
    "At the first meeting: what each of you hopes for, how often you meet, what stays between "
    "you, and the date of the second meeting."
)
JUNIOR = (Rank.INSTRUCTOR, Rank.ASSISTANT)
SENIOR = (Rank.ASSOCIATE, Rank.FULL)


def load_programs(institution: Institution, *, seed: int = 2026) -> list[Program]:
    """Write three programs for *institution* and return them; those that exist are returned.

    The institution must have a director, juniors with goals and mentors with offers.
    """
    pairs = Program.objects.of(institution).filter(kind=Program.Kind.DYADIC)
    if there := list(pairs.order_by("created_at")):
        return there
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    director = (
        Membership.objects.current()
        .of(institution)
        .filter(offices__contains=[StaffRoleKind.DIRECTOR])
        .select_related("user")
        .order_by("external_id")
        .first()
    )
    if director is None:
        return []
    juniors = people_of(institution, JUNIOR, with_goals=True)
    seniors = people_of(institution, SENIOR, with_goals=False)
    chance.shuffle(juniors)
    chance.shuffle(seniors)
    plans = (
        ("First steps, cohort 2025", 14, 8, "running"),
        ("Clinician-educator pairs", 60, 24, "matching"),
        ("Half a generation ahead", 36, 18, "enrolling"),
    )
    return [
        _program(institution, director, name, juniors, seniors, sizes, state, chance)
        for name, *sizes, state in plans
    ]


def people_of(
    institution: Institution, ranks: tuple[str, ...], *, with_goals: bool
) -> list[Membership]:
    """Return people of these ranks, by roster number: those with goals, or those who offer to mentor."""
    people = (
        Membership.objects.current()
        .of(institution)
        .filter(rank__in=ranks)
        .select_related("user", "institution", "unit")
        .defer("search")
        .order_by("external_id")
    )
    if with_goals:
        people = people.filter(pk__in=Goal.objects.of(institution).values("member"))
    else:
        people = people.filter(
            pk__in=MentorOffer.objects.of(institution).filter(paused=False).values("member")
        )
    return list(people[:400])


def _program(
    institution: Institution,
    director: Membership,
    name: str,
    juniors: list[Membership],
    seniors: list[Membership],
    sizes: list[int],
    state: str,
    chance: Random,
) -> Program:
    today = institution.local_date()
    program = create_program(
        institution,
        actor=director.user,
        name=name,
        summary=SUMMARY,
        first_steps=FIRST_STEPS,
        starts_on=today + timedelta(days=40),
        enroll_until=today + timedelta(days=25),
        places_a_mentor=2 if state == "matching" else 3,
    )
    open_enrollment(program, actor=director.user)
    program.refresh_from_db()
    _enroll(program, juniors, Enrollment.Side.PROTEGE, sizes[0])
    _enroll(program, seniors, Enrollment.Side.MENTOR, sizes[1])
    _choose(program, chance)
    if state in ("matching", "running"):
        begin_matching(program, actor=director.user)
        run = start_run(program, method=Program.Method.STABLE, actor=director.user)
        advance(run.pk)
        if state == "running":
            publish_run(MatchRun.objects.get(pk=run.pk), actor=director.user)
            # The demonstration's cohort has been under way for half a year.
            change_program(
                program,
                actor=director.user,
                starts_on=today - timedelta(days=210),
                enroll_until=today - timedelta(days=240),
            )
    program.refresh_from_db()
    return program


def _enroll(program: Program, people: list[Membership], side: str, count: int) -> None:
    """Enroll the next *count* of *people*, who are taken off the list."""
    for member in [people.pop() for _ in range(min(count, len(people)))]:
        application = enrollment.prefill(program, member, side)
        if not application["areas"]:
            application["areas"] = {"career": 1}
        try:
            enrollment.enroll(program, member=member, side=side, **application)
        except MatchingError:
            continue


def _choose(program: Program, chance: Random) -> None:
    """Two of three protégés name up to five mentors, one mentor in three names protégés."""
    there = list(
        Enrollment.objects.active()
        .filter(program=program)
        .select_related("program", "member__user", "institution")
        .order_by("member__external_id")
    )
    for side, share, most in (
        (Enrollment.Side.PROTEGE, 0.67, 5),
        (Enrollment.Side.MENTOR, 0.33, 3),
    ):
        others = [one.pk for one in there if one.side != side]
        for one in there:
            if one.side == side and chance.random() < share:
                named = chance.sample(others, min(most, len(others)))
                preference.save_choices(one, keys=named)
