"""Passwords as people type them: shown on demand, with the rules before and what is wrong after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from profiles.people.domain.activation import send_activation_mail
from tests.e2e.conftest import OpenAs, faults_of
from tests.e2e.test_first_minutes import link_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


def shows(page: Page, *, field: str, typed: str) -> None:
    """Show what is typed and hide it, by keyboard; it stays the same field with the same value."""
    box = page.get_by_label(field, exact=True)
    box.fill(typed)
    complete = box.get_attribute("autocomplete")
    button = page.get_by_role("button", name=f"Show {field}", exact=True)
    box.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(box).to_have_attribute("type", "text")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(box).to_have_attribute("type", "password")
    expect(box).to_have_value(typed)
    assert box.get_attribute("autocomplete") == complete


def test_a_password_is_shown_and_hidden_when_one_signs_in(open_as: OpenAs) -> None:
    page = open_as(width=320)
    page.goto("/accounts/login/")
    shows(page, field="Password", typed="correct horse 7")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute(
        "autocomplete", "current-password"
    )
    assert faults_of(page) == []


def test_a_first_password_has_its_rules_before_and_its_errors_after(open_as: OpenAs) -> None:
    member = MembershipFactory()
    send_activation_mail(member)
    page = open_as()
    page.goto(link_of("activation:", part="/activate/"))
    expect(page.get_by_text("At least 12 characters.")).to_be_visible()
    shows(page, field="Password", typed="short")
    shows(page, field="Repeat password", typed="short")
    page.get_by_role("button", name="Show Password", exact=True).click()
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_text("Use at least 12 characters.").first).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "password")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute(
        "autocomplete", "new-password"
    )
    assert faults_of(page) == []
