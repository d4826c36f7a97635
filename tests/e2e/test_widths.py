"""Lists with names as long as real ones: no page is pushed sideways, and no column of a list is cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from matching.models import Program
from profiles.models import Membership
from tests.e2e.conftest import OpenAs
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    MentorOfferFactory,
    ProgramFactory,
    UnitFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True)]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = "Math.max(0, ...[...document.querySelectorAll('.table-scroll')].map(one => one.scrollWidth - one.clientWidth))"
LISTS = (
    "profiles:directed_people",
    "profiles:directed_mentors",
    "matching:waiting",
    "matching:openings",
    "matching:enrollments",
)


@pytest.fixture
def director() -> Membership:
    member: Membership = MembershipFactory(offices=["director"])
    here = member.institution
    unit = UnitFactory(institution=here, name="Department of Emergency Medicine")
    program = ProgramFactory(
        institution=here, name="Personal Mentoring Program 2026", state="running"
    )
    for given, side in (("Christopher", "mentor"), ("Alexandra", "protege")):
        one = MembershipFactory(
            institution=here,
            given_name=given,
            family_name="Castellanos-Whitcombe",
            unit=unit,
            rank="associate",
            user__email=f"{given.lower()}.castellanos-whitcombe@mentornet.example",
            joined_at=timezone.now(),
        )
        EnrollmentFactory(program=program, member=one, side=side)
        MentorOfferFactory(member=one, paused=False, areas=["research", "career", "leadership"])
    return member


def widths(page: Page, *addresses: str) -> dict[str, tuple[int, int]]:
    found = {}
    for address in addresses:
        page.goto(address)
        over = page.evaluate(WIDE), page.evaluate(CUT)
        if any(over):
            found[address] = over
    return found


def test_columns_of_lists_fit_a_usual_screen(open_as: OpenAs, director: Membership) -> None:
    page = open_as(director.user)

    assert widths(page, *map(reverse, LISTS)) == {}


def test_the_wait_list_of_a_program_does_not_widen_the_page(
    open_as: OpenAs, director: Membership
) -> None:
    address = reverse("matching:directing_people", args=[Program.objects.get().pk])
    page = open_as(director.user, width=1024)
    page.goto(f"{address}?show=waiting")

    assert page.get_by_text("Propose a mentor").count() == 1
    # The table is wider than its frame: what is for the ear alone in its cells stays inside, too.
    assert page.evaluate(CUT) > 0
    assert page.evaluate(WIDE) == 0


def test_choices_of_a_pasted_name_fit_a_phone(open_as: OpenAs, director: Membership) -> None:
    for at in range(2):
        MembershipFactory(
            institution=director.institution,
            given_name="Ada",
            family_name="Twin",
            unit=Membership.objects.exclude(unit=None).first().unit,
            user__email=f"ada{at}.twin-of-the-division-of-emergency-medicine@mentornet.example",
        )
    page = open_as(director.user, width=390)
    page.goto("/dashboard/groups/new/")
    page.get_by_label("Name", exact=True).first.fill("Writers")
    page.locator("textarea[name=members]").fill("Ada Twin")
    page.get_by_role("button", name="Continue").click()

    page.get_by_text("Choose one.").wait_for()
    assert page.evaluate(WIDE) == 0
