"""The list of messages: for those who run programs, filtered, and as a file."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from profiles.models import AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db

PAGE = "evaluations:desk_messages"


def page_of(client: Any, **query: str) -> str:
    return on_one_line(client.get(reverse(PAGE), query).content.decode())


def test_what_was_sent_to_whom_and_nothing_of_what_it_said() -> None:
    program, client = running(1)

    page = page_of(client)

    assert "2 messages" in page
    assert "Your pair" in page and program.name in page
    assert "P0" in page and "M0" in page
    assert "Waiting" in page
    # The subject line of the email names the other person.
    assert "are a pair in" not in page


def test_by_kind_state_and_person() -> None:
    _program, client = running(2)

    assert "1 message" in page_of(client, q="p1")
    assert "4 messages" in page_of(client, kind="pair_made", state="pending")
    assert "4 messages" not in page_of(client, state="failed")


def test_an_empty_list_says_what_to_do() -> None:
    page = page_of(director_at(InstitutionFactory()))

    assert "Nothing was sent yet" in page


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_do_not_grow(pairs: int, django_assert_num_queries: Any) -> None:
    _program, client = running(pairs)
    client.get(reverse(PAGE))

    with django_assert_num_queries(8):
        client.get(reverse(PAGE))


def test_the_same_as_a_file_which_is_noted() -> None:
    program, client = running(1)

    written = client.get(reverse(f"{PAGE}_file", args=["csv"])).getvalue().decode("utf-8-sig")

    lines = list(csv.reader(StringIO(written)))
    assert lines[0] == ["Written (America/New_York)", "Message", "To", "Program or group", "State"]
    assert sorted(line[1:] for line in lines[1:])[0][0::2] == ["Your pair", program.name]
    assert AuditEvent.objects.filter(verb="list.exported.desk_messages").count() == 1


@pytest.mark.parametrize(
    "offices",
    [[], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS], [StaffRoleKind.ANALYST]],
)
def test_others_read_nothing(offices: list[str]) -> None:
    client = client_of(MembershipFactory(offices=offices))

    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(f"{PAGE}_file", args=["csv"])).status_code == 403
