"""The list of imports, with what is still to be fixed."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from profiles.models import RosterImport
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.roster.pages import GOOD, HEAD, checked, confirm
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
LIST = "profiles:imports"
BAD = GOOD + "3,nonsense,Cy,Cedar,full\n"


def page(client, **search) -> str:
    return on_one_line(client.get(reverse(LIST), search).content.decode())


def made(institution, **fields) -> RosterImport:
    return RosterImport.objects.create(institution=institution, file_name="a.csv", **fields)


def test_each_import_says_what_became_of_it_and_leads_to_its_errors(client, director):
    row = confirm(client, checked(client, BAD, name="bad.csv"), skip="1")
    made(MembershipFactory().institution, state="done")

    shown = page(client)
    assert "bad.csv" in shown
    assert "Imported, rows to fix" in shown
    assert director.user.email in shown
    assert reverse("profiles:roster_errors", args=[row.pk]) in shown
    assert "a.csv" not in shown


def test_fixed_rows_take_the_mark_away(client, director):
    confirm(client, checked(client, BAD, name="bad.csv"), skip="1")
    confirm(client, checked(client, HEAD + "3,cy@x.example,Cy,Cedar,full\n", name="fixed.csv"))

    shown = page(client)
    assert "Imported, rows to fix" not in shown
    assert "fixed.csv" in shown


def test_imports_are_found_by_name_state_and_what_is_left(client, director):
    confirm(client, checked(client, BAD, name="bad.csv"), skip="1")
    confirm(client, checked(client, HEAD + "9,x@x.example,X,X,full\n", name="good.csv"))
    checked(client, GOOD, name="waiting.csv")

    assert [name in page(client, q="GOOD") for name in ("good.csv", "bad.csv")] == [True, False]
    assert "waiting.csv" in page(client, state="checked")
    assert "good.csv" not in page(client, state="checked")
    assert "bad.csv" in page(client, to_fix="true")
    assert "good.csv" not in page(client, to_fix="true")
    assert "good.csv" not in page(client, source="system")


def test_empty_list_leads_to_the_upload(client, director):
    assert "No imports yet" in page(client)


def test_list_is_taken_as_a_file(client, director):
    confirm(client, checked(client, GOOD, name="=evil.csv"))
    answer = client.get(reverse("profiles:imports_file", args=["csv"]))
    head, line = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert head[:2] == ["File", "When (America/New_York)"]
    assert line[0] == "'=evil.csv"


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(client, director, django_assert_num_queries, count):
    for number in range(count):
        made(director.institution, state="done", digest=str(number), uploaded_by=director.user)
    client.get(reverse(LIST))
    with django_assert_num_queries(6):
        client.get(reverse(LIST))


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_but_a_director_gets_in(client, role):
    client.force_login(MembershipFactory(offices=[role] if role else []).user)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("profiles:imports_file", args=["csv"])).status_code == 403
