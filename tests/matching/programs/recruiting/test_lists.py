"""The list of enrollments: of the programs that one runs, with acts that ask first."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Enrollment, Program
from profiles.models import Membership
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import EnrollmentFactory, InstitutionFactory, MembershipFactory, ProgramFactory
from tests.support.enrollment import mails, person
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db
LIST = "matching:enrollments"


def page(client: Client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def applied(program: Program, name: str) -> Enrollment:
    return EnrollmentFactory(
        program=program,
        member=person(program, name),
        awaits=Enrollment.Awaits.DIRECTOR,
        withdrawn_at=timezone.now(),
    )


def test_list_has_those_who_count_or_are_asked_of_the_readers_programs(
    program: Program, director: Client
) -> None:
    EnrollmentFactory(program=program, member=person(program, "In"), goals="Confidential goal")
    EnrollmentFactory(program=program, member=person(program, "Helper"), side="mentor")
    applied(program, "Applicant")
    EnrollmentFactory(program=program, member=person(program, "Gone"), withdrawn_at=timezone.now())
    other = ProgramFactory(institution=InstitutionFactory())
    EnrollmentFactory(program=other, member=person(other, "Elsewhere"))

    shown = page(director)
    assert all(f"Ada {name}" in shown for name in ("In", "Helper", "Applicant"))
    assert "Ada Gone" not in shown
    assert "Ada Elsewhere" not in shown
    assert "Confidential goal" not in shown
    assert "Ada Applicant" in page(director, state="director")
    assert "Ada Helper" not in page(director, state="director")
    assert "Ada Helper" in page(director, side="mentor", q="hélp")
    assert "Ada Applicant" not in page(director, q="help")
    assert "Ada In" in page(director, program=str(program.pk), rank=Rank.ASSISTANT)


def test_page_of_a_program_leads_to_the_list_of_it_and_to_each_person(
    program: Program, director: Client
) -> None:
    row = EnrollmentFactory(program=program, member=person(program, "In"))
    there = director.get(reverse("matching:directing_people", args=[program.pk]))

    shown = there.content.decode()
    link = f"{reverse(LIST)}?program={program.pk}"
    assert f'href="{link}"' in shown
    assert "Ada In" in director.get(link).content.decode()
    assert f'href="{reverse("profiles:directed_person", args=[row.member_id])}"' in shown


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    program: Program, director: Client, number: int, django_assert_num_queries
) -> None:
    for at in range(number):
        EnrollmentFactory(program=program, member=person(program, f"In{at}"))
    page(director)

    with django_assert_num_queries(7):
        page(director)


def test_applications_are_accepted_together_after_asking(
    program: Program, director: Client
) -> None:
    rows = [applied(program, "One"), applied(program, "Two")]
    there = EnrollmentFactory(program=program, member=person(program, "In"))
    chosen = {"act": "accept", "row": [one.pk for one in (*rows, there)], "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())
    assert "2 people are enrolled and get an email." in asks
    assert "1 other is not waiting for a director" in asks
    assert not mails("enrollment_answer")

    director.post(reverse(f"{LIST}_act"), chosen | {"sure": "1"})

    assert Enrollment.objects.active().count() == 3
    assert len(mails("enrollment_answer")) == 2


def test_leaving_out_is_undone(program: Program, director: Client) -> None:
    row = EnrollmentFactory(program=program, member=person(program, "In"))
    chosen = {"act": "leave-out", "row": [row.pk], "query": "", "sure": "1"}

    director.post(reverse(f"{LIST}_act"), chosen)
    row.refresh_from_db()
    assert row.left_out

    director.post(reverse(f"{LIST}_act"), {"undo": "1"})
    row.refresh_from_db()
    assert not row.left_out


def test_file_has_the_same_and_acts_reach_no_other_institution(
    program: Program, director: Client
) -> None:
    row = applied(program, "=Evil")
    answer = director.get(reverse(f"{LIST}_file", args=["csv"]))
    written = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head, line = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert head[0] == "Name"
    assert line[0] == "Ada =Evil"

    outsider = director_at(InstitutionFactory())
    outsider.post(reverse(f"{LIST}_act"), {"act": "accept", "row": [row.pk], "sure": "1"})
    row.refresh_from_db()
    assert row.awaits


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_else_gets_in(role: str | None) -> None:
    member: Membership = MembershipFactory(offices=[role] if role else [])

    assert client_of(member).get(reverse(LIST)).status_code == 403
