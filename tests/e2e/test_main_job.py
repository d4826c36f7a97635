"""The main job as people do it: from a gap to a person, an answer, and a map that fills."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mentornet.mail.outbox import OutboxMessage
from networks.models import Invitation, Tie
from profiles.models import AssessmentVersion, SelfAssessment
from tests.e2e.conftest import OpenAs
from tests.factories import MembershipFactory, MentorOfferFactory, UserFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """A protégé, and a mentor who offers coaching and research."""
    protege = MembershipFactory(given_name="Mina", family_name="Okafor")
    user = UserFactory(email="helena@school.example")
    mentor = MembershipFactory(
        institution=protege.institution,
        user=user,
        given_name="Helena",
        family_name="Ash",
        rank="associate",
    )
    MentorOfferFactory(
        member=mentor, institution=protege.institution, roles=["coach"], areas=["research"]
    )
    return protege, mentor


def assess(page: Page) -> None:
    """Fill in something of the self-assessment, and submit it."""
    page.locator('summary[aria-label="Your account"]').click()
    page.get_by_role("link", name="Self-assessment", exact=True).first.click()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("Mission").fill("To find what helps children breathe.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name=re.compile("Add a goal.*Short term")).click()
    page.get_by_label("Goal", exact=True).fill("Win a grant for my own research")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Mentoring needs").first.click()
    page.get_by_role("button", name=re.compile("^Add ?:")).first.click()
    page.goto("/self-assessment/review/")
    page.get_by_role("button", name="Submit this version").click()


@pytest.mark.parametrize(
    ("width", "scripts"), [(390, True), rarely(1280, False)], ids=["390-scripts", "1280-no scripts"]
)
def test_a_gap_is_filled(open_as: OpenAs, people, scripts: bool, width: int) -> None:
    protege, mentor = people
    page = open_as(protege.user, width=width, scripts=scripts)
    page.goto("/")
    assess(page)
    assert AssessmentVersion.objects.get().content["1"]["mission"].startswith("To find")

    page.get_by_role("link", name="See my network and its gaps").click()
    page.get_by_role("link", name=re.compile("Find people.*: a coach$")).click()
    expect(page.get_by_role("heading", name="Helena Ash")).to_be_visible()
    page.get_by_role("link", name=re.compile("Ask.*Helena Ash")).click()
    page.get_by_label("What you are asking for").fill("Would you read my aims page?")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_text("Request sent to Helena Ash.")).to_be_visible()

    other = open_as(mentor.user, width=width, scripts=scripts)
    other.goto("/")
    other.get_by_role("link", name="Read and answer").click()
    expect(other.get_by_text("Would you read my aims page?")).to_be_visible()
    other.get_by_label("Message").fill("Gladly.")
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_text("You accepted.")).to_be_visible()

    page.goto("/network/")
    expect(page.get_by_role("link", name="Helena Ash").first).to_be_visible()
    assert Tie.objects.get().state == Tie.State.ACTIVE
    assert OutboxMessage.objects.count() == 2


@pytest.mark.long
def test_a_mentor_names_somebody_else(open_as: OpenAs, people) -> None:
    protege, mentor = people
    third = MembershipFactory(
        institution=protege.institution, given_name="Ruth", family_name="Sato"
    )
    page = open_as(protege.user)
    page.goto(f"/invitations/new/?to={mentor.pk}&role=coach")
    page.get_by_role("button", name="Send request").click()

    other = open_as(mentor.user)
    other.goto(f"/invitations/{Invitation.objects.get().pk}/?q=Sato")
    other.get_by_label("Ruth Sato").check()
    other.get_by_role("button", name="Suggest this colleague").click()
    expect(other.get_by_text("You suggested Ruth Sato.")).to_be_visible()

    page.reload()
    page.get_by_role("link", name="Ask Ruth Sato").click()
    expect(page.get_by_label("What you are asking for")).to_contain_text("Helena Ash suggested")
    page.get_by_role("button", name="Send request").click()
    assert Invitation.objects.get(mentor=third).roles == ["coach"]


def test_typing_is_saved_by_itself_and_the_second_tab_is_told(open_as: OpenAs, people) -> None:
    protege, _mentor = people
    first, second = open_as(protege.user), open_as(protege.user)
    for page in (first, second):
        page.goto("/self-assessment/parts/framework/")
    first.get_by_label("Mission").press_sequentially("First")
    expect(first.locator("#save-status")).to_contain_text("Saved")
    assert SelfAssessment.objects.get().mission == "First"

    second.get_by_label("Mission").press_sequentially("Second")
    expect(second.locator("#save-status")).to_contain_text("another tab")
    second.get_by_role("button", name="Save and exit").click()
    expect(second.get_by_text("First", exact=True)).to_be_visible()
    expect(second.get_by_label("Mission")).to_have_value("Second")
    second.get_by_role("button", name="Save and exit").click()
    expect(second.get_by_role("heading", name="Self-assessment")).to_be_visible()
    assert SelfAssessment.objects.get().mission == "Second"
