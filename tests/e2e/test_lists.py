"""A list in the browser: filtered as one types, by address and back button, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from profiles.models import Membership
from tests.e2e.conftest import OpenAs
from tests.factories import MembershipFactory, ProgramFactory

pytestmark = [pytest.mark.django_db(transaction=True)]
LIST = "/dashboard/programs/"


@pytest.fixture
def director() -> Membership:
    member: Membership = MembershipFactory(offices=["director"])
    for name, state in (("Alpha", "enrolling"), ("Beta", "closed"), ("Gamma", "closed")):
        ProgramFactory(institution=member.institution, name=name, state=state)
    return member


def test_filtering_as_one_types(open_as: OpenAs, director: Membership) -> None:
    page = open_as(director.user)
    page.goto(LIST)
    search = page.locator(".list-filters input[type=search]")

    search.press_sequentially("alp")

    expect(page.locator("#found").get_by_role("link", name="Beta")).to_have_count(0)
    expect(page.locator("#found").get_by_role("link", name="Alpha")).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("alp")
    expect(page).to_have_url(re.compile(rf"{LIST}\?q=alp$"))
    expect(page.locator("#found-count")).to_have_text("1 program")

    page.go_back()
    expect(page.locator("#found").get_by_role("link", name="Beta")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    page.reload()
    expect(page.locator("#found").get_by_role("link", name="Gamma")).to_be_visible()


def test_on_a_phone_the_filters_wait_and_say_how_many_are_set(
    open_as: OpenAs, director: Membership
) -> None:
    page = open_as(director.user, width=390)
    page.goto(LIST)
    state = page.locator("#id_state")
    expect(page.locator(".list-filters input[type=search]")).to_be_visible()
    expect(state).to_be_hidden()

    page.locator(".list-more > summary").click()
    state.select_option("closed")

    expect(page.locator("#found-count")).to_have_text("2 programs")
    expect(page.locator("#filter-count")).to_have_text("(1)")
    page.goto(f"{LIST}?state=closed")
    expect(page.locator("#filter-count")).to_have_text("(1)")
    expect(page.locator("#id_state")).to_be_hidden()


def test_on_a_wide_screen_the_filters_stand_open(open_as: OpenAs, director: Membership) -> None:
    page = open_as(director.user)
    page.goto(LIST)

    expect(page.locator("#id_state")).to_be_visible()
    expect(page.locator(".list-more > summary")).to_be_hidden()


def test_without_scripts_a_button_does_it(open_as: OpenAs, director: Membership) -> None:
    page = open_as(director.user, scripts=False)
    page.goto(LIST)

    page.locator(".list-filters input[type=search]").fill("gam")
    page.locator("#id_state").select_option("closed")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#found").get_by_role("link", name="Gamma")).to_be_visible()
    expect(page.locator("#found").get_by_role("link", name="Beta")).to_have_count(0)
    page.get_by_role("link", name="Clear", exact=True).click()
    expect(page.locator("#found").get_by_role("link", name="Beta")).to_be_visible()
