"""A mosaic and a career-award team for the demonstration, made by the pages' own domain functions."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from matching.demo.load import JUNIOR, SENIOR, people_of
from matching.programs.domain.lifecycle import (
    begin_matching,
    begin_running,
    create_program,
    open_enrollment,
)
from matching.programs.enrollment.domain import enroll
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import Kind
from matching.programs.models import Program
from matching.teams.domain.membership import add_contact, ask_colleague, join
from matching.teams.domain.plan import add_milestone, agree, mark_milestone, write_plan
from matching.teams.models import Team
from networks.errors import NetworkError
from networks.models import Tie
from networks.phrases import PEER_KINDS
from profiles.models import Institution, Membership
from profiles.people.domain.supervision import supervisors_of
from profiles.vocabulary import RANK_ORDER, MentorRole, Rank, StaffRoleKind

MOSAIC_PEOPLE = 60
MOSAIC_SUMMARY = (
    "Nobody is matched here. You build a network of several mentors, each for something, and see "
    "what is still missing and who could help. We watch, over all of you together, which roles and "
    "areas lack people, and look for those."
)
TEAM_SUMMARY = (
    "For those who apply for a career award within two years. You ask a primary mentor and a "
    "committee, each with a function of their own, and write the mentoring plan with them; take it "
    "from here into the application."
)
PLAN = {
    "award": "Career development award, patient-oriented research",
    "title": "Health literacy and what patients remember of a clinic visit",
    "aims": (
        "1. Lead my own research on communication in ambulatory care.\n"
        "2. Learn mixed methods well enough to teach them.\n"
        "3. Submit a first independent grant in the fourth year."
    ),
    "training": (
        "Year 1: course in mixed methods; two days a month with the survey group.\n"
        "Year 2: trial design, guided by the statistician of the team.\n"
        "Years 3 to 5: one paper a year as first author, read by the team before it goes out."
    ),
    "rhythm": (
        "The primary mentor every two weeks, each of the committee once a month in the first year. "
        "I call the meetings and send the agenda two days ahead."
    ),
    "progress": (
        "Twice a year the team looks at the milestones. Whatever is more than three months late gets "
        "a new date or is dropped, in writing."
    ),
}


@transaction.atomic
def load_kinds(institution: Institution) -> list[Program]:
    """Write both programs, with the visitor's protégé in them; those that stand are left."""
    kinds = (Kind.MOSAIC, Kind.CAREER_TEAM)
    if there := list(Program.objects.of(institution).filter(kind__in=kinds)):
        return there
    here = Membership.objects.current().of(institution).select_related("user", "institution")
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    known = here.filter(user__email__startswith="mina.").order_by("external_id").first()
    if director is None or known is None:
        return []
    juniors = people_of(institution, JUNIOR, with_goals=True)[:MOSAIC_PEOPLE]
    return [
        _running(
            director, Kind.MOSAIC, "A network of one’s own", MOSAIC_SUMMARY, [known, *juniors]
        ),
        _with_team(director, known),
    ]


def _running(
    director: Membership, kind: Kind, name: str, summary: str, people: list[Membership]
) -> Program:
    today = director.institution.local_date()
    program = create_program(
        director.institution,
        actor=director.user,
        kind=kind,
        name=name,
        summary=summary,
        starts_on=today - timedelta(days=60),
        enroll_until=today + timedelta(days=30),
    )
    program = open_enrollment(program, actor=director.user)
    for member in dict.fromkeys(people):
        enroll(program, member=member, side=Enrollment.Side.PROTEGE)
    begin_matching(program, actor=director.user)
    return begin_running(program, actor=director.user)


def _with_team(director: Membership, known: Membership) -> Program:
    program = _running(
        director, Kind.CAREER_TEAM, "Towards a career award", TEAM_SUMMARY, [known, *_others(known)]
    )
    team = Team.objects.get(enrollment__program=program, enrollment__member=known)
    today = known.institution.local_date()
    write_plan(
        team,
        by=known,
        revision=team.revision,
        **PLAN,
        cadence=Program.Cadence.QUARTERLY,
        due_on=today + timedelta(days=75),
    )
    for text, days in (
        ("Course in mixed methods finished", -40),
        ("Ethics approval for the first study", -5),
        ("First paper submitted", 120),
        ("Mid-term review by the whole team", 365),
    ):
        row = add_milestone(team, by=known, text=text, due_on=today + timedelta(days=days))
        if days < -30:
            mark_milestone(row, by=known, reached=True)
    _fill(team, known)
    return program


def _others(known: Membership) -> list[Membership]:
    peers = people_of(known.institution, (Rank.ASSISTANT,), with_goals=True)
    return [one for one in peers if one.pk != known.pk][:4]


def _fill(team: Team, known: Membership) -> None:
    """Two who mentor the protégé already, one elsewhere, and one who has not answered yet."""
    ties = (
        Tie.objects.active()
        .filter(protege=known, mentor__rank__in=SENIOR, mentor__end_date=None)
        .exclude(mentor__in=supervisors_of(known))
        .exclude(kind__in=PEER_KINDS)
        .select_related("mentor__user", "mentor__institution")
        .order_by("created_at", "pk")
    )
    mentors = [tie.mentor for tie in ties if tie.mentor is not None]
    # The senior with whom a visitor signs in comes first, then whoever is furthest ahead.
    mentors.sort(key=lambda one: (not _is(one, "helena"), -RANK_ORDER[one.rank]))
    parts = (
        ("primary", "Overall guidance, and the grant", [MentorRole.ADVISOR, MentorRole.SPONSOR]),
        ("committee", "Qualitative methods", [MentorRole.TEACHER]),
    )
    for mentor, (part, function, roles) in zip(mentors, parts, strict=False):
        row = ask_colleague(
            team, by=known, member=mentor, part=part, function=function, roles=list(roles)
        )
        join(row, by=mentor)
        team.refresh_from_db()
        if part == "primary":
            agree(row, by=mentor, revision=team.revision)
    add_contact(
        team,
        by=known,
        contact={
            "name": "Tomasz Wieland",
            "affiliation": "Northmoor Institute of Public Health",
            "rank": Rank.FULL,
        },
        part="committee",
        function="Statistics and trial design",
        roles=[MentorRole.COACH],
    )
    _ask_one_more(team, known)


def _is(member: Membership, name: str) -> bool:
    return bool(member.user.email.startswith(f"{name}."))


def _ask_one_more(team: Team, known: Membership) -> None:
    """A request that waits for the supervisor, with whom a visitor signs in: the conflict shows."""
    chief = known.supervisor
    if chief is None or not chief.is_current:
        return
    try:
        ask_colleague(
            team,
            by=known,
            member=chief,
            part="committee",
            function="Protected time",
            roles=[MentorRole.AGENT],
            message="The application asks who guarantees my time for research. Would that be you?",
        )
    except NetworkError:
        return
