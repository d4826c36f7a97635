"""The network map by touch and by keyboard, on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from profiles.models import Membership
from profiles.vocabulary import MentorRole
from tests.e2e.conftest import OpenAs
from tests.factories import MembershipFactory, TieFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = 390


def _crowd(people: int) -> Membership:
    protege: Membership = MembershipFactory()
    roles = list(MentorRole)
    for number in range(people):
        mentor = MembershipFactory(
            institution=protege.institution,
            given_name="Maximiliane",
            family_name=f"Oyelaran-Wittgenstein {number}",
        )
        TieFactory(
            protege=protege,
            mentor=mentor,
            institution=protege.institution,
            roles=[roles[0], roles[number % 6 + 1]],
            closeness=number % 3 + 1,
        )
    return protege


def _photograph(page: Page, name: str) -> None:
    """Keep a picture of the page for whoever wants to look at it."""
    folder = os.environ.get("MENTORNET_PICTURES")
    if folder:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


@pytest.mark.parametrize("width", [320, rarely(PHONE)])
def test_crowded_map_on_a_phone_has_a_list_in_the_same_order(open_as: OpenAs, width: int) -> None:
    protege = _crowd(14)
    page = open_as(protege.user, width=width)
    page.goto(reverse("networks:network"))
    _photograph(page, f"map-{width}")

    marks = page.locator(".map--compact .map-tie")
    names = page.locator(".map-names a")
    order = [mark.get_attribute("href") for mark in marks.all()]
    assert [one.get_attribute("href") for one in names.all()] == order
    assert len(order) == 14
    assert all(box["height"] >= 44 for one in names.all() if (box := one.bounding_box()))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_worth_a_look_comes_before_the_fold_and_time_after_the_map(open_as: OpenAs) -> None:
    protege = _crowd(3)
    page = open_as(protege.user, width=PHONE)
    page.goto(reverse("networks:network"))

    first = page.locator(".worth-a-look .button").first.bounding_box()
    drawing = page.locator(".map--compact").bounding_box()
    assert first is not None and drawing is not None
    assert first["y"] + first["height"] <= 844
    assert first["y"] < drawing["y"]


def test_tap_shows_all_roles_of_a_person_and_another_shows_everyone(open_as: OpenAs) -> None:
    protege = _crowd(6)
    page = open_as(protege.user, width=PHONE, touch=True)
    page.goto(reverse("networks:network"))
    mark = page.locator(".map--compact .map-tie").first
    shape = mark.locator(".map-shape")

    shape.tap()

    lit = page.locator(".map--compact .map-sector--traced")
    assert len(lit.all()) == 2
    expect(page.locator("[data-map-trace-text]")).to_contain_text(
        mark.get_attribute("data-name") or ""
    )
    expect(page.locator("[data-map-trace-link]")).to_have_attribute(
        "href", mark.get_attribute("href") or ""
    )
    _photograph(page, "map-traced")

    shape.tap()

    expect(lit).to_have_count(0)
    expect(page.locator("[data-map-trace]")).to_be_hidden()


def test_space_shows_all_roles_and_escape_shows_everyone(open_as: OpenAs) -> None:
    protege = _crowd(6)
    page = open_as(protege.user)
    page.goto(reverse("networks:network"))
    _photograph(page, "map-1280")
    mark = page.locator(".map--wide .map-tie").first
    mark.focus()

    page.keyboard.press("Space")
    expect(page.locator(".map--wide .map-sector--traced")).to_have_count(2)

    page.keyboard.press("Escape")
    expect(page.locator(".map--wide .map-sector--traced")).to_have_count(0)

    page.keyboard.press("Enter")
    expect(page).not_to_have_url(reverse("networks:network"))


def test_map_prints_with_its_table(open_as: OpenAs) -> None:
    page = open_as(_crowd(14).user, width=PHONE)
    page.goto(reverse("networks:network"))

    page.emulate_media(media="print")

    expect(page.locator(".map--wide")).to_be_visible()
    expect(page.locator(".map-table")).to_be_visible()
    expect(page.locator(".map-names")).to_be_hidden()
