"""Search at the dashboard: people, programs, groups, runs, surveys and settings, each by its own rule."""

from __future__ import annotations

import lxml.html
import pytest
from django.urls import reverse

from matching.models import MatchRun
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    ExternalContactFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = reverse("evaluations:dashboard_search")


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR], family_name="Director")


def found(member: Membership, q: str) -> dict[str, list[str]]:
    page = client_of(member).get(ADDRESS, {"q": q})
    assert page.status_code == 200
    sections = lxml.html.fromstring(page.content).xpath("//main//section")
    return {
        one.xpath("string(h2)"): [link.text_content() for link in one.xpath(".//li//a")]
        for one in sections
    }


def test_a_person_is_told_apart_by_rank_and_unit(director: Membership) -> None:
    unit = UnitFactory(institution=director.institution, name="Surgery")
    MembershipFactory(
        institution=director.institution, family_name="Twinning", unit=unit, rank="full"
    )

    page = client_of(director).get(ADDRESS, {"q": "Twinning"}).content.decode()

    assert "Professor · Surgery" in page


def run_of(program) -> MatchRun:
    return MatchRun.objects.create(
        institution=program.institution,
        program=program,
        number=3,
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
    )


def test_each_kind_is_found_and_each_link_opens(director) -> None:
    here = director.institution
    MembershipFactory(institution=here, given_name="Larkspur", family_name="Ames")
    program = ProgramFactory(institution=here, name="Larkspur program", state="draft")
    run_of(program)
    PeerGroupFactory(institution=here, name="Larkspur readers")

    assert found(director, "larkspur") == {
        "People": ["Larkspur Ames"],
        "Programs": ["Larkspur program"],
        "Groups": ["Larkspur readers"],
        "Runs": ["Larkspur program, run 3"],
    }
    client = client_of(director)
    page = lxml.html.fromstring(client.get(ADDRESS, {"q": "larkspur"}).content)
    for address in page.xpath("//main//section//li//a/@href"):
        assert client.get(address).status_code == 200


def test_a_run_is_found_by_its_number(director) -> None:
    run_of(ProgramFactory(institution=director.institution, name="Larkspur"))

    assert found(director, "larkspur 3") == {"Runs": ["Larkspur, run 3"]}
    assert found(director, "larkspur 4") == {}


def test_settings_are_found_by_their_name(director) -> None:
    assert found(director, "staff roles") == {"Pages and settings": ["Staff roles"]}


def test_rows_of_others_and_what_people_keep_to_themselves_are_not_found(director) -> None:
    ProgramFactory(name="Larkspur elsewhere")
    PeerGroupFactory(name="Larkspur elsewhere")
    member = MembershipFactory(institution=director.institution)
    ExternalContactFactory(owner=member, name="Larkspur")

    assert found(director, "larkspur") == {}


def test_the_box_at_the_top_leads_there(director) -> None:
    page = lxml.html.fromstring(client_of(director).get("/dashboard/").content)

    [form] = page.xpath("//header//form[@role='search']")
    assert form.get("action") == ADDRESS
    assert form.xpath("./input/@aria-keyshortcuts") == ["/"]


def test_who_does_not_work_there_finds_nothing() -> None:
    assert client_of(MembershipFactory()).get(ADDRESS, {"q": "a"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_any_number(director, count, django_assert_num_queries) -> None:
    for _ in range(count):
        run_of(ProgramFactory(institution=director.institution, name="Larkspur"))
        PeerGroupFactory(institution=director.institution, name="Larkspur")
        MembershipFactory(institution=director.institution, given_name="Larkspur")
    client = client_of(director)
    client.get(ADDRESS)

    with django_assert_num_queries(10):
        client.get(ADDRESS, {"q": "larkspur"})
