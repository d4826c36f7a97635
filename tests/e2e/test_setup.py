"""From nothing to a program and activation emails, with a dirty file of 300 people, counted and timed."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from matching.models import Program
from mentornet.models import OutboxMessage
from profiles.models import Membership, RosterImport, Unit
from profiles.roster.tasks import advance_roster_import
from tests.e2e.conftest import OpenAs
from tests.e2e.test_first_minutes import Walk, link_of
from tests.factories import UserFactory
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 300
MOST_TAPS, MOST_SECONDS = 60, 600
UNITS = ("Medicine / Cardiology", "Medicine / Nephrology", "Surgery", "Pediatrics", "OB/GYN")
RANKS = ("Assistant Professor", "Associate Professor", "Professor", "assistant", "Instructor")
GIVEN = ("Ana", "Siobhan", "Mia", "José María", "Çağla", "Wei", "Fatima", "Ida", "Noor", "Paul")
FAMILY = ("Moreno", "O’Brien", "Engström", "de la Cruz", "Öztürk", "Li", "Haddad", "Ort", "Sato")


def dirty_file(folder: Path) -> Path:
    """Write a roster as people really send it: another order, blanks, slips, the same person twice."""
    lines = ["Last Name;First Name;Employee ID;E-Mail;Rank;Unit;Notes;"]
    for number in range(PEOPLE):
        unit = UNITS[number % 4]
        if number == 7:
            unit = "Medcine / Cardiology"
        if number == 9:
            unit = "Pediatrcs"
        email = f"  P{number:03}@Harbor.example "
        if number == 20:
            email = "p020 at harbor.example"
        if number == 21:
            email = "p019@harbor.example"
        rank = "Sorcerer" if number == 40 else RANKS[number % 4]
        given, family = GIVEN[number % 10], FAMILY[number % 9]
        lines.append(f"{family} ;{given};F{number:03};{email};{rank};{unit};ok;")
        if number % 90 == 0:
            lines.append(";;;;;;;")
    path = folder / "faculty list (final) v2.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def worked(page: Page) -> None:
    """Let the worker do what is due, and look again."""
    row = RosterImport.objects.latest("uploaded_at")
    advance_roster_import(str(row.pk))
    page.reload()


def create(walk: Walk) -> None:
    """As an operator: make the institution and its first director."""
    page = walk.page
    walk.open("/operating/institutions/")
    for label, text in (
        ("Name of the institution", "Harbor Medical School"),
        ("Short name", "harbor"),
        ("Time zone", "UTC"),
        ("given name", "Dana"),
        ("family name", "Reyes"),
        ("Director’s email", "dana@harbor.example"),
        ("ID in the roster", "D001"),
    ):
        walk.type(page.get_by_label(label).first, text)
    page.get_by_label("Director’s rank").select_option("full")
    walk.look("0-operator")
    walk.tap(page.get_by_role("button", name="Create and send email"))
    expect(page.get_by_text("Harbor Medical School is created.")).to_be_visible()


def step(walk: Walk, name: str) -> None:
    walk.tap(walk.page.get_by_role("link", name=name, exact=True))


def back(walk: Walk) -> None:
    walk.tap(walk.page.get_by_role("link", name="Back to setup"))


@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_an_institution_is_set_up_in_ten_minutes(
    open_as: OpenAs, tmp_path: Path, width: int
) -> None:
    create(Walk(open_as(UserFactory(is_superuser=True, is_staff=True), width=width), "operator"))
    page = open_as(width=width)
    walk, began = Walk(page, f"setup-{width}"), time.monotonic()

    walk.open(link_of("activation:", part="/activate/"))
    walk.tap(page.locator("button[name=without_password]"))
    page.goto("/dashboard/setup/")
    expect(page.get_by_text("0 of 8 steps done or skipped.")).to_be_visible()
    walk.look("1-start")

    step(walk, "Open settings")
    zone = page.get_by_label("Time zone")
    zone.fill("")
    walk.type(zone, "America/New_York")
    walk.look("2-settings")
    walk.tap(page.get_by_role("button", name="Save"))
    back(walk)

    step(walk, "Upload roster")
    page.get_by_label("Roster file").set_input_files(dirty_file(tmp_path))
    walk.tap(page.get_by_role("button", name="Upload and check"))
    worked(page)
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    walk.look("3-preview")
    walk.tap(page.get_by_label("Skip the rows of titles and tracks without an answer"))
    walk.tap(page.get_by_role("button", name="Use these answers"))
    worked(page)
    walk.look("4-preview-again")
    walk.tap(page.get_by_role("button", name="Skip bad rows and import the rest"))
    worked(page)
    expect(page.get_by_text("Skipped rows").first).to_be_visible()
    walk.look("5-imported")
    back(walk)

    step(walk, "Check units")
    walk.look("6-units")
    back(walk)
    for _time in range(2):
        walk.tap(page.get_by_role("button", name="Skip").first)

    step(walk, "Start a program")
    first_program(walk)
    page.goto("/dashboard/setup/")
    step(walk, "Send activation emails")
    walk.tap(page.get_by_role("button", name="Email them their links"))
    walk.tap(page.get_by_role("button", name="Send emails"))
    back(walk)
    walk.look("7-end")

    seconds = round(time.monotonic() - began)
    print(f"{seconds} seconds")
    walk.told()
    assert Membership.objects.count() == PEOPLE - 3
    assert set(Unit.objects.values_list("name", flat=True)) == {
        "Medicine", "Cardiology", "Nephrology", "Surgery", "Pediatrics",
    }  # fmt: skip
    assert Program.objects.count() == 1
    assert OutboxMessage.objects.filter(key__startswith="activation:").exists()
    assert walk.taps <= MOST_TAPS
    assert seconds <= MOST_SECONDS


def first_program(walk: Walk) -> None:
    """Choose the first kind that is offered, and open it."""
    page, today = walk.page, timezone.now().date()
    walk.tap(page.get_by_role("main").get_by_role("link", name="Choose this kind").first)
    walk.type(page.get_by_label("Name", exact=True), "First-year mentoring")
    for label, days in (("Enrollment opens", 0), ("Enrollment closes", 30), ("Starts on", 45)):
        field = page.get_by_label(label).first
        field.fill((today + timedelta(days=days)).isoformat())
    walk.look("8-program")
    walk.tap(page.get_by_role("main").get_by_role("button").last)
    expect(page.get_by_role("heading", name="First-year mentoring")).to_be_visible()
