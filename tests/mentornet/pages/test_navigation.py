"""What one goes to weekly is one tap away on each page, and the page where one is says so."""

from __future__ import annotations

import lxml.html
import pytest
from django.urls import reverse

from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db
ON_A_PHONE = ["Home", "My networkNetwork", "Meetings", "Programs", "Groups", "People"]


def links(member, address: str) -> list:
    page = lxml.html.fromstring(client_of(member).get(address).content)
    return page.xpath("//nav[@class='mainnav']//li")


def words(one) -> str:
    return " ".join(one.text_content().split())


def test_six_places_stand_in_the_bar_of_a_phone() -> None:
    bar = links(MembershipFactory(), "/")

    assert [words(one) for one in bar if not one.get("class")] == ON_A_PHONE
    assert [words(one) for one in bar if one.get("class") == "only-wide"] == ["Requests"]


def test_directors_find_their_dashboard_there() -> None:
    bar = links(MembershipFactory(offices=[StaffRoleKind.DIRECTOR]), "/")

    assert [words(one) for one in bar][-1] == "Dashboard"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("networks:home", "Home"),
        ("networks:network", "My networkNetwork"),
        ("evaluations:meetings", "Meetings"),
        ("matching:programs", "Programs"),
        ("evaluations:groups", "Groups"),
        ("networks:people", "People"),
        ("networks:invitations", "Requests"),
    ],
)
def test_the_current_page_is_marked_and_no_other(name: str, shown: str) -> None:
    bar = links(MembershipFactory(), reverse(name))

    marked = [words(one) for one in bar if one.xpath(".//a[@aria-current='page']")]
    assert marked == [shown]


def test_the_page_of_a_relationship_belongs_to_the_network() -> None:
    tie = TieFactory()
    bar = links(tie.protege, reverse("evaluations:relationship", args=[tie.pk]))

    marked = [words(one) for one in bar if one.xpath(".//a[@aria-current='page']")]
    assert marked == ["My networkNetwork"]


def test_the_search_is_on_each_page_of_members() -> None:
    page = lxml.html.fromstring(client_of(MembershipFactory()).get("/people/").content)

    [form] = page.xpath("//header//form[@role='search']")
    assert form.get("action") == reverse("evaluations:search")
    assert [one.get("name") for one in form.xpath(".//input")] == ["q"]
