"""A session on a phone and on a wall: its clock goes on over a reload, and without script."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.models import ActionItem, Attendance, PrivateNote, SessionPlan
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs, faults_of
from tests.support.examples import rarely

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def pages_of(world: World) -> dict[str, list[str]]:
    rows = world.rows
    session, group = rows["session"].pk, rows["group"].pk
    return {
        "facilitator": [
            *(
                reverse(f"evaluations:{name}", args=[session])
                for name in ("console", "projector", "session", "meeting")
            ),
            *(
                reverse(f"evaluations:{name}", args=[group])
                for name in (
                    "group",
                    "charter",
                    "apply_curriculum",
                    "shift_sessions",
                    "group_message_new",
                )
            ),
            reverse("evaluations:halfway", args=[session]),
        ],
        "protege": [
            reverse("evaluations:reflection", args=[session]),
            reverse("evaluations:meeting", args=[session]),
        ],
        "director": [
            reverse("evaluations:curricula"),
            reverse("evaluations:curriculum_new") + "?from=evenings",
            reverse("evaluations:curriculum_built_in", args=["eight-months"]),
            reverse("evaluations:curriculum", args=[rows["curriculum"].pk]),
            reverse("evaluations:outline", args=[rows["outline"].pk]),
            reverse("evaluations:program_reflections", args=[rows["program"].pk]),
        ],
    }


@pytest.mark.parametrize("width", [390, rarely(1280)])
def test_axe_finds_nothing_to_mend(world: World, open_as: OpenAs, width: int) -> None:
    found = {}
    SessionPlan.objects.update(segment=0, segment_since=timezone.now())
    for role, addresses in pages_of(world).items():
        page = open_as(world.login(role), width=width)
        for address in addresses:
            page.goto(address)
            if faults := faults_of(page):
                found[address] = faults
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, address

    assert found == {}


def test_the_clock_goes_on_over_a_reload_and_on_a_second_device(
    world: World, open_as: OpenAs
) -> None:
    session = world.rows["session"].pk
    phone = open_as(world.login("facilitator"), width=390)
    phone.goto(reverse("evaluations:console", args=[session]))
    phone.get_by_role("button", name=re.compile("^Start ?: Arriving")).click()
    expect(phone.get_by_role("timer")).to_contain_text(re.compile(r"^\s*(20:00|19:5\d) left"))
    SessionPlan.objects.update(segment_since=timezone.now() - timedelta(minutes=21))

    phone.reload()
    wall = open_as(world.login("protege"))
    wall.goto(reverse("evaluations:projector", args=[session]))

    for page in (phone, wall):
        expect(page.get_by_role("timer")).to_contain_text(re.compile(r"^\s*1:0\d over"))


@pytest.mark.long
def test_all_of_it_works_without_script(world: World, open_as: OpenAs) -> None:
    session, name = world.rows["session"].pk, world.protege.name
    page = open_as(world.login("facilitator"), width=390, scripts=False)
    page.goto(reverse("evaluations:console", args=[session]))

    page.get_by_role("button", name=re.compile("^Start ?: Arriving")).click()
    expect(page.get_by_role("timer")).to_contain_text("About 20 min left")
    page.get_by_role("button", name=re.compile(f"^Present ?: {name}")).click()

    expect(page.get_by_text("1 of 3")).to_be_visible()
    assert Attendance.objects.get().member == world.protege


def test_console_on_a_phone_is_two_screens_and_loses_no_word(world: World, open_as: OpenAs) -> None:
    page = open_as(world.login("facilitator"), width=390)
    page.goto(reverse("evaluations:console", args=[world.rows["session"].pk]))
    here, clock = page.get_by_role("heading", name="Attendance"), page.locator("#park-text")
    expect(here).to_be_in_viewport()
    expect(clock).not_to_be_in_viewport()

    page.get_by_role("link", name="Clock and parking lot").click()
    expect(here).not_to_be_in_viewport()
    clock.fill("Parental leave, part two")
    page.get_by_role("link", name="Attendance").click()
    page.get_by_role("button", name=re.compile(f"^(Here|Present) ?: {world.protege.name}")).click()
    expect(page.locator("#came-count")).to_have_text("1 of 3")
    page.get_by_role("link", name="Clock and parking lot").click()

    expect(clock).to_be_in_viewport()
    expect(clock).to_have_value("Parental leave, part two")


def test_a_facilitator_runs_a_session_without_a_page_load(world: World, open_as: OpenAs) -> None:
    session, name = world.rows["session"].pk, world.protege.name
    two = [{"minutes": 20, "title": "Arriving"}, {"minutes": 40, "title": "Values"}]
    SessionPlan.objects.update(segments=two)
    page = open_as(world.login("facilitator"), width=390)
    page.goto(reverse("evaluations:console", args=[session]))
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    now = page.locator(".segments__now")

    page.get_by_role("button", name=re.compile("^Start ?: Arriving")).click()
    expect(now).to_contain_text("Arriving")
    page.get_by_role("link", name="Attendance").click()
    page.get_by_role("button", name=re.compile(f"^Present ?: {name}")).click()
    page.get_by_role("button", name=re.compile(f"^Has spoken ?: {name}")).click()
    page.get_by_role("button", name="Mark everyone else present").click()
    expect(page.locator("#came-count")).to_have_text("3 of 3")

    page.get_by_role("link", name="Clock and parking lot").click()
    page.get_by_role("button", name="Next item").click()
    expect(now).to_contain_text("Values")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").click()
    expect(now.get_by_role("timer")).to_contain_text(re.compile(r"^\s*(40:00|39:5\d) left"))
    page.locator("#park-text").fill("Parental leave, part two")
    page.get_by_role("button", name="Add to parking lot").click()
    expect(page.locator("#parked-card")).to_contain_text("Parental leave, part two")

    page.get_by_text("Add an action item").click()
    actions = page.locator("#actions-card")
    actions.get_by_label("Action item").fill("Send the aims page")
    actions.get_by_role("button", name="Add", exact=True).click()
    expect(actions.locator(".ledger")).to_contain_text("Send the aims page")
    actions.get_by_role("button", name=re.compile("^Done ?: Send the aims page")).click()
    expect(actions.get_by_role("button", name=re.compile("^Reopen ?: Send the"))).to_be_visible()
    page.locator("#private-text").fill("Ask her how the clinic goes")
    page.get_by_role("button", name="Save private notes").click()
    expect(page.get_by_text("Private notes saved.")).to_be_visible()
    page.get_by_role("button", name="Stop the clock").click()
    expect(now).to_have_count(0)

    assert loads == []
    assert Attendance.objects.filter(state="present").count() == 3
    assert ActionItem.objects.get(text="Send the aims page").done_at
    assert PrivateNote.objects.get().text == "Ask her how the clinic goes"


def test_a_file_is_looked_at_before_it_is_sent_and_when_it_comes(
    world: World, open_as: OpenAs, tmp_path: Path
) -> None:
    large, fake, good = (tmp_path / name for name in ("large.pdf", "fake.pdf", "good.txt"))
    with large.open("wb") as sparse:
        sparse.truncate(21 * 1024**2)
    fake.write_bytes(b"MZ\x90\x00")
    good.write_text("Read me")
    page = open_as(world.login("facilitator"), width=390)
    page.goto(reverse("evaluations:session", args=[world.rows["session"].pk]))
    field, add = page.locator("#material-file"), page.get_by_role("button", name="Add")

    field.set_input_files(large)
    assert field.evaluate("one => one.validationMessage") == (
        "This file is too large. Choose a file of up to 20 MB."
    )
    field.set_input_files(fake)
    page.get_by_label("Material title").fill("Reading")
    add.click()
    expect(page.get_by_text("We cannot accept this file.")).to_be_visible()
    expect(page.get_by_label("Material title")).to_have_value("Reading")
    field.set_input_files(good)
    add.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Reading").click()

    assert download.value.suggested_filename == "good.txt"
