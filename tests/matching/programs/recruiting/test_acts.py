"""People of the list are invited to a program: who gets an email is said before it is sent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Program
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)
from tests.support.enrollment import mails, person
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


def act(client: Client, people: list, **more: str) -> str:
    given = {"act": "invite", "row": [str(one.pk) for one in people], **more}
    answer = client.post(reverse("profiles:directed_people_act"), given, follow=True)
    return on_one_line(answer.content.decode())


def test_it_asks_for_the_program_then_says_who_and_then_sends(
    program: Program, director: Client
) -> None:
    fits, enrolled = person(program, "Fits"), person(program, "Enrolled")
    EnrollmentFactory(program=program, member=enrolled)
    senior = person(program, "Senior", rank=Rank.FULL)
    people = [fits, enrolled, senior]
    side = {"program": f"{program.pk}:protege", "words": "Do come."}
    first = act(director, people)
    second = act(director, people, sure="1", **side)

    assert "3 people are selected." in first
    assert "Half a generation: mentees" in first
    assert "1 person gets an email: Ada Fits." in second
    assert "2 others get none" in second
    assert not mails("program_invitation")
    third = act(director, people, sure="1", checked="1", counted="3", **side)
    assert "We emailed 1 person." in third
    (mail,) = mails("program_invitation")
    assert mail.recipient == fits.email
    assert "Do come." in mail.body_text


def test_twice_on_one_day_sends_one_email(program: Program, director: Client) -> None:
    fits = person(program, "Fits")
    sure = {"program": f"{program.pk}:protege", "sure": "1", "checked": "1"}
    act(director, [fits], **sure)
    page = act(director, [fits], **sure)

    assert "We emailed 0 people." in page
    assert len(mails("program_invitation")) == 1


def test_programs_of_others_and_closed_ones_are_no_choice(
    program: Program, director: Client
) -> None:
    elsewhere = ProgramFactory(name="Elsewhere")
    closed = ProgramFactory(institution=program.institution, state="closed", name="Over")
    fits = person(program, "Fits")
    page = act(director, [fits])

    assert "Elsewhere" not in page
    assert "Over: mentees" not in page
    for one in (elsewhere, closed):
        tried = act(director, [fits], sure="1", checked="1", program=f"{one.pk}:protege")
        assert "Select a valid choice" in tried
    assert not mails("program_invitation")


def test_a_coordinator_invites_people_of_their_unit_to_their_programs(program: Program) -> None:
    unit = UnitFactory(institution=program.institution)
    member = MembershipFactory(institution=program.institution, unit=unit, rank=Rank.FULL)
    StaffRoleFactory(
        membership=member, role=StaffRoleKind.COORDINATOR, scope_kind="unit", scope_id=unit.pk
    )
    own = ProgramFactory(institution=program.institution, unit=unit, name="Of the unit")
    ours, theirs = person(program, "Ours", unit=unit), person(program, "Theirs")
    client = client_of(member)
    page = act(client, [ours])

    assert "Of the unit: mentees" in page
    assert "Half a generation" not in page
    act(client, [ours, theirs], sure="1", checked="1", program=f"{own.pk}:protege")
    assert [one.recipient for one in mails("program_invitation")] == [ours.email]


def test_an_analyst_does_not_get_in(program: Program) -> None:
    analyst = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.ANALYST])
    answer = client_of(analyst).post(
        reverse("profiles:directed_people_act"), {"act": "invite", "row": "x"}
    )

    assert answer.status_code == 403
