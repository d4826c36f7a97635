"""Attendance rules: set before the program runs, shown to whoever may enroll, never made stricter."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import AttendanceRules, Program
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import GroupProgramFactory, MembershipFactory, ProgramFactory

pytestmark = pytest.mark.django_db
GIVEN = {
    "needed": "7",
    "planned": "9",
    "tell_member": "on",
    "tell_facilitator": "on",
    "no_certificate": "on",
    "second_absence": "facilitator",
}


@pytest.fixture
def program() -> Program:
    program: Program = GroupProgramFactory(state=Program.State.ENROLLING)
    return program


@pytest.fixture
def director(program: Program) -> Membership:
    member: Membership = MembershipFactory(
        institution=program.institution, offices=[StaffRoleKind.DIRECTOR]
    )
    return member


def send(member: Membership, program: Program, **more: str):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("matching:attendance_rules", args=[program.pk])
    given = {name: value for name, value in (GIVEN | more).items() if value}
    return client.post(address, given, follow=True)


def shown(member: Membership, program: Program) -> str:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("matching:program", args=[program.pk])).content.decode()


def test_faculty_read_the_rules_before_they_enroll(program: Program, director: Membership) -> None:
    faculty = MembershipFactory(institution=program.institution)
    assert "miss two sessions in a row" in shown(faculty, program)

    send(director, program)

    page = shown(faculty, program)
    assert "Attend at least 7 of 9 sessions." in page
    assert "Below that, you don’t get a certificate." in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"planned": ""}, "Enter the total number of sessions."),
        ({"planned": "5"}, "Enter a total that is at least the number to attend."),
        ({"needed": "0"}, "greater than or equal to 1"),
        ({"needed": "seven"}, "Enter a whole number."),
        ({"second_absence": "mother"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_beside_it(
    program: Program, director: Membership, more: dict[str, str], said: str
) -> None:
    assert said in send(director, program, **more).content.decode()
    assert AttendanceRules.objects.count() == 0


def test_once_the_program_runs_rules_become_easier_alone(
    program: Program, director: Membership
) -> None:
    send(director, program, needed="6", no_certificate="", second_absence="member")
    Program.objects.update(state=Program.State.RUNNING)
    before = {"needed": "6", "no_certificate": "", "second_absence": "member"}
    for stricter in ({"needed": "7"}, {"no_certificate": "on"}, {"second_absence": "facilitator"}):
        page = send(director, program, **before | stricter).content.decode()
        assert "you can only make its attendance rules easier" in page

    send(director, program, **before | {"needed": "5", "second_absence": "nothing"})

    rules = AttendanceRules.objects.get()
    assert (rules.needed, rules.second_absence) == (5, "nothing")
    send(director, program, needed="", planned="", second_absence="nothing", no_certificate="")
    assert AttendanceRules.objects.get().needed is None


def test_a_program_of_pairs_has_no_such_rules() -> None:
    program = ProgramFactory()
    director = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])

    assert send(director, program).status_code == 404
