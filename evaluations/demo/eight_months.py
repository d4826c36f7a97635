"""A collaborative program in the middle of its eight months: one group, as it is after the fourth."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import ActionItem, Attendance, Meeting
from evaluations.sessions.curriculum.domain.curricula import built_in
from evaluations.sessions.curriculum.domain.session_plans import write_plan
from evaluations.sessions.groups.domain.charter_texts import AUTHORSHIP, CHARTER
from evaluations.writing.domain.author_order import authors_of
from evaluations.writing.domain.project import add_draft, set_milestone, start_project
from evaluations.writing.models import Contribution
from matching.groups.membership.domain.names import group_name
from matching.models import Enrollment, Program, ProgramGroup
from matching.programs.domain.lifecycle import create_program
from matching.programs.kinds import Kind
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import create_group
from profiles.models import Institution, Membership
from profiles.people.domain.supervision import chiefs_among
from profiles.vocabulary import Rank, StaffRoleKind

MEMBER, FACILITATOR = "dana.", "luis."
MONTHS = 8
PEOPLE = 8
INTENSIVE_DAYS, MONTHLY_DAYS, HELD = 3, 6, 3
SUMMARY = (
    "Three days together at the start, then one day a month for six months: your own plan from values "
    "to goals, skills that you choose together, and a paper. With a facilitator, eight months in all."
)
AIM = "A plan of one's own, and one paper together by the end."
PLACE = "Faculty Center, room 210"
WORKDAY = 420
CURRICULUM = "eight-months"


@transaction.atomic
def load_eight_months(institution: Institution) -> PeerGroup | None:
    """Write the program with its group; one that is there is left. None without its people.

    No one gets a mail: it all lies in the past.
    """
    programs = Program.objects.of(institution).filter(
        kind=Kind.COLLABORATIVE, state=Program.State.RUNNING
    )
    if there := programs.first():
        return PeerGroup.objects.filter(program_group__program=there).first()
    here = Membership.objects.current().of(institution).select_related("user", "institution")
    member = here.filter(user__email__startswith=MEMBER).order_by("external_id").first()
    leader = here.filter(user__email__startswith=FACILITATOR).order_by("external_id").first()
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    if member is None or leader is None or director is None:
        return None
    days = _days(institution.local_date())
    program = create_program(
        institution,
        actor=director.user,
        kind=Kind.COLLABORATIVE,
        name=f"Collaborative program {days[0].year}",
        summary=SUMMARY,
        months=MONTHS,
        starts_on=days[0],
        enroll_until=days[0] - timedelta(days=30),
        meeting_minutes=WORKDAY,
    )
    Program.objects.filter(pk=program.pk).update(state=Program.State.RUNNING)
    people = _people(here, member, leader)
    group = _group(program, people, leader=leader, director=director, started_on=days[0])
    _come_and_go(group, people, days)
    _hold_sessions(group, leader, days, excused=people[1])
    _work(group, people)
    return group


def _days(today: date) -> list[date]:
    """Three days in a row, then one every four weeks: today lies between the third and the fourth."""
    first = today - timedelta(days=28 * HELD + 14)
    first -= timedelta(days=first.weekday())
    return [
        *(first + timedelta(days=number) for number in range(INTENSIVE_DAYS)),
        *(first + timedelta(days=28 * number + 4) for number in range(1, MONTHLY_DAYS + 1)),
    ]


def _people(here: QuerySet[Membership], member: Membership, leader: Membership) -> list[Membership]:
    """Return the visitor's member and colleagues who are in no program and no group; none leads another."""
    free = here.filter(
        rank__in=(Rank.ASSISTANT, Rank.INSTRUCTOR),
        offices=[],
        enrollments__isnull=True,
        group_parts__isnull=True,
    ).exclude(pk=member.pk)
    rows = list(free.order_by("-external_id")[:60])
    above = chiefs_among([leader.pk, member.pk, *(one.pk for one in rows)])
    chosen = [member]
    for one in rows:
        others = {leader.pk, *(other.pk for other in chosen)}
        leads = any(one.pk in above.get(other, ()) for other in others)
        if len(chosen) < PEOPLE and not leads and not others & above.get(one.pk, frozenset()):
            chosen.append(one)
    return chosen


def _group(
    program: Program,
    people: list[Membership],
    *,
    leader: Membership,
    director: Membership,
    started_on: date,
) -> PeerGroup:
    group = create_group(
        program.institution,
        actor=director.user,
        name=group_name(program, "Group 1"),
        kind=PeerGroup.Kind.COLLABORATIVE,
        aim=AIM,
        charter=str(CHARTER),
        authorship=str(AUTHORSHIP),
        members=people,
        facilitators=[leader],
        started_on=started_on,
    )
    ProgramGroup.objects.create(institution=program.institution, program=program, group=group)
    Enrollment.objects.bulk_create(
        Enrollment(
            institution=program.institution,
            program=program,
            member=one,
            side=Enrollment.Side.MENTOR if one == leader else Enrollment.Side.PROTEGE,
            areas={"career": 1},
            places=1,
        )
        for one in (*people, leader)
    )
    agreed = timezone.now() - timedelta(days=80)
    GroupMember.objects.filter(group=group).update(agreed_at=agreed, authorship_agreed_at=agreed)
    return group


def _come_and_go(group: PeerGroup, people: list[Membership], days: list[date]) -> None:
    """One left after the first monthly day; one joined before the third."""
    left, joined = people[-1], people[-2]
    after = days[INTENSIVE_DAYS] + timedelta(days=6)
    parts = GroupMember.objects.filter(group=group)
    parts.filter(member=left).update(left_on=after)
    Enrollment.objects.filter(program__groups__group=group, member=left).update(
        withdrawn_at=datetime.combine(after, time(12), group.institution.zone)
    )
    since = days[INTENSIVE_DAYS + 1] + timedelta(days=9)
    parts.filter(member=joined).update(
        joined_on=since,
        reads_from=datetime.combine(since, time(12), group.institution.zone),
    )


def _hold_sessions(
    group: PeerGroup, leader: Membership, days: list[date], *, excused: Membership
) -> None:
    """All sessions, those of the past with their attendance; *excused* could not come to the last."""
    zone = group.institution.zone
    parts = list(GroupMember.objects.filter(group=group).select_related("member"))
    noted: list[Attendance] = []
    today = group.institution.local_date()
    past = [day for day in days if day < today]
    outlines = template.sessions if (template := built_in(CURRICULUM)) else []
    for day, outline in zip(days, outlines, strict=True):
        meeting = Meeting.objects.create(
            institution=group.institution,
            group=group,
            created_by=leader,
            state=Meeting.State.HELD if day < today else Meeting.State.PLANNED,
            starts_at=at_wall_time(day, time(9), zone),
            minutes=WORKDAY,
            place=PLACE,
        )
        write_plan(meeting, outline)
        if day >= today:
            continue
        for number, part in enumerate(parts):
            if part.joined_on > day or (part.left_on and part.left_on <= day):
                continue
            state = Attendance.State.PRESENT
            if part.member == excused and day == past[-1]:
                state = Attendance.State.EXCUSED
            elif number == 3 and day == past[2]:
                state = Attendance.State.ABSENT
            noted.append(Attendance(meeting=meeting, member=part.member, state=state))
    Attendance.objects.bulk_create(noted)


def _work(group: PeerGroup, people: list[Membership]) -> None:
    """A paper with three authors, half-way, and what two took on."""
    first, second, third = people[:3]
    project = start_project(
        group,
        by=first,
        title="Who asks whom: help-seeking in the first five years",
        journal="Larkspur Journal of Medicine",
        about="Whom do new faculty ask for help, and what keeps them from asking?",
        authors=[second, third],
    )
    for author, roles in zip(
        authors_of(project),
        (
            [Contribution.CONCEPTUALIZATION, Contribution.ORIGINAL_DRAFT],
            [Contribution.METHODOLOGY],
            [Contribution.FORMAL_ANALYSIS],
        ),
        strict=True,
    ):
        author.contributions, author.agreed_at = roles, timezone.now()
        author.save(update_fields=["contributions", "agreed_at"])
    for step in ("idea", "outline", "analysis"):
        set_milestone(project, by=first, step=step, done=True)
    soon = timezone.localdate() + timedelta(days=25)
    set_milestone(project, by=first, step="draft", due_on=soon)
    add_draft(project, by=second, label="Methods", link="https://example.org/methods")
    ActionItem.objects.bulk_create(
        ActionItem(institution=group.institution, group=group, owner=one, text=text, due_on=soon)
        for one, text in (
            (first, "Send the introduction"),
            (second, "Ask the registry for numbers"),
        )
    )
