"""The page of what happened, and its files, for those who run programs."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory, StaffRoleFactory, UnitFactory
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db

PAGE = "evaluations:desk_activity"
FILE = "evaluations:desk_activity_file"


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(
        given_name="Dee", family_name="Rector", offices=[StaffRoleKind.DIRECTOR]
    )
    AuditEvent.objects.all().delete()
    return found


def changed(director: Membership, *names: str) -> None:
    for name in names:
        unit = UnitFactory(institution=director.institution, name=name)
        record(Verb.UNIT_CHANGED, actor=director.user, institution=unit.institution, subject=unit)


def test_the_newest_first_by_day(director: Membership) -> None:
    changed(director, "Surgery", "Medicine")

    page = client_of(director).get(reverse(PAGE)).content.decode()

    assert page.index("changed the unit Medicine") < page.index("changed the unit Surgery")


def test_names_are_text_and_no_mark_up(director: Membership) -> None:
    changed(director, "<script>alert(1)</script>")

    page = client_of(director).get(reverse(PAGE)).content.decode()

    assert "changed the unit &lt;script&gt;" in page


def test_filters_stand_in_the_address_and_lead_on_to_older_pages(director: Membership) -> None:
    changed(director, *(f"Unit {number}" for number in range(51)))
    client = client_of(director)

    page = client.get(reverse(PAGE), {"part": "settings"})

    assert "part=settings&amp;after=" in page.content.decode()
    older = client.get(f"{reverse(PAGE)}?{page.context['older']}").content.decode()
    assert "changed the unit Unit 0." in older
    assert "Newest" in older


def test_without_anything_the_page_says_what_to_do(director: Membership) -> None:
    client = client_of(director)

    assert "Nothing has happened yet" in client.get(reverse(PAGE)).content.decode()
    page = client.get(reverse(PAGE), {"person": "Nobody"}).content.decode()
    assert "Nothing matches" in page
    page = client.get(reverse(PAGE), {"first": "no day"}).content.decode()
    assert "Enter a valid date." in page


def test_another_institutions_program_cannot_be_chosen(director: Membership) -> None:
    other = ProgramFactory(name="Elsewhere")

    page = client_of(director).get(reverse(PAGE), {"program": str(other.pk)}).content.decode()

    assert "Elsewhere" not in page
    assert "Select a valid choice." in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, director: Membership, django_assert_num_queries) -> None:
    changed(director, *(f"Unit {number}" for number in range(count)))
    client = client_of(director)
    client.get(reverse(PAGE))

    with django_assert_num_queries(8):
        client.get(reverse(PAGE))


def test_an_auditor_gets_the_same_as_a_file_and_that_is_noted(director: Membership) -> None:
    changed(director, "Surgery", "=cmd()")
    client = client_of(director)

    written = client.get(reverse(FILE, args=["csv"]), {"part": "settings"})
    book = client.get(reverse(FILE, args=["xlsx"]), {"part": "settings"})

    lines = list(csv.reader(StringIO(written.getvalue().decode("utf-8-sig"))))
    assert lines[0] == ["When (America/New_York)", "Who", "About", "What happened"]
    assert [line[1:] for line in lines[1:]] == [
        ["Dee Rector", "Settings and connections", "Dee Rector changed the unit =cmd()."],
        ["Dee Rector", "Settings and connections", "Dee Rector changed the unit Surgery."],
    ]
    sheet = load_workbook(BytesIO(book.getvalue())).worksheets[0]
    assert sheet.max_row == 3
    assert AuditEvent.objects.filter(verb="list.exported.activity").count() == 2
    told = client.get(reverse(PAGE)).content.decode()
    assert told.count("Dee Rector downloaded the list “Activity.”") == 2
    assert client.get(reverse(FILE, args=["exe"])).status_code == 404
    assert AuditEvent.objects.filter(verb="list.exported.activity").count() == 2


@pytest.mark.parametrize("offices", [[], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS]])
def test_others_read_nothing(offices: list[str]) -> None:
    client = client_of(MembershipFactory(offices=offices))

    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(FILE, args=["csv"])).status_code == 403


def test_a_coordinator_of_a_part_reads_of_that_part_alone(director: Membership) -> None:
    changed(director, "Surgery", "Medicine")
    surgery = Unit.objects.get(name="Surgery")
    coordinator = MembershipFactory(institution=director.institution)
    StaffRoleFactory(
        membership=coordinator, role="coordinator", scope_kind="unit", scope_id=surgery.pk
    )
    client = client_of(coordinator)

    page = client.get(reverse(PAGE)).content.decode()
    written = client.get(reverse(FILE, args=["csv"])).getvalue().decode()

    for text in (page, written):
        assert ("changed the unit Surgery." in text, "Medicine" in text) == (True, False)
