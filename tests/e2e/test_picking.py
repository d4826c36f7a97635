"""People who are pasted into a form: what was typed and chosen is kept, whoever leaves the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from profiles.models import Membership
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True)]
NEW = "/dashboard/groups/new/"
TWO_TEXTS = "two versions"


@pytest.fixture
def director() -> Membership:
    member: Membership = MembershipFactory(offices=["director"])
    here = {"institution": member.institution}
    for email in ("ada.one@example.edu", "ada.two@example.edu"):
        MembershipFactory(**here, given_name="Ada", family_name="Twin", user__email=email)
    MembershipFactory(**here, given_name="Bo", family_name="Only", user__email="bo@example.edu")
    return member


def opened(page: Page) -> None:
    page.goto(NEW)
    page.locator("html[data-drafts=ready]").wait_for()


def paste(page: Page, text: str) -> None:
    opened(page)
    page.get_by_label("Name", exact=True).first.fill("Writers")
    page.locator("textarea[name=members]").fill(text)


def create(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Continue|Create group")).click()
    page.locator("html[data-drafts=ready]").wait_for()


@pytest.mark.parametrize("waits", [True, False])
def test_a_choice_is_not_asked_again(open_as: OpenAs, director: Membership, waits: bool) -> None:
    page = open_as(director.user, width=390)
    paste(page, "Ada Twin\nBo Only\nXyz Nobody")
    if waits:
        page.locator("textarea[name=members] + .draft-status").filter(has_text="Saved").wait_for()

    create(page)
    box = page.locator("textarea[name=members]")
    expect(box).to_have_value("Xyz Nobody")
    expect(page.get_by_text(TWO_TEXTS)).to_have_count(0)
    assert faults_of(page, rules=["label"]) == []
    page.get_by_label("ada.two@example.edu").check()
    box.fill("")
    create(page)

    expect(page.locator("input[name=members-person]:checked")).to_have_count(2)
    expect(page.locator("input[type=radio]")).to_have_count(0)
    expect(box).to_have_value("")
    expect(page.get_by_text(TWO_TEXTS)).to_have_count(0)
    create(page)
    expect(page.locator("h1")).to_have_text("Writers")
    page.goto("/drafts/")
    expect(page.locator("main section.card")).to_have_count(0)


def test_who_leaves_after_choosing_finds_it_all_again(
    open_as: OpenAs, director: Membership
) -> None:
    page = open_as(director.user)
    paste(page, "Ada Twin\nBo Only\nXyz Nobody")
    create(page)
    page.get_by_label("ada.two@example.edu").check()
    page.locator("textarea[name=members] + .draft-status").filter(has_text="Saved").wait_for()

    page.goto("/drafts/")
    names = page.locator("main section.card h2").all_inner_texts()
    opened(page)

    assert sorted(names) == ["New group: Members", "New group: Name"]
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Writers")
    expect(page.locator("textarea[name=members]")).to_have_value(
        "bo@example.edu\nada.two@example.edu\nXyz Nobody"
    )
    expect(page.get_by_text(TWO_TEXTS)).to_have_count(0)


def test_two_texts_are_shown_where_another_tab_has_typed(
    open_as: OpenAs, director: Membership
) -> None:
    page = open_as(director.user)
    other = open_as(director.user)
    opened(page)
    paste(other, "Bo Only")
    other.locator("textarea[name=members] + .draft-status").filter(has_text="Saved").wait_for()

    page.get_by_label("Name", exact=True).first.fill("Writers")
    page.locator("textarea[name=members]").fill("Ada Twin")
    create(page)

    expect(page.get_by_text(TWO_TEXTS)).to_be_visible()
    expect(page.locator(".draft-other__text")).to_have_text("Bo Only")
