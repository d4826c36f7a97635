"""Programs of groups that end, for the tests of their ending."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from evaluations.models import Attendance, Completion, Continuation, Meeting, ProgramEnding
from matching.models import Program, ProgramGroup
from mentornet.models import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from tests.factories import EnrollmentFactory, GroupMemberFactory, PeerGroupFactory

NEW_YORK = ZoneInfo("America/New_York")


def group_of(program: Program, *names: str, facilitator: str = "") -> PeerGroup:
    """A published group of *program* with enrolled people of these family names."""
    number = program.groups.count() + 1
    group = PeerGroupFactory(institution=program.institution, name=f"CMP · Group {number}")
    ProgramGroup.objects.create(institution=program.institution, program=program, group=group)
    for name in names:
        row = EnrollmentFactory(program=program, member__family_name=name)
        GroupMemberFactory(group=group, member=row.member)
    if facilitator:
        row = EnrollmentFactory(program=program, side="mentor", member__family_name=facilitator)
        GroupMemberFactory(group=group, member=row.member, part=GroupMember.Part.FACILITATOR)
    return group


def session(group: PeerGroup, day: int, minutes: int, state: str = "held", **came: str) -> Meeting:
    """A session on a day of March at nine, with what is noted of those named."""
    row = Meeting.objects.create(
        institution=group.institution,
        group=group,
        state=state,
        starts_at=datetime(2026, 3, day, 9, tzinfo=NEW_YORK),
        minutes=minutes,
    )
    for name, noted in came.items():
        Attendance.objects.create(meeting=row, member=person(name), state=noted)
    return row


def person(family_name: str) -> Membership:
    return Membership.objects.select_related("user").get(family_name=family_name)


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def close(program: Program, director: Membership) -> None:
    address = reverse("matching:directing_move", args=[program.pk, "close"])
    client_of(director).post(address, {"sure": "1"})
    program.refresh_from_db()


def page_of(member: Membership) -> str:
    row = Completion.objects.get(member=member)
    return client_of(member).get(reverse("evaluations:ending", args=[row.pk])).content.decode()


def answer(member: Membership, said: str) -> None:
    row = Continuation.objects.get(group__members__member=member)
    client_of(member).post(reverse("evaluations:go_on", args=[row.pk]), {"answer": said})


def days_pass(days: int) -> None:
    """Let as many days go by for what waits for a day."""
    for row in (*ProgramEnding.objects.all(), *Continuation.objects.all()):
        field = "settle_on" if isinstance(row, ProgramEnding) else "until"
        setattr(row, field, getattr(row, field) - timedelta(days=days))
        row.save()


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("recipient"))
