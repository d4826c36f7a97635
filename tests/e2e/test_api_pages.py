"""The pages about the API: a client is made by keyboard and eye, and the documentation draws itself."""

from __future__ import annotations

from typing import Any

import pytest

from mentornet.api.scopes import CONTENT
from mentornet.scannable import is_whole
from profiles.assessment.domain.writing import submit_assessment
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import MembershipFactory, SelfAssessmentFactory
from tests.support.api import Api
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_director_makes_a_client_and_copies_its_secret(open_as: OpenAs, width: int) -> None:
    director: Any = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    page = open_as(director.user, width=width)

    page.goto("/dashboard/api-clients/")
    assert faults_of(page) == []
    page.get_by_role("link", name="Add a client").first.click()
    assert faults_of(page) == []
    page.get_by_role("textbox", name="Name").fill("Workday")
    page.get_by_text("Read the roster").click()
    page.get_by_role("button", name="Add and show the secret").click()
    secret = page.get_by_label("Client secret").input_value()
    assert faults_of(page) == []
    page.get_by_role("link", name="I have copied it").click()

    assert is_whole(secret)
    assert secret not in page.content()
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_person_opens_a_part_to_a_system_and_takes_it_back(open_as: OpenAs, width: int) -> None:
    owner: Any = MembershipFactory()
    coaching = Api(owner.institution, [CONTENT], name="Coaching")
    SelfAssessmentFactory(member=owner, helps="Deadlines that somebody waits for")
    submit_assessment(owner)
    page = open_as(owner.user, width=width)

    page.goto("/self-assessment/sharing/")
    assert faults_of(page) == []
    page.get_by_role("link", name="Review").click()
    assert faults_of(page) == []
    page.get_by_text("6. What helps me work well").click()
    page.get_by_role("button", name="Save").click()
    opened = coaching.get(f"/assessment-contents/{owner.pk}")
    assert faults_of(page) == []
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_text("can no longer read anything of yours").wait_for()

    assert "Deadlines that somebody waits for" in opened.content.decode()
    assert coaching.get(f"/assessment-contents/{owner.pk}").status_code == 404


def test_documentation_needs_nothing_from_elsewhere(open_as: OpenAs, live_server: Any) -> None:
    page = open_as()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/api/docs")
    page.get_by_text("Who has submitted a self-assessment, and when").wait_for()
    collection = page.get_by_role("link", name="a collection of all operations")

    assert collection.get_attribute("href") == "/api/postman.json"
    outside = [one for one in asked if not one.startswith((live_server.url, "data:"))]
    assert outside == []
