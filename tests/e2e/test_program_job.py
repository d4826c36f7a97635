"""A program as people run it: enrol, rank, match, publish, meet; with and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evaluations.models import Meeting
from matching.models import Enrollment, MatchRun, Program
from matching.tasks import advance_waiting_publications, advance_waiting_runs
from networks.models import Tie
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory, TieFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program() -> Program:
    program = ProgramFactory(name="Half a generation")
    for name in ("Ash", "Birch", "Cedar"):
        EnrollmentFactory(program=program, side="mentor", member__family_name=name, places=1)
    return program


def names(page: Page) -> list[str]:
    return page.locator(".ranking__name strong").all_inner_texts()


def enrol(page: Page) -> None:
    page.goto("/programs/")
    page.get_by_role("link", name="Half a generation").first.click()
    page.get_by_role("link", name="Enroll as a mentee").click()
    page.get_by_label("Career guidance").select_option("1")
    page.get_by_role("button", name="Enroll", exact=True).click()
    for name in ("Ash", "Birch", "Cedar"):
        page.get_by_role("button", name=f"Add : Ada {name}").click()


@pytest.mark.parametrize(
    ("width", "scripts"), [(390, True), rarely(1280, False)], ids=["390-scripts", "1280-no scripts"]
)
def test_from_enrolment_to_a_pair(
    open_as: OpenAs, program: Program, scripts: bool, width: int
) -> None:
    protege = MembershipFactory(institution=program.institution, family_name="Junior")
    page = open_as(protege.user, width=width, scripts=scripts)
    enrol(page)
    assert names(page) == ["Ada Ash", "Ada Birch", "Ada Cedar"]
    page.get_by_role("button", name="Move Ada Cedar up").click()
    page.get_by_role("button", name="Move Ada Cedar up").press("Enter")
    expect(page.locator(".ranking__name strong").first).to_have_text("Ada Cedar")
    if scripts:
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    assert names(page) == ["Ada Cedar", "Ada Ash", "Ada Birch"]

    director = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    desk = open_as(director.user, width=width, scripts=scripts)
    desk.goto("/dashboard/programs/")
    desk.get_by_role("link", name="Half a generation").click()
    desk.get_by_role("button", name="Close enrollment and match").click()
    desk.get_by_role("button", name="Close enrollment", exact=True).click()
    desk.get_by_role("button", name="Start run").click()
    expect(desk.get_by_text("Waiting to start").first).to_be_visible()
    assert advance_waiting_runs() == 1
    desk.goto(f"/dashboard/runs/{MatchRun.objects.get().pk}/")
    desk.locator("summary", has_text="Reasons").first.click()
    expect(desk.get_by_text("Number 1 on the mentee’s list")).to_be_visible()
    desk.get_by_role("link", name="Publish").click()
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("Waiting to be published").first).to_be_visible()
    assert advance_waiting_publications() == 1
    desk.goto(f"/dashboard/runs/{MatchRun.objects.get().pk}/")
    expect(desk.get_by_text("Published. We’re emailing everyone.")).to_be_visible()

    page.goto(f"/programs/{program.pk}/")
    expect(page.get_by_text("Ada Cedar is your mentor.")).to_be_visible()
    page.get_by_role("link", name="Open relationship page").click()
    page.get_by_role("button", name="We met (20 minutes)").click()
    expect(page.get_by_text("Saved: you met for 20 minutes.")).to_be_visible()
    assert (Tie.objects.get().origin, Meeting.objects.get().state) == ("formal", "held")


def test_names_are_dragged_into_order(open_as: OpenAs, program: Program) -> None:
    protege = MembershipFactory(institution=program.institution)
    page = open_as(protege.user)
    enrol(page)

    page.locator(".ranking li").nth(0).drag_to(
        page.locator(".ranking li").nth(2), target_position={"x": 40, "y": 50}
    )
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    dragged = names(page)
    page.reload()

    assert names(page) == dragged
    assert dragged != ["Ada Ash", "Ada Birch", "Ada Cedar"]
    own = Enrollment.objects.get(member=protege)
    assert own.preferences.count() == 3


def test_two_zones_read_one_meeting(open_as: OpenAs) -> None:
    tie = TieFactory()
    tie.mentor.user.time_zone = "Asia/Tokyo"
    tie.mentor.user.save()
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    page = open_as(tie.protege.user, width=390)
    page.goto(f"/relationships/{tie.pk}/plan/")
    page.get_by_label("Date and time").fill(f"{day}T20:00")
    page.get_by_role("button", name="Schedule meeting").click()
    expect(page.get_by_text(", 8:00 PM").first).to_be_visible()

    other: Membership = tie.mentor
    theirs = open_as(other.user, width=390)
    theirs.goto(f"/relationships/{tie.pk}/")

    hours = theirs.locator(".ledger strong").first.inner_text().rsplit(", ", 1)[1]
    assert hours in ("9:00 AM", "10:00 AM")  # New York is 13 or 14 hours behind
