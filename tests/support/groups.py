"""Forming the groups of a program, through its pages."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from matching.groups.forming.domain.run import start_forming
from matching.models import (
    Enrollment,
    GroupProposal,
    MatchRun,
    Program,
    Publication,
    Seat,
)
from matching.tasks import advance_run
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    MembershipFactory,
)
from tests.support.matching import actor_of, client_of, post, published

MONDAY, TUESDAY = list(range(16, 24)), list(range(64, 72))


RULES = {
    "meets": "hours",
    "smallest": "3",
    "largest": "4",
    "session_minutes": "90",
    "hours_hard": "on",
    "not_alone_hard": "on",
    "least_units": "1",
    "ranks": "close",
    "previous": "mixed",
    "goals_weight": "4",
    "expertise_weight": "0",
    "ranks_weight": "2",
    "units_weight": "2",
    "previous_weight": "2",
    "hours_weight": "0",
    "sizes_weight": "1",
    "charter": "What is said here stays here.",
}


def person(program: Program, name: str, *, hours=MONDAY, **more) -> Enrollment:
    row = EnrollmentFactory(program=program, member__family_name=name, **more)
    GroupApplicationFactory(enrollment=row, hours=hours)
    return row


def facilitator(program: Program, name: str, *, hours=MONDAY, **more) -> Enrollment:
    return person(program, name, hours=hours, side="mentor", **{"places": 1, **more})


def formed(program: Program, client: Client, **more) -> MatchRun:
    run = start_forming(program, actor=actor_of(client), **more)
    advance_run(str(run.pk))
    return MatchRun.objects.get(pk=run.pk)


def groups(run: MatchRun) -> dict[str, set[str]]:
    """Who is where, by family name; the waiting list under an empty name."""
    found: dict[str, set[str]] = {}
    for seat in Seat.objects.filter(run=run).select_related("group", "enrollment__member"):
        name = seat.group.name if seat.group else ""
        found.setdefault(name, set()).add(seat.enrollment.member.family_name)
    return found


def seat_of(run: MatchRun, name: str) -> Seat:
    return Seat.objects.get(run=run, enrollment__member__family_name=name)


def board(client: Client, run: MatchRun):
    return client.get(reverse("matching:group_run", args=[run.pk])).context["board"]


def htmx(client: Client, name: str, *args, **data) -> str:
    answer = client.post(
        reverse(f"matching:{name}", args=args), data, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def put_together(director: Client, run: MatchRun, names: str) -> GroupProposal:
    """Put these people, and no one else, into a new group; all others wait."""
    post(director, "group_act", run.pk, "add")
    group = GroupProposal.objects.filter(run=run).latest("number")
    everyone = Seat.objects.filter(run=run).values_list(
        "enrollment__member__family_name", flat=True
    )
    for name in everyone:
        to = str(group.pk) if name in names else "waiting"
        htmx(director, "group_seat", seat_of(run, name).pk, "move", to=to)
    return group


FORM = {"started_on": "2027-02-01", "charter": "What is said here stays here."}


def publish(director: Client, run: MatchRun, **more) -> str:
    """Publish as a director does, and the worker; what the run's page says then."""
    return published(director, run, **FORM, **more)


def people_of(group: PeerGroup) -> dict[str, str]:
    rows = GroupMember.objects.filter(group=group, left_on=None).select_related("member")
    return {row.member.family_name: row.part for row in rows}


def mails(template: str) -> dict[str, OutboxMessage]:
    rows = OutboxMessage.objects.filter(kind=template)
    return {row.recipient: row for row in rows}


def mail_of(enrollment: Enrollment) -> str:
    return enrollment.member.user.email


def refused(director: Client, run: MatchRun, **more) -> str:
    """Try to publish; nothing at all must have come of it. What the page says."""
    page = post(director, "group_publish", run.pk, **FORM, **more)
    run.refresh_from_db()
    assert (run.state, PeerGroup.objects.count(), OutboxMessage.objects.count()) == ("done", 0, 0)
    assert Publication.objects.count() == 0
    return page.content.decode()


def member(program: Program, name: str) -> Membership:
    return Enrollment.objects.get(program=program, member__family_name=name).member


def group_of(name: str) -> PeerGroup:
    return PeerGroup.objects.get(members__member__family_name=name, members__left_on=None)


def part_of(name: str) -> GroupMember:
    return GroupMember.objects.filter(member__family_name=name).order_by("joined_on", "pk")[0]


def leave(who: Membership, group: PeerGroup, /, **data) -> str:
    answer = client_of(who).post(
        reverse("evaluations:group_leave", args=[group.pk]), {"sure": "1", **data}, follow=True
    )
    return answer.content.decode()


def desk(director: Client, program: Program) -> str:
    return director.get(reverse("matching:directing", args=[program.pk])).content.decode()


def newcomer(program: Program, **more) -> Membership:
    return MembershipFactory(institution=program.institution, family_name="New", **more)


def take_in(director: Client, group: PeerGroup, *people: Membership, sure: bool = True) -> str:
    """Name people on the group's page, and say yes to the page that shows who they are."""
    answer = director.post(
        reverse("evaluations:directing_group_add", args=[group.pk]),
        {"members": "\n".join(one.user.email for one in people), **({"sure": "1"} if sure else {})},
        follow=True,
    )
    return answer.content.decode()
