"""What a page tells after an act reaches a region that a screen reader listens to, and that was there before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from profiles.models import GoalTarget, Membership
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs
from tests.factories import MembershipFactory, MentorOfferFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# Texts that changed in a region which stood on the page when it was read in, in their order.
LISTEN = """document.addEventListener('DOMContentLoaded', () => {
  window.heard = [];
  const region = '[aria-live], [role=status], [role=alert]';
  const there = new Set(document.querySelectorAll(region));
  new MutationObserver(changes => changes.forEach(change => {
    const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    const at = node && node.closest(region);
    if (at && there.has(at) && at.checkVisibility()) window.heard.push(at.innerText);
  })).observe(document.body, {subtree: true, childList: true, characterData: true});
});"""


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build_world()


def listening(page: Page) -> Page:
    page.context.add_init_script(LISTEN)
    return page


def heard(page: Page, words: str) -> None:
    """Wait until *words* were said."""
    page.wait_for_function("words => (window.heard || []).join(' ').includes(words)", arg=words)


def save_about_me(page: Page) -> None:
    page.goto(reverse("profiles:about_me"))
    page.get_by_label("How I like to work").fill("We meet every month.")
    page.get_by_role("button", name="Save", exact=True).click()


def type_a_goal(page: Page) -> None:
    page.goto(reverse("evaluations:first_steps"))
    page.get_by_label("What do you want to achieve").press_sequentially("A grant")


def remove_a_step(page: Page) -> None:
    page.goto(reverse("profiles:goal", args=[GoalTarget.objects.get().goal_id]))
    page.locator("#targets").get_by_role("button", name=re.compile("^Remove")).first.click()


def send_a_request(page: Page) -> None:
    mentor = Membership.objects.get(family_name="Ash")
    page.goto(reverse("networks:invitation_new") + f"?to={mentor.pk}&area=research")
    page.get_by_label("What you are asking for").fill("Would you read my aims page?")
    page.get_by_role("button", name="Send request").click()


# Who does what, and the words that they hear.
ACTS: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "saved": ("protege", save_about_me, "Saved"),
    "saved while typing": ("stranger", type_a_goal, "Saved"),
    "removed, with an undo": ("protege", remove_a_step, "Undo"),
    "sent": ("protege", send_a_request, "Request sent to"),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_was_done_is_said(world: World, open_as: OpenAs, what: str) -> None:
    MentorOfferFactory(
        member=MembershipFactory(
            institution=world.protege.institution, given_name="Helena", family_name="Ash"
        ),
        institution=world.protege.institution,
        roles=["coach"],
        areas=["research"],
        capacity=2,
    )
    role, act, words = ACTS[what]
    page = listening(open_as(world.members[role].user))
    act(page)
    heard(page, words)


def test_a_form_with_errors_takes_the_focus_to_what_is_wrong(world: World, open_as: OpenAs) -> None:
    page = listening(open_as(world.protege.user))
    page.goto(reverse("networks:tie_new") + "?external=1")
    page.locator("main form").evaluate("form => { form.noValidate = true; }")
    page.locator("main form .button--primary").click()

    summary = page.locator(".error-summary[role=alert]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Name")


def test_a_live_session_says_that_it_waits_for_the_network(world: World, open_as: OpenAs) -> None:
    page = listening(open_as(world.members["facilitator"].user))
    page.goto(reverse("evaluations:console", args=[world.rows["session"].pk]))
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("^Present")).first.click()

    heard(page, page.evaluate("document.querySelector('[data-live-waiting]').dataset.liveWaiting"))
