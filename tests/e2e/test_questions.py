"""What directors ask most often, answered in a browser from their sign-in on: the clicks are counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenAs
from tests.evaluations.dashboard.desk.questions import QUESTIONS, busy_year
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "forty quiet lighthouses"
MOST_CLICKS = 2


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()


def link_in_main(page: Page, name: str) -> Locator:
    main = page.get_by_role("main")
    return main.get_by_role("link", name=re.compile(f"^\\s*{re.escape(name)}")).first


@pytest.mark.parametrize("width", [1280, rarely(390)])
def test_each_answer_is_at_most_two_clicks_from_the_desk(
    open_as: OpenAs, capsys: Any, width: int
) -> None:
    director = busy_year()
    director.user.set_password(PASSWORD)
    director.user.save()
    page = open_as(width=width)
    sign_in(page, director.user.email)

    counts = {}
    for question, (names, shows) in QUESTIONS.items():
        page.goto("/dashboard/")
        for name in names:
            link_in_main(page, name).click()
        expect(page.get_by_role("main").get_by_text(shows).first).to_be_visible()
        counts[question] = len(names)

    with capsys.disabled():
        print(f"\n{width} px")
        for question, count in counts.items():
            print(f"| {question} | {count} |")
    assert max(counts.values()) <= MOST_CLICKS


def test_search_needs_no_mouse(open_as: OpenAs) -> None:
    director = busy_year()
    page = open_as(director.user)
    page.goto("/dashboard/")

    page.keyboard.press("/")
    page.keyboard.type("Waits")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/dashboard/search/\?q=Waits$"))
    found = page.get_by_role("main").get_by_role("link", name=re.compile("Waits")).first
    for _step in range(40):
        if found.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=re.compile("Waits"))).to_be_visible()
