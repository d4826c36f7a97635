"""The first minutes: from the activation email to a sent request, and the answer to it, counted."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from mentornet.models import OutboxMessage
from networks.invitations.domain.lifecycle import send_invitation
from networks.models import Invitation, Tie
from profiles.models import Goal, Need
from profiles.people.domain.activation import send_activation_mail
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import MembershipFactory, MentorOfferFactory, UnitFactory, UserFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TAPS, MOST_CHARACTERS, MOST_PAGES = 12, 200, 6
GOAL = "Win my first R01 on childhood asthma"
LINK = re.compile(r"https?://\S+")
SCREENS = [
    pytest.param(390, "light", id="390-light"),
    *(
        rarely(width, scheme, id=f"{width}-{scheme}")
        for width, scheme in ((390, "dark"), (1280, "light"), (1280, "dark"))
    ),
]


class Walk:
    """A person at a page: each tap, each character and each page that loads is counted."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.taps = self.characters = self.pages = 0
        page.on("domcontentloaded", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.pages += 1

    def open(self, address: str) -> None:
        """Tap a link in an email."""
        self.taps += 1
        self.page.goto(address)

    def tap(self, locator: Locator) -> None:
        self.taps += 1
        locator.click()

    def type(self, locator: Locator, text: str) -> None:
        """Type *text*: by itself the field gets the focus as a tap would give it."""
        self.taps += 1
        self.characters += len(text)
        locator.click()
        locator.press_sequentially(text)

    def look(self, step: str) -> None:
        """Say what is wrong with the page as it stands; keep a picture where one is asked for."""
        if folder := os.environ.get("MENTORNET_SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{self.name}-{step}.png", full_page=True)
        assert faults_of(self.page) == []

    def told(self) -> str:
        counts = f"{self.taps} taps, {self.characters} characters, {self.pages} pages"
        print(f"{self.name}: {counts}")
        return counts


@pytest.fixture
def newcomer():
    unit = UnitFactory(name="Pediatrics")
    return MembershipFactory(
        institution=unit.institution,
        unit=unit,
        user=UserFactory(email="mina@school.example"),
        given_name="Mina",
        family_name="Okafor",
        rank="assistant",
    )


@pytest.fixture
def faculty(newcomer):
    """Helena, who helps the newcomer already, and three who offer what is looked for."""
    institution = newcomer.institution
    unit = UnitFactory(institution=institution, name="Medicine")
    for given_name, family_name in (("Lena", "Ort"), ("Ruth", "Sato"), ("Paul", "Weiss")):
        mentor = MembershipFactory(
            institution=institution,
            unit=unit,
            user=UserFactory(activated_at=timezone.now()),
            given_name=given_name,
            family_name=family_name,
            rank="associate",
        )
        MentorOfferFactory(
            member=mentor, institution=institution, roles=["coach"], areas=["research"], capacity=3
        )
    return MembershipFactory(
        institution=institution,
        unit=unit,
        user=UserFactory(activated_at=timezone.now()),
        given_name="Helena",
        family_name="Ash",
        rank="full",
    )


def link_of(key: str, *, part: str) -> str:
    body = OutboxMessage.objects.get(key__startswith=key).body_text
    return next(address for address in LINK.findall(body) if part in address)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_newcomer_has_a_network_and_has_asked_someone(
    open_as: OpenAs, newcomer, faculty, width: int, scheme: str
) -> None:
    page = open_as(width=width)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    walk = Walk(page, f"newcomer-{width}-{scheme}")
    send_activation_mail(newcomer)

    walk.open(link_of("activation:", part="/activate/"))
    walk.tap(page.locator("button[name=without_password]"))
    expect(page.get_by_role("heading", name="Three questions to start")).to_be_visible()
    walk.look("1-questions")
    walk.type(page.get_by_label("What do you want to achieve"), GOAL)
    walk.tap(page.get_by_label("Research:"))
    walk.type(page.get_by_label("Type a name"), "ash")
    expect(page.get_by_role("button", name="Add Helena Ash")).to_be_visible()
    walk.look("2-found")
    walk.tap(page.get_by_role("button", name="Add Helena Ash"))
    expect(page.get_by_text("Helena Ash gets an email")).to_be_visible()
    # The field has the focus again: the next name needs no tap.
    expect(page.get_by_label("Type a name")).to_be_focused()
    page.keyboard.type("Noor Haddad")
    walk.characters += len("Noor Haddad")
    walk.tap(page.get_by_role("button", name="Add Noor Haddad"))
    expect(page.locator(".listed__person")).to_have_count(2)
    walk.look("3-people")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    walk.tap(page.get_by_role("button", name="See my network"))
    expect(page.get_by_role("heading", name="Your network so far")).to_be_visible()
    expect(page.locator(".could-help > li")).to_have_count(3)
    walk.look("4-network")
    walk.tap(page.get_by_role("link", name=re.compile("^Write to ")).first)
    expect(page.locator("textarea[name=help_asked]")).not_to_be_empty()
    walk.look("5-request")
    walk.tap(page.locator("main form button[type=submit]").first)
    expect(page.locator(".letter")).to_be_visible()

    print()
    walk.told()
    assert walk.taps <= MOST_TAPS
    assert walk.characters <= MOST_CHARACTERS
    assert walk.pages <= MOST_PAGES
    sent = Invitation.objects.get()
    assert (sent.protege, sent.state, sent.areas) == (newcomer, "open", ["research"])
    assert GOAL.rstrip(".") in sent.help_asked
    assert Goal.objects.get().text == GOAL
    assert Need.objects.get().area == "research"
    assert sorted(tie.state for tie in Tie.objects.all()) == ["active", "unconfirmed"]

    page.goto("/network/")
    waiting = page.locator(".map-table tr", has_text="Request sent, no answer yet")
    expect(waiting.get_by_role("link", name=sent.mentor.name)).to_be_visible()
    expect(page.locator(".map-table tr", has_text="Not confirmed yet")).to_contain_text(
        "Helena Ash"
    )
    walk.look("6-map")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_senior_mentor_answers_in_two_taps(
    open_as: OpenAs, newcomer, faculty, width: int, scheme: str
) -> None:
    page = open_as(width=width)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    walk = Walk(page, f"mentor-{width}-{scheme}")
    MentorOfferFactory(member=faculty, institution=faculty.institution, areas=["research"])
    asked = send_invitation(
        newcomer, mentor=faculty, help_asked="Would you read my aims page?", areas=["research"]
    )
    walk.open(link_of("invitation-received", part="/q/"))
    expect(page.get_by_role("heading", name="Mina Okafor asks you")).to_be_visible()
    walk.look("1-request")
    walk.tap(page.get_by_role("button", name="Accept"))
    expect(page.get_by_role("heading", name="You are now Mina Okafor’s mentor")).to_be_visible()
    walk.look("2-answered")

    print()
    walk.told()
    assert walk.taps == 2
    asked.refresh_from_db()
    assert asked.state == Invitation.State.ACCEPTED
    page.goto("/network/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.long
def test_without_scripts_nothing_typed_is_lost(open_as: OpenAs, newcomer, faculty) -> None:
    page = open_as(newcomer.user, width=390, scripts=False)
    page.goto("/")
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("What do you want to achieve").fill(GOAL)
    page.get_by_label("Research:").check()
    page.get_by_label("Type a name").fill("ash")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Add Helena Ash").click()
    expect(page.get_by_label("What do you want to achieve")).to_have_value(GOAL)
    page.get_by_role("button", name="Add several").click()
    page.get_by_label("Names or email addresses").fill("Noor Haddad <noor@elsewhere.example>")
    page.get_by_role("button", name="Add these people").click()
    expect(page.locator(".listed__person")).to_have_count(2)
    expect(page.get_by_label("Research:")).to_be_checked()
    page.go_back()
    page.go_forward()
    page.get_by_role("button", name="Skip for now").click()
    expect(page.get_by_role("heading", name="Hello, Mina")).to_be_visible()
    page.goto("/first-steps/")
    expect(page.get_by_label("What do you want to achieve")).to_have_value(GOAL)
    expect(page.locator(".listed__person")).to_have_count(2)


@pytest.mark.long
def test_the_keyboard_alone_is_enough(open_as: OpenAs, newcomer, faculty) -> None:
    page = open_as(newcomer.user)
    page.goto("/first-steps/")

    def forward(to: Locator) -> None:
        for _step in range(40):
            if to.evaluate("node => node === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError("The keyboard does not get there.")

    forward(page.get_by_label("What do you want to achieve"))
    page.keyboard.type(GOAL)
    forward(page.get_by_label("Research:"))
    page.keyboard.press("Space")
    forward(page.get_by_label("Type a name"))
    page.keyboard.type("ash")
    add = page.get_by_role("button", name="Add Helena Ash")
    expect(add).to_be_visible()
    forward(add)
    page.keyboard.press("Enter")
    expect(page.locator(".listed__person")).to_have_count(1)
    expect(page.get_by_label("Type a name")).to_be_focused()
    forward(page.get_by_role("button", name="See my network"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your network so far")).to_be_visible()
    assert Tie.objects.get().mentor == faculty
