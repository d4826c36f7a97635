"""The main job by keyboard alone: from the map to a request, its answer, and a meeting planned and logged."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from evaluations.models import Meeting
from networks.models import Tie
from profiles.vocabulary import MentorRole
from tests.e2e.conftest import OpenAs
from tests.factories import MembershipFactory, MentorOfferFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MOST_STEPS = 120


def forward(page: Page, to: Locator) -> None:
    """Press Tab until *to* has the focus."""
    expect(to).to_be_visible()
    for _step in range(MOST_STEPS):
        if to.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not get there.")


def press(page: Page, to: Locator, key: str = "Enter") -> None:
    forward(page, to)
    page.keyboard.press(key)


def type_moment(page: Page, field: Locator, when: datetime) -> None:
    """Type a day and a time into *field*, part by part, as its keys want them."""
    forward(page, field)
    page.keyboard.type(when.strftime("%m%d%Y"))
    page.keyboard.press("Tab")
    page.keyboard.type(when.strftime("%I%M%p"))
    expect(field).to_have_value(when.strftime("%Y-%m-%dT%H:%M"))


def test_the_main_job_by_keyboard_alone(open_as: OpenAs) -> None:
    mentee = MembershipFactory(given_name="Mina", family_name="Okafor")
    mentor = MembershipFactory(
        institution=mentee.institution,
        user=UserFactory(email="helena@school.example", activated_at=timezone.now()),
        given_name="Helena",
        family_name="Ash",
        rank="associate",
    )
    MentorOfferFactory(
        member=mentor, institution=mentee.institution, roles=[MentorRole.COACH], areas=["research"]
    )
    page = open_as(mentee.user)
    page.goto("/network/")
    # The first stop leads past the navigation.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=re.compile("coach", re.IGNORECASE)).first)
    press(page, page.get_by_role("link", name=re.compile("Ask.*Helena Ash")))
    forward(page, page.get_by_label("What you are asking for"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Would you read my aims page?")
    press(page, page.get_by_role("button", name="Send request"))
    expect(page.get_by_text("Request sent to Helena Ash.")).to_be_visible()

    other = open_as(mentor.user)
    other.goto("/")
    press(other, other.get_by_role("link", name="Read and answer"))
    press(other, other.get_by_role("button", name="Accept"), "Space")
    expect(other.get_by_text("You accepted.")).to_be_visible()

    tie = Tie.objects.get()
    page.goto(f"/relationships/{tie.pk}/plan/")
    noon = timezone.localtime().replace(hour=12, minute=30)
    type_moment(page, page.get_by_label("Date and time"), noon + timedelta(days=2))
    press(page, page.get_by_role("button", name="Schedule meeting"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Meeting.objects.get().tie == tie

    page.goto(f"/relationships/{tie.pk}/record/")
    press(page, page.locator("main form .button--primary"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Meeting.objects.filter(tie=tie).count() == 2
