"""A program of projects for the demonstration: lists, a published placement, and what comes after it.

Mina is on a project. A second mentor's project waits for the director, and one co-mentor has not answered.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction

from matching.demo.load import JUNIOR, SENIOR, people_of
from matching.pairs.domain.publish import publish_run
from matching.programs.domain.lifecycle import begin_matching, create_program, open_enrollment
from matching.programs.enrollment.domain import enroll, prefill
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import Kind
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import advance
from matching.programs.runs.models import MatchRun
from matching.projects.domain.choices import save_choices
from matching.projects.domain.offering import offer_project
from matching.projects.domain.projects import add_project
from matching.projects.domain.run import start_run
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind

MENTEES = 14
Side = Enrollment.Side
SUMMARY = (
    "A year on one project, with the people who lead it. Look at what is offered, list what you would like to "
    "work on, and meet every two weeks."
)
TOPICS = (
    (
        "Falls after discharge",
        "Who falls in the first month at home, and what the discharge letter says of it.",
    ),
    (
        "Sepsis alerts that nurses trust",
        "Which alerts are acted on, from two years of a ward's log.",
    ),
    (
        "Teaching ultrasound at the bedside",
        "A short course for residents, and a way to tell whether it works.",
    ),
    (
        "Waiting times in the heart failure clinic",
        "Where the weeks go between referral and first visit.",
    ),
    ("Language and consent", "How interpreters are used when patients agree to surgery."),
    ("A registry for rare kidney disease", "From chart review to a data set that others can use."),
)
OFFERED = (
    "Night float and error reports",
    "Do reports change with the schedule? Two years of data are cleaned and ready.",
)


@transaction.atomic
def load_projects(institution: Institution, *, seed: int = 2026) -> list[Program]:
    """Write the program, with the visitor among its people; one that stands is left."""
    if there := list(Program.objects.of(institution).filter(kind=Kind.TOPICS)):
        return there
    here = Membership.objects.current().of(institution).select_related("user", "institution")
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    known = here.filter(user__email__startswith="mina.").order_by("external_id").first()
    if director is None or known is None:
        return []
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    program = _open(institution, director)
    seniors = people_of(institution, SENIOR, with_goals=False)
    juniors = people_of(institution, JUNIOR, with_goals=True)
    chance.shuffle(seniors)
    chance.shuffle(juniors)
    mentors = _enroll(program, seniors[: len(TOPICS) + 2], Side.MENTOR)
    mentees = _enroll(program, [known, *juniors[:MENTEES]], Side.PROTEGE)
    if len(mentors) < len(TOPICS) + 2:
        return [program]
    projects = [
        add_project(
            program,
            lead=mentors[at].pk,
            joining=[mentors[at + 1].pk] if at % 3 == 0 else [],
            title=title,
            summary=about,
            places=1 + at % 2,
            areas=["research"],
            actor=director.user,
        )
        for at, (title, about) in enumerate(TOPICS)
    ]
    for one in mentees:
        named = chance.sample(projects, 4)
        save_choices(one, keys=[row.pk for row in named])
    begin_matching(program, actor=director.user)
    run = start_run(program, method=Program.Method.STABLE, actor=director.user)
    advance(run.pk)
    publish_run(MatchRun.objects.get(pk=run.pk), actor=director.user)
    title, summary = OFFERED
    offer_project(
        mentors[-1],
        joining=[mentors[-2].pk],
        title=title,
        summary=summary,
        places=2,
        areas=["research"],
    )
    return [program]


def _open(institution: Institution, director: Membership) -> Program:
    today = institution.local_date()
    program = create_program(
        institution,
        actor=director.user,
        kind=Kind.TOPICS,
        name="Scholarly projects",
        summary=SUMMARY,
        starts_on=today + timedelta(days=10),
        enroll_until=today + timedelta(days=5),
        places_a_mentor=3,
    )
    return open_enrollment(program, actor=director.user)


def _enroll(program: Program, people: list[Membership], side: str) -> list[Enrollment]:
    return [
        enroll(program, member=member, side=side, **prefill(program, member, side))
        for member in dict.fromkeys(people)
    ]
