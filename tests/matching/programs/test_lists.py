"""The list of programs: those that one runs, and one reminder for several of them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Program
from profiles.models import AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)
from tests.support.enrollment import mails, person
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
LIST = "matching:directing_programs"


def page(client: Client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def cells(shown: str, name: str) -> list[str]:
    """Return what stands in the column called *name*, from the top."""
    parts = shown.split(f'data-label="{name}"')[1:]
    return [one.split(">", 1)[1].split("<", 1)[0].strip() for one in parts]


def test_list_counts_who_takes_part_and_has_no_one_elses_programs(
    program: Program, director: Client
) -> None:
    EnrollmentFactory(program=program, member=person(program, "In"))
    EnrollmentFactory(program=program, member=person(program, "Also"))
    EnrollmentFactory(program=program, member=person(program, "Helper"), side="mentor")
    EnrollmentFactory(program=program, member=person(program, "Gone"), withdrawn_at=timezone.now())
    left = person(program, "Left", end_date=date(2020, 1, 1))
    EnrollmentFactory(program=program, member=left)
    ProgramFactory(institution=InstitutionFactory(), name="Elsewhere")

    shown = page(director)

    assert program.name in shown
    assert "Elsewhere" not in shown
    assert cells(shown, "Mentees, members") == ["2"]
    assert cells(shown, "Mentors, facilitators") == ["1"]


def test_search_filters_and_sorting(program: Program, director: Client) -> None:
    here = program.institution
    surgery = UnitFactory(institution=here, name="Surgery")
    ward = UnitFactory(institution=here, name="Ward", parent=surgery)
    ProgramFactory(institution=here, name="Alpha draft", state=Program.State.DRAFT, unit=ward)
    ProgramFactory(institution=here, name="Beta closed", state=Program.State.CLOSED)

    assert "Alpha draft" in page(director, q="draft alpha")
    assert "Beta closed" not in page(director, q="draft alpha")
    assert "Beta closed" in page(director, state="closed")
    assert "Alpha draft" not in page(director, state="closed")
    assert "Alpha draft" in page(director, unit="Surgery")
    assert "Beta closed" not in page(director, unit="Surgery")
    shown = page(director, sort="name")
    assert shown.index("Alpha draft") < shown.index("Beta closed")
    shown = page(director, sort="-name")
    assert shown.index("Beta closed") < shown.index("Alpha draft")


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    program: Program, director: Client, number: int, django_assert_num_queries
) -> None:
    for at in range(number - 1):
        ProgramFactory(institution=program.institution, name=f"Program {at}")
    page(director)

    with django_assert_num_queries(7):
        page(director)


def test_a_coordinator_lists_the_programs_of_their_unit_alone(program: Program) -> None:
    here = program.institution
    surgery = UnitFactory(institution=here, name="Surgery")
    ProgramFactory(institution=here, name="Of surgery", unit=surgery)
    member = MembershipFactory(institution=here)
    StaffRoleFactory(membership=member, role="coordinator", scope_kind="unit", scope_id=surgery.pk)

    shown = page(client_of(member))

    assert "Of surgery" in shown
    assert program.name not in shown


def test_people_of_several_programs_are_reminded_after_asking(
    program: Program, director: Client
) -> None:
    inside = EnrollmentFactory(program=program, member=person(program, "In")).member
    still_open = person(program, "Open")
    closed = ProgramFactory(institution=program.institution, state=Program.State.CLOSED)
    chosen = {"act": "remind", "row": [program.pk, closed.pk], "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())
    assert "1 program is not open for enrollment." in asks
    assert not mails("program_invitation")

    director.post(reverse(f"{LIST}_act"), chosen | {"sure": "1"})
    director.post(reverse(f"{LIST}_act"), chosen | {"sure": "1"})

    told = [one.recipient for one in mails("program_invitation")]
    assert told.count(still_open.user.email) == 1
    assert inside.user.email not in told
    assert len(told) == len(set(told))
    assert AuditEvent.objects.filter(verb="program.reminded").exists()


@pytest.mark.parametrize("change", [{"state": "closed"}, {"enroll_until": date(2020, 1, 31)}])
def test_a_program_that_takes_no_one_reminds_no_one(
    program: Program, director: Client, change: dict[str, object]
) -> None:
    Program.objects.filter(pk=program.pk).update(**change)
    person(program, "Open")
    chosen = {"act": "remind", "all": "1", "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())
    director.post(reverse(f"{LIST}_act"), chosen | {"sure": "1"})

    assert "Send emails" not in asks
    assert not mails("program_invitation")


def test_files_have_the_columns_of_the_page(program: Program, director: Client) -> None:
    Program.objects.filter(pk=program.pk).update(name="=Evil", starts_on=date(2027, 1, 31))
    query = {"col": ["name", "starts"]}
    written = director.get(reverse(f"{LIST}_file", args=["csv"]), query)
    lines = list(csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"))))

    assert lines == [["Program", "Starts"], ["'=Evil", "2027-01-31"]]
    assert director.get(reverse(f"{LIST}_file", args=["xlsx"]), query).status_code == 200


@pytest.mark.parametrize("role", [None, StaffRoleKind.ANALYST, StaffRoleKind.OMBUDS])
def test_no_one_else_gets_in(role: str | None) -> None:
    client = client_of(MembershipFactory(offices=[role] if role else []))

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(f"{LIST}_file", args=["csv"])).status_code == 403
    assert client.post(reverse(f"{LIST}_act"), {"act": "remind", "all": "1"}).status_code == 403
