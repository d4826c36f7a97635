"""What an institution's systems are told of enrolling, and what begins no more."""

from __future__ import annotations

import pytest

from matching.models import Program
from matching.programs.enrollment.domain import enroll, withdraw
from matching.programs.errors import ProgramOver
from matching.teams.domain.membership import add_contact, ask_colleague, join, open_team
from mentornet.models import WebhookEndpoint, WebhookEvent
from profiles.models import AuditEvent, Membership
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory

pytestmark = pytest.mark.django_db
PART = {"part": "committee", "function": "", "roles": ["coach"]}


def listen(program: Program) -> None:
    WebhookEndpoint.objects.create(
        institution=program.institution,
        url="https://hooks.example.org/",
        events=["*"],
        sealed_secret="",
    )


def told() -> list[str]:
    return list(WebhookEvent.objects.order_by("created_at", "pk").values_list("name", flat=True))


def test_systems_hear_once_of_who_is_new_or_back_and_of_each_edit() -> None:
    program = ProgramFactory(state="enrolling")
    listen(program)
    member = MembershipFactory(institution=program.institution)
    given = {"areas": {"career": 2}, "roles": ["coach"]}

    row = enroll(program, member=member, side="protege", **given)
    assert told() == ["enrollment.created"]
    enroll(program, member=member, side="protege", **given)
    assert told() == ["enrollment.created"]
    enroll(program, member=member, side="protege", **{**given, "roles": ["sponsor"]})
    assert told() == ["enrollment.created", "enrollment.updated"]
    withdraw(row, actor=member.user)
    enroll(program, member=member, side="protege", **given)

    assert told() == [
        "enrollment.created",
        "enrollment.updated",
        "enrollment.withdrawn",
        "enrollment.created",
    ]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "enrollment.changed",
        "enrollment.created",
        "enrollment.created",
        "enrollment.withdrawn",
    ]


def test_nobody_joins_the_team_of_a_program_that_has_ended() -> None:
    program = ProgramFactory(kind="career_team", state="running")
    enrolled = EnrollmentFactory(program=program)
    team, protege = open_team(enrolled), enrolled.member

    def colleague() -> Membership:
        return MembershipFactory(institution=program.institution)

    asked = ask_colleague(team, by=protege, member=colleague(), **PART)
    Program.objects.update(state="closed")

    for act in (
        lambda: ask_colleague(team, by=protege, member=colleague(), **PART),
        lambda: add_contact(team, by=protege, contact={"name": "Ada"}, **PART),
        lambda: join(asked, by=asked.member),
    ):
        with pytest.raises(ProgramOver):
            act()
