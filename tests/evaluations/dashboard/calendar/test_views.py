"""The calendar of the dashboard: by week, by month, and for one's own calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db

PAGE = "evaluations:desk_calendar"
LINK = "evaluations:desk_calendar_link"


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    return found


def program(member: Membership, day: date, name: str = "K teams") -> Any:
    return ProgramFactory(
        institution=member.institution, name=name, starts_on=day, enroll_until=None
    )


def test_the_next_weeks_as_a_list_that_leads_to_each_page(director: Membership) -> None:
    row = program(director, director.institution.local_date() + timedelta(days=9))

    page = on_one_line(client_of(director).get(reverse(PAGE)).content.decode())

    url = reverse("matching:directing", args=[row.pk])
    assert f'<a href="{url}">Program starts: K teams</a>' in page
    assert "Week of " in page


def test_the_list_begins_today_and_goes_on_for_six_weeks(director: Membership) -> None:
    today = director.institution.local_date()
    for name, days in (("Gone", -1), ("Now", 0), ("Last", 41), ("Later", 42)):
        program(director, today + timedelta(days=days), name)
    client = client_of(director)

    page = client.get(reverse(PAGE)).content.decode()
    later = client.get(reverse(PAGE), {"from": str(today + timedelta(days=42))}).content.decode()

    shown = [name for name in ("Gone", "Now", "Last", "Later") if f": {name}</a>" in page]
    assert shown == ["Now", "Last"]
    assert f"from={today - timedelta(days=42)}" in page
    assert ": Later</a>" in later and ": Last</a>" not in later


def test_a_month_as_a_table(director: Membership) -> None:
    program(director, date(2027, 2, 3))

    answer = client_of(director).get(reverse(PAGE), {"view": "month", "from": "2027-02-10"})

    page = on_one_line(answer.content.decode())
    assert '<caption id="month">February 2027</caption>' in page
    # Weeks begin on Sunday in the United States.
    assert page.index(">Sunday<") < page.index(">Monday<")
    assert "Program starts: K teams" in page
    assert "from=2027-01-01" in page and "from=2027-03-01" in page


@pytest.mark.parametrize("day", ["nonsense", "2026-02-31", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_today(director: Membership, day: str) -> None:
    program(director, director.institution.local_date())
    client = client_of(director)

    for view in ("list", "month"):
        page = client.get(reverse(PAGE), {"view": view, "from": day}).content.decode()
        assert "Program starts: K teams" in page


def test_an_empty_calendar_says_what_to_do(director: Membership) -> None:
    page = client_of(director).get(reverse(PAGE)).content.decode()

    assert "Nothing is coming in this time" in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    count: int, director: Membership, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        program(director, director.institution.local_date(), f"K {number}")
    client = client_of(director)
    client.get(reverse(PAGE))

    with django_assert_num_queries(8):
        client.get(reverse(PAGE))


def test_one_makes_a_link_that_calendars_read_and_turns_it_off(director: Membership) -> None:
    program(director, director.institution.local_date())
    client = client_of(director)

    client.post(reverse(LINK))
    address = client.get(reverse(PAGE)).context["address"]
    path = address[address.index("/dashboard/") :]
    # A calendar has no session.
    client.logout()
    read = client.get(path)
    again = client.get(path, HTTP_IF_NONE_MATCH=read["ETag"])

    assert read["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Program starts: K teams" in read.content.decode()
    assert again.status_code == 304

    client = client_of(director)
    asked = client.post(reverse(LINK), {"revoke": "1"})
    assert "Turn off the link to this calendar?" in asked.content.decode()
    assert client.get(path).status_code == 200
    client.post(reverse(LINK), {"revoke": "1", "sure": "1"})
    assert client.get(path).status_code == 404


def test_a_calendar_that_asks_all_the_time_is_told_to_wait(director: Membership) -> None:
    client = client_of(director)
    client.post(reverse(LINK))
    address = client.get(reverse(PAGE)).context["address"]
    path = address[address.index("/dashboard/") :]

    answers = [client.get(path).status_code for _time in range(61)]

    assert (answers[59], answers[60]) == (200, 429)


@pytest.mark.parametrize("offices", [[], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS]])
def test_others_do_not_see_it(offices: list[str]) -> None:
    client = client_of(MembershipFactory(offices=offices))

    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(LINK)).status_code == 403
