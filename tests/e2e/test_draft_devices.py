"""Drafts when things go wrong: no network, a server that fails, a session that ends, other people."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from evaluations.models import Attendance
from mentornet.drafts.models import Draft
from profiles.models import User
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs
from tests.e2e.text_walk import visit

pytestmark = pytest.mark.django_db(transaction=True)
STORED = "JSON.stringify({...localStorage})"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def notes(page: Page):
    return page.get_by_label("Notes")


def status(page: Page):
    return page.locator("textarea[name=notes] + .draft-status")


def sign_in_as(page: Page, user: User) -> None:
    """As somebody who signs in with this browser after another: all its other cookies stay."""
    client, name = Client(), conf.SESSION_COOKIE_NAME
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page.context.clear_cookies(name=name)
    url = page.evaluate("location.origin")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.mark.long
def test_text_outlives_a_lost_network_a_failing_server_and_a_session(
    world: World, open_as: OpenAs
) -> None:
    path = reverse("evaluations:record", args=[world.rows["tie"].pk])
    page = open_as(world.login("protege"), width=390)
    visit(page, path)
    name = page.evaluate("draftStore.tag()")

    page.context.set_offline(True)
    notes(page).fill("Typed in the tunnel")
    expect(status(page)).to_contain_text("you are offline. Kept on this device.")
    expect(status(page)).to_be_in_viewport()
    assert "tunnel" not in page.evaluate(STORED)
    page.context.set_offline(False)
    expect(status(page)).to_contain_text(re.compile(r"Saved as a draft \d"))
    assert page.evaluate("draftStore.count()") == 0

    page.route("**/drafts/save/", lambda route: route.fulfill(status=500, body="down"))
    notes(page).fill("Typed while it was down")
    expect(status(page)).to_contain_text("the server can’t be reached")
    page.unroute("**/drafts/save/")
    expect(status(page)).to_contain_text(re.compile(r"Saved as a draft \d"))

    Session.objects.all().delete()
    notes(page).fill("Typed after the time was over")
    expect(status(page)).to_contain_text("you are signed out")
    page.reload()
    assert "/accounts/login/" in page.url
    assert len(page.evaluate("Object.keys(localStorage)")) == 1

    sign_in_as(page, world.login("mentor"))
    visit(page, path)
    expect(notes(page)).to_have_value("")
    assert page.evaluate("draftStore.tag()") != name
    assert page.evaluate("draftStore.count()") == 0

    sign_in_as(page, world.login("protege"))
    visit(page, path)
    expect(notes(page)).to_have_value("Typed after the time was over")
    expect(status(page)).to_contain_text(re.compile(r"Saved as a draft \d"))


def test_page_of_one_person_gives_nothing_to_the_next_who_signs_in(
    world: World, open_as: OpenAs
) -> None:
    path = reverse("evaluations:record", args=[world.rows["tie"].pk])
    page = open_as(world.login("protege"))
    # The page is there, and with the network gone it has no key yet.
    page.route("**/drafts/key/", lambda route: route.abort())
    visit(page, path)
    notes(page).fill("For nobody else")
    expect(status(page)).to_contain_text("Not saved yet")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()

    sign_in_as(page, world.login("mentor"))
    page.context.clear_cookies(name=conf.CSRF_COOKIE_NAME)
    page.unroute("**/drafts/key/")
    with page.expect_response("**/drafts/key/"):
        notes(page).press_sequentially("!")
    expect(status(page)).to_contain_text("you are signed out")

    assert Draft.objects.count() == 0
    assert page.locator("input[name=csrfmiddlewaretoken]").first.input_value() == token
    assert page.evaluate("Object.keys(localStorage)") == []


def test_two_tabs_and_two_devices_lose_neither_text(world: World, open_as: OpenAs) -> None:
    path = reverse("evaluations:record", args=[world.rows["tie"].pk])
    desk, phone = (open_as(world.login("protege"), width=width) for width in (1280, 390))
    tab = desk.context.new_page()
    for page in (desk, tab, phone):
        visit(page, path)

    notes(desk).fill("At the desk")
    expect(notes(tab)).to_have_value("At the desk")
    notes(phone).fill("On the phone")
    expect(phone.get_by_text("On another device,")).to_be_visible()
    expect(phone.locator(".draft-other__text")).to_have_text("At the desk")
    phone.get_by_role("button", name="Combine both").click()
    expect(notes(phone)).to_have_value("On the phone\n\nAt the desk")
    expect(status(phone)).to_contain_text("Saved as a draft")

    notes(desk).fill("At the desk, longer")
    expect(desk.locator(".draft-other__text")).to_have_text("On the phone\n\nAt the desk")
    desk.get_by_role("button", name="Keep mine").click()
    expect(status(desk)).to_contain_text("Saved as a draft")
    visit(phone, path)
    expect(notes(phone)).to_have_value("At the desk, longer")

    # Back comes to the page as it was left.
    notes(phone).fill("Changed once more")
    phone.goto("/")
    phone.go_back()
    expect(notes(phone)).to_have_value("Changed once more")


@pytest.mark.long
def test_signing_out_says_what_is_unsent_and_takes_it_along(world: World, open_as: OpenAs) -> None:
    path = reverse("evaluations:record", args=[world.rows["tie"].pk])
    page = open_as(world.login("protege"))
    visit(page, path)
    page.route("**/drafts/save/", lambda route: route.abort())
    notes(page).fill("Nowhere but here")
    expect(status(page)).to_contain_text("Kept on this device.")

    def sign_out() -> None:
        page.get_by_label("Your account").click()
        page.get_by_role("button", name="Sign out").click()

    sign_out()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("only on this device")
    dialog.get_by_role("button", name="Stay").click()
    expect(notes(page)).to_have_value("Nowhere but here")
    sign_out()
    dialog.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: path not in url)

    assert page.evaluate(STORED) == "{}"
    assert Draft.objects.count() == 0


def test_concern_leaves_nothing_in_the_browser_and_without_a_name_nothing_at_all(
    world: World, open_as: OpenAs
) -> None:
    page = open_as(world.login("protege"))
    visit(page, reverse("networks:concern_new"))
    text = page.get_by_label("What happened")
    said = page.locator("textarea[name=text] + .draft-status")

    text.fill("He put his name on it")
    expect(said).to_contain_text("Saved as a draft")
    assert page.evaluate(STORED) == "{}"
    page.reload()
    expect(text).to_have_value("He put his name on it")
    page.get_by_label("Leave my name out").check()
    expect(said).to_contain_text("We don’t keep a draft without your name.")
    text.press("End")
    text.type("!")
    visit(page, reverse("networks:concerns"))

    assert Draft.objects.count() == 0


@pytest.mark.long
def test_session_on_a_phone_is_one_page(world: World, open_as: OpenAs) -> None:
    page = open_as(world.login("facilitator"), width=390)
    visit(page, reverse("evaluations:console", args=[world.rows["session"].pk]))
    page.evaluate("window.same = true")
    note = page.get_by_role("textbox", name="Private notes")
    note.fill("Ada is quiet today")

    page.get_by_role("button", name=re.compile("^Start ?: Arriving")).click()
    expect(page.get_by_role("timer")).to_be_visible()
    people = page.locator("#seats > li")
    everybody = people.count()
    for at in range(everybody - 1):
        people.nth(at).get_by_role("button", name=re.compile("^Absent")).click()
        people.nth(at).get_by_role("button", name=re.compile("^Present")).click()
    expect(page.locator("#came-count")).to_have_text(f"{everybody - 1} of {everybody}")
    page.get_by_role("button", name=re.compile("^Absent")).first.click()
    expect(page.locator("#came-count")).to_have_text(f"{everybody - 2} of {everybody}")
    # Whoever is noted as absent stays absent.
    page.get_by_role("button", name="Mark everyone else present").click()
    expect(page.locator("#came-count")).to_have_text(f"{everybody - 1} of {everybody}")
    expect(note).to_have_value("Ada is quiet today")
    page.get_by_role("button", name="Save private notes").click()
    expect(page.locator("#private-text + .draft-status")).to_contain_text("Saved")

    assert page.evaluate("window.same") is True
    assert Attendance.objects.filter(state="present").count() == everybody - 1
