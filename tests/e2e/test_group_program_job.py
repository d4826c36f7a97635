"""A program of groups as people run it: formed, moved, published, agreed to, attended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evaluations.models import Attendance, Meeting
from matching.models import Enrollment, GroupRules, MatchRun, Program
from matching.tasks import advance_waiting_publications, advance_waiting_runs
from networks.models import GroupMember, PeerGroup
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupProgramFactory,
    MembershipFactory,
)
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = list(range(16, 24))
MEMBERS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum")


@pytest.fixture
def program() -> Program:
    """Seven members and two facilitators, all of whom are free on Monday morning."""
    program = GroupProgramFactory(name="Spring groups", state="enrolling")
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=3,
        largest=4,
        session_minutes=90,
        charter="What is said here stays here.",
    )
    for name in MEMBERS:
        row = EnrollmentFactory(program=program, member__family_name=name)
        GroupApplicationFactory(enrollment=row, hours=MONDAY)
    for name in ("Rowan", "Sorrel"):
        row = EnrollmentFactory(program=program, side="mentor", places=1, member__family_name=name)
        GroupApplicationFactory(enrollment=row, hours=MONDAY)
    return program  # type: ignore[no-any-return]


def columns(page: Page) -> list[int]:
    """How many people stand in each group, in the order of the board."""
    return [
        column.locator("[data-seat]").count()
        for column in page.locator("[data-column]").all()
        if column.locator("h2", has_text="Group").count()
    ]


def form_and_publish(page: Page) -> None:
    page.goto("/dashboard/programs/")
    page.get_by_role("link", name="Spring groups").click()
    page.get_by_role("button", name="Close enrollment and form groups").click()
    page.get_by_role("button", name="Close enrollment", exact=True).click()
    page.get_by_role("button", name="Form groups").click()
    assert advance_waiting_runs() == 1
    page.goto(f"/dashboard/programs/{Program.objects.get().pk}/")
    page.get_by_role("link", name="Review groups").click()
    before = sorted(columns(page))
    assert before == [3, 4]
    fullest = page.locator("[data-column]").filter(has_text="4 members")
    fullest.locator("[data-seat]").first.locator("[data-move] button").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    assert sorted(columns(page)) == before
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Waiting to be published").first).to_be_visible()
    assert faults_of(page) == []
    assert advance_waiting_publications() == 1
    expect(page.get_by_text("Published. We’re emailing everyone.")).to_be_visible()
    page.get_by_role("link", name="See groups").click()
    expect(page.get_by_role("link", name="Open : Spring groups · Group 1")).to_be_visible()


@pytest.mark.parametrize("width", [rarely(390), 1280])
def test_from_forming_to_attendance(open_as: OpenAs, program: Program, width: int) -> None:
    director = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    desk = open_as(director.user, width=width)
    form_and_publish(desk)
    assert MatchRun.objects.get().state == "published"
    group = PeerGroup.objects.order_by("name").first()
    assert group is not None
    parts = GroupMember.objects.filter(group=group).select_related("member__user")
    ash = parts.filter(part="member").first()
    lead = parts.get(part="facilitator")

    page = open_as(ash.member.user, width=width)
    page.goto("/")
    page.get_by_role("link", name="Read and agree").click()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Thank you. The others can see that you agree.")).to_be_visible()
    assert faults_of(page) == []

    Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(minutes=5),
    )
    console = open_as(lead.member.user, width=width)
    console.goto("/")
    console.get_by_role("link", name="Open live session").click()
    console.get_by_role("button", name=f"Present : {ash.member.name}", exact=True).click()
    pressed = console.get_by_role("button", name=f"Present : {ash.member.name}", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    # The button shows the tap at once; the count comes with the server's answer.
    expect(console.locator("#came-count")).to_contain_text("1 of")
    assert Attendance.objects.get().member == ash.member

    desk.goto(f"/dashboard/groups/{group.pk}/")
    expect(desk.get_by_text("1 of 1")).to_be_visible()
    desk.get_by_role("button", name="Close group …").click()
    expect(desk.get_by_role("heading", name=f"Close “{group.name}”?")).to_be_visible()
    assert Enrollment.objects.count() == len(MEMBERS) + 2
