"""A program of peer groups for the demonstration, with groups that wait to be looked at."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction

from matching.demo.load import JUNIOR, SENIOR, people_of
from matching.errors import MatchingError
from matching.groups.application.domain import enroll_for_group, own_attributes
from matching.groups.forming.domain.run import start_forming
from matching.groups.forming_rules.domain import change_rules
from matching.programs.domain.lifecycle import begin_matching, create_program, open_enrollment
from matching.programs.enrollment.domain import prefill
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import Kind, Side
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import advance
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind

MEMBERS, FACILITATORS = 24, 5
NAME = "Writing and planning, in groups"
SUMMARY = (
    "Eight months in a group of five to seven: your own plan from values to goals, skills that you "
    "choose together, and a paper that you write with the others' help. A session of an hour and a "
    "half every two weeks, with a facilitator."
)
CHARTER = (
    "What is said in the group stays in the group.\n"
    "Whoever cannot come says so two days before.\n"
    "Before we start on a paper we agree in writing on its authors and their order; who joins later "
    "is asked by all of them."
)
# Mornings and afternoons of the week as people leave them free: half hours from Monday 00:00.
HALF_DAYS = tuple(
    range(day * 48 + first, day * 48 + last)
    for day in range(5)
    for first, last in ((16, 24), (26, 36))
)
POPULAR = (1, 3, 4, 7)
EVENING = range(4 * 48 + 38, 4 * 48 + 44)


@transaction.atomic
def load_groups(institution: Institution, *, seed: int = 2026) -> list[Program]:
    """Write the program and have its groups formed; one that stands is left.

    The institution must have a director, juniors with goals and mentors with offers.
    """
    there = Program.objects.of(institution).filter(kind=Kind.COLLABORATIVE)
    if found := list(there):
        return found
    here = Membership.objects.current().of(institution).select_related("user")
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    if director is None:
        return []
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    today = institution.local_date()
    program = create_program(
        institution,
        actor=director.user,
        kind=Kind.COLLABORATIVE,
        name=NAME,
        summary=SUMMARY,
        starts_on=today + timedelta(days=30),
        enroll_until=today + timedelta(days=10),
        cadence=Program.Cadence.FORTNIGHTLY,
        meeting_minutes=90,
    )
    open_enrollment(program, actor=director.user)
    change_rules(program, actor=director.user, charter=CHARTER, facilitated=True)
    _enroll(program, JUNIOR, Side.PROTEGE, MEMBERS, chance)
    _enroll(program, SENIOR, Side.MENTOR, FACILITATORS, chance)
    begin_matching(program, actor=director.user)
    advance(start_forming(program, actor=director.user).pk)
    program.refresh_from_db()
    return [program]


def _enroll(
    program: Program, ranks: tuple[str, ...], side: Side, count: int, chance: Random
) -> None:
    """Enroll *count* people, first those who are in no program; one member has an odd hour alone."""
    taken = set(Enrollment.objects.of(program.institution).values_list("member_id", flat=True))
    people = people_of(program.institution, ranks, with_goals=side == Side.PROTEGE)
    chance.shuffle(people)
    people.sort(key=lambda one: one.pk in taken)
    enrolled = 0
    for member in people:
        if enrolled == count:
            break
        application = prefill(program, member, side)
        application["areas"] = application["areas"] or {"career": 1}
        told = own_attributes(member)
        asks = [name for name in told if chance.random() < 0.15]
        odd = enrolled == count - 1 and side == Side.PROTEGE
        try:
            enroll_for_group(
                program,
                member=member,
                side=side,
                application=application,
                hours=EVENING if odd else _hours(chance),
                time_zone=program.institution.time_zone,
                not_alone=asks,
            )
        except MatchingError:
            continue
        enrolled += 1


def _hours(chance: Random) -> list[int]:
    """Two of the half days that most have free, and one or two of the others."""
    chosen = {*chance.sample(POPULAR, 2), *chance.sample(range(len(HALF_DAYS)), 2)}
    return sorted(slot for number in chosen for slot in HALF_DAYS[number])
