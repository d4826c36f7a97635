"""Groups as people form them: hours painted, cards dragged, moved by keyboard, by menu."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from matching.groups.forming.domain.run import start_forming
from matching.models import GroupApplication, GroupRules, MatchRun, Program, Seat
from matching.programs.runs.domain.lifecycle import advance
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupProgramFactory,
    MembershipFactory,
)
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, TUESDAY = list(range(16, 24)), list(range(64, 72))


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory()
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=2,
        largest=3,
        session_minutes=60,
        facilitated=False,
    )
    return program


@pytest.fixture
def director(program: Program) -> Membership:
    return MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def run(program: Program, director: Membership) -> MatchRun:
    """Ash and Birch who can come on Mondays, Cedar and Dogwood on Tuesdays."""
    for name, hours in (
        ("Ash", MONDAY),
        ("Birch", MONDAY),
        ("Cedar", TUESDAY),
        ("Dogwood", TUESDAY),
    ):
        row = EnrollmentFactory(program=program, member__family_name=name)
        GroupApplicationFactory(enrollment=row, hours=hours)
    run = start_forming(program, actor=director.user)
    advance(run.pk)
    return run


def card(page: Page, name: str) -> Locator:
    return page.get_by_label(f"Ada {name}", exact=True)


def column_of(run: MatchRun, name: str) -> str:
    seat = Seat.objects.get(run=run, enrollment__member__family_name=name)
    return seat.group.name if seat.group else "Wait list"


def said(page: Page, words: str) -> None:
    expect(page.locator("#board-said")).to_have_text(words)


@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_cards_are_dragged_and_moved_by_keyboard(
    open_as: OpenAs, run: MatchRun, director: Membership, width: int
) -> None:
    page = open_as(director.user, width=width)
    page.goto(f"/dashboard/groupings/{run.pk}/")
    before, other = column_of(run, "Ash"), column_of(run, "Cedar")
    assert before != other
    assert faults_of(page) == []

    page.set_viewport_size({"width": width, "height": 2400})  # both groups in sight, under no bar
    page.locator("[data-column]").last.scroll_into_view_if_needed()
    start = card(page, "Ash").bounding_box()
    end = page.locator(f'[data-name="{other}"]').bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 60, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 20, steps=5)
    page.mouse.up()
    said(page, f"Ada Ash is in {other} now.")
    assert column_of(run, "Ash") == other
    expect(page.get_by_text("No time of the week works for everyone").first).to_be_visible()

    card(page, "Ash").focus()
    page.keyboard.press("Alt+ArrowLeft" if other > before else "Alt+ArrowRight")
    said(page, f"Ada Ash is in {before} now.")
    expect(card(page, "Ash")).to_be_focused()
    assert faults_of(page) == []

    page.get_by_role("button", name="Undo (2)").click()
    said(page, "Undone.")
    assert column_of(run, "Ash") == other


def test_cards_are_moved_without_a_script(
    open_as: OpenAs, run: MatchRun, director: Membership
) -> None:
    page = open_as(director.user, width=390, scripts=False)
    page.goto(f"/dashboard/groupings/{run.pk}/")

    card(page, "Ash").get_by_label("Move Ada Ash to").select_option("Wait list")
    card(page, "Ash").get_by_role("button", name="Move").click()

    expect(page.get_by_text("Ada Ash is on the wait list now.")).to_be_visible()
    assert column_of(run, "Ash") == "Wait list"


@pytest.mark.long
@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_pages_around_the_board_have_no_faults(
    open_as: OpenAs, program: Program, run: MatchRun, director: Membership, width: int
) -> None:
    page = open_as(director.user, width=width)
    found = {}
    for address in (
        f"/dashboard/programs/{program.pk}/",
        f"/dashboard/programs/{program.pk}/groups/rules/",
        f"/dashboard/groupings/{run.pk}/publish/",
        f"/dashboard/groupings/{start_forming(program, actor=director.user, seed=2).pk}/",
    ):
        page.goto(address)
        found[address] = faults_of(page)

    assert [faults for faults in found.values() if faults] == []


def test_hours_are_painted_and_set_by_keyboard(open_as: OpenAs, program: Program) -> None:
    Program.objects.update(state="enrolling")
    member = MembershipFactory(institution=program.institution)
    page = open_as(member.user)
    page.goto(f"/programs/{program.pk}/enroll/protege/")
    page.get_by_label("Career guidance").select_option("1")
    assert faults_of(page) == []

    page.get_by_label("Monday 9:00 AM").scroll_into_view_if_needed()
    start = page.get_by_label("Monday 9:00 AM").bounding_box()
    end = page.get_by_label("Tuesday 11:00 AM").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 5, steps=5)
    page.mouse.up()
    expect(page.get_by_text("6 hours a week marked.")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_text("8 hours a week marked.")).to_be_visible()
    page.get_by_role("button", name="Enroll", exact=True).click()
    expect(page.get_by_text("You are enrolled.")).to_be_visible()

    monday, tuesday = list(range(18, 24)), list(range(66, 72))
    assert GroupApplication.objects.get().hours == [*monday, *tuesday, *range(118, 122)]
