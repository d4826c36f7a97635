"""What an institution's systems are told of enrolling, and what begins no more."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment, Program
from matching.programs.enrollment.domain import enroll, withdraw
from matching.programs.errors import ProgramOver
from matching.teams.domain.membership import add_contact, ask_colleague, join, open_team
from mentornet.models import WebhookEndpoint, WebhookEvent
from profiles.models import AuditEvent, Membership
from profiles.vocabulary import Rank
from tests.factories import (
    EnrollmentFactory,
    GoalFactory,
    MembershipFactory,
    ProgramFactory,
)
from tests.support.matching import client_of, post

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


def test_enrolment_says_why_not() -> None:
    program = ProgramFactory(protege_ranks=[Rank.INSTRUCTOR, Rank.ASSISTANT])
    senior = MembershipFactory(institution=program.institution, rank=Rank.FULL)

    page = client_of(senior).get(reverse("matching:program", args=[program.pk])).content.decode()
    answer = client_of(senior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"area_career": "1"}
    )

    assert "This program takes these ranks as mentees: instructor and assistant professor." in page
    assert "This program takes these ranks as mentees" in answer.content.decode()
    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize("state", ["enrolling", "running"])
def test_enrolment_is_over_after_its_last_day(state: str) -> None:
    program = ProgramFactory(enroll_until="2020-01-31", state=state)
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).get(reverse("matching:enroll", args=[program.pk, "protege"]))

    assert "Enrollment closed on" in answer.content.decode()


def test_full_program_takes_nobody_more() -> None:
    program = ProgramFactory(capacity=1)
    EnrollmentFactory(program=program)
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"area_career": "1"}
    )

    assert answer.context["form"].non_field_errors() == [
        "This program is full. Ask its director about a wait list."
    ]
    assert Enrollment.objects.filter(member=junior).count() == 0


def test_application_needs_an_area() -> None:
    program = ProgramFactory()
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"goals": "A book"}
    )

    assert answer.context["form"].non_field_errors() == [
        "Give at least one area a priority. We match people by area."
    ]
    assert answer.context["form"]["goals"].value() == "A book"


def test_application_starts_from_goals_of_ones_own() -> None:
    program = ProgramFactory()
    junior = MembershipFactory(institution=program.institution, specialty="Cardiology")
    GoalFactory(member=junior, text="Write a grant")
    GoalFactory(member=junior, text="See my children", horizon="personal")

    form = (
        client_of(junior)
        .get(reverse("matching:enroll", args=[program.pk, "protege"]))
        .context["form"]
    )

    assert form["goals"].value() == "Write a grant"
    assert form["expertise"].value() == "Cardiology"


def test_withdrawn_person_may_come_back() -> None:
    enrolled = EnrollmentFactory()
    client = client_of(enrolled.member)
    args = (enrolled.program_id, "protege")

    assert (
        "Withdraw from this program?"
        in client.get(reverse("matching:withdraw", args=args)).content.decode()
    )
    post(client, "withdraw", *args)
    assert Enrollment.objects.active().count() == 0
    post(client, "enroll", *args, area_career="2")

    row = Enrollment.objects.active().get()
    assert (row.pk, row.areas) == (enrolled.pk, {"career": 2})
