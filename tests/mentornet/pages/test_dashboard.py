"""The dashboard's navigation: what a reader may open, and where they are."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from mentornet.pages.dashboard import DashboardPage, add_room, register_page
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db
SECTIONS = ["Overview", "People", "Programs", "Groups", "Surveys", "Reports", "Settings"]


def words(one) -> str:
    return " ".join(one.text_content().split())


def director() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR])


def column(client: Client, address: str):
    page = lxml.html.fromstring(client.get(address).content)
    return page.xpath("//nav[@class='desknav']/div[@class='desknav__column']/ul/li")


def test_sections_lead_to_pages_that_open() -> None:
    client = client_of(director())

    sections = column(client, reverse("evaluations:dashboard"))

    found = [words(one.xpath("./a")[0]) for one in sections]
    assert [one for one in found if one in SECTIONS] == SECTIONS
    for address in {one.get("href") for one in column(client, "/dashboard/")[0].xpath("//li/a")}:
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize(
    ("name", "section", "page"),
    [
        ("evaluations:dashboard", "Overview", "Overview"),
        ("profiles:roster", "People", "Roster"),
        ("profiles:staff_roles", "Settings", "Staff roles"),
        ("profiles:webhook_new", "Settings", "Webhooks"),
        ("profiles:api_client_new", "Settings", "API clients"),
        ("matching:directing_kinds", "Programs", "Programs"),
        ("matching:sheets", "Programs", "Match from spreadsheets"),
        ("evaluations:directing_group_new", "Groups", "Groups"),
        ("evaluations:curriculum_new", "Groups", "Curricula"),
        ("evaluations:survey_new", "Surveys", "Surveys"),
        ("evaluations:instrument_new", "Surveys", "Questionnaires"),
        ("evaluations:gaps", "Reports", "Gap report"),
    ],
)
def test_a_page_is_marked_where_it_lies(name: str, section: str, page: str) -> None:
    sections = column(client_of(director()), reverse(name))

    [marked] = [one for one in sections if one.xpath("./a[@aria-current]")]
    assert words(marked.xpath("./a")[0]) == section
    inner = [words(one) for one in marked.xpath("./ul/li/a[@aria-current]")]
    # The page that has its section's name is the section's own link, and does not stand there twice.
    assert inner == ([] if page == section else [page])
    assert section not in [words(one) for one in marked.xpath("./ul/li/a")]


@pytest.mark.parametrize("role", ["director", "coordinator"])
def test_whoever_may_name_a_deputy_finds_where(role: str) -> None:
    here = MembershipFactory(offices=[role])

    sections = column(client_of(here), "/dashboard/")

    assert sections[0].xpath(f".//a[@href='{reverse('profiles:deputies')}']")


def test_a_program_and_what_others_add_to_it_lie_under_programs() -> None:
    here = director()
    program = ProgramFactory(institution=here.institution)

    for name in ("matching:directing", "evaluations:program_pairs"):
        sections = column(client_of(here), reverse(name, args=[program.pk]))
        marked = [one for one in sections if one.xpath("./a[@aria-current]")]
        assert [words(one.xpath("./a")[0]) for one in marked] == ["Programs"]


def test_the_home_page_is_one_tap_away_and_back() -> None:
    client = client_of(director())

    page = lxml.html.fromstring(client.get("/dashboard/").content)
    assert [
        words(one) for one in page.xpath("//header//a[contains(@class, 'place')][@href='/']")
    ] == ["My home"]
    home = lxml.html.fromstring(client.get("/").content)
    assert home.xpath("//header//a[contains(@class, 'place')]/@href") == ["/dashboard/"]


def test_others_see_no_way_to_the_dashboard_and_do_not_get_in() -> None:
    for offices in ([], [StaffRoleKind.OMBUDS]):
        client = client_of(MembershipFactory(offices=offices))
        assert b"/dashboard/" not in client.get("/").content
        assert client.get("/dashboard/").status_code == 403


@pytest.mark.parametrize(("offices", "lands"), [(["director"], "/dashboard/"), ([], "/")])
def test_after_signing_in_one_lands_where_one_works(client, offices, lands) -> None:
    member = MembershipFactory(offices=offices, user=UserFactory(email="ada@here.example"))
    member.user.set_password("correct horse battery")
    member.user.save()
    form = {"login": "ada@here.example", "password": "correct horse battery"}

    answer = client.post(reverse("account_login"), form, follow=True)

    assert answer.request["PATH_INFO"] == lands
    # Their own home page stays where it is.
    assert client.get("/").status_code == 200


def test_who_was_on_the_way_to_a_page_lands_there(client) -> None:
    member = MembershipFactory(offices=["director"], user=UserFactory(email="ada@here.example"))
    member.user.set_password("correct horse battery")
    member.user.save()
    form = {"login": "ada@here.example", "password": "correct horse battery", "next": "/people/"}

    answer = client.post(reverse("account_login"), form, follow=True)

    assert answer.request["PATH_INFO"] == "/people/"
    assert client.get("/").status_code == 200


def test_pages_belong_to_a_section_that_there_is() -> None:
    with pytest.raises(KeyError):
        register_page(DashboardPage("nowhere", "X", "networks:home", "profiles.use_dashboard"))
    with pytest.raises(KeyError):
        add_room("no:such_page", "matching")


def test_who_may_open_less_gets_no_navigation_of_who_may_open_more() -> None:
    coordinator = MembershipFactory(offices=[StaffRoleKind.COORDINATOR])
    readers = (director(), coordinator, director())

    pages = [client_of(one).get(reverse("evaluations:dashboard")).content for one in readers]

    assert [b">Staff roles<" in one for one in pages] == [True, False, True]
    assert all(b">Enrollments<" in one for one in pages)
