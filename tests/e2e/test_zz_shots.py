import pytest
from django.urls import reverse
from tests.contract.world import build_world
from tests.e2e.text_walk import visit
from playwright.sync_api import expect
from tests.e2e.conftest import faults_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_shots(db, open_as):
    world = build_world()
    out = "/tmp/shots-texts/"
    meeting = reverse("evaluations:meeting", args=[world.rows["meeting"].pk])
    console = reverse("evaluations:console", args=[world.rows["session"].pk])
    rec = reverse("evaluations:record", args=[world.rows["tie"].pk])
    faults = {}
    for width in (390, 1280):
        a, b = (
            open_as(world.login("protege"), width=width),
            open_as(world.login("protege"), width=width),
        )
        visit(a, rec)
        visit(b, rec)
        a.get_by_label("Notes").fill("At the desk " + str(width))
        expect(a.locator(".draft-status").first).to_contain_text("Saved as")
        a.screenshot(path=f"{out}saved-{width}.png", full_page=True)
        b.get_by_label("Notes").fill("On the phone\nwith two lines " + str(width))
        expect(b.locator(".draft-other").first).to_be_visible()
        b.screenshot(path=f"{out}conflict-{width}.png", full_page=True)
        faults[f"conflict{width}"] = faults_of(b)
        a.context.set_offline(True)
        a.get_by_label("Notes").fill("Offline now")
        expect(a.locator(".draft-status--failed").first).to_be_visible()
        a.screenshot(path=f"{out}offline-{width}.png", full_page=True)
        a.context.set_offline(False)
        visit(b, meeting)
        b.locator("textarea").nth(0).fill("Agenda draft")
        expect(b.locator(".draft-status").first).to_contain_text("Saved as")
        b.screenshot(path=f"{out}meeting-{width}.png", full_page=True)
        faults[f"meeting{width}"] = faults_of(b)
        b.goto("/drafts/")
        b.screenshot(path=f"{out}drafts-{width}.png", full_page=True)
        faults[f"drafts{width}"] = faults_of(b)
        b.get_by_label("Your account").click()
        b.get_by_role("button", name="Sign out").click()
        expect(b.get_by_role("dialog")).to_be_visible()
        b.screenshot(path=f"{out}dialog-{width}.png")
        faults[f"dialog{width}"] = faults_of(b)
        c = open_as(world.login("facilitator"), width=width)
        visit(c, console)
        c.screenshot(path=f"{out}console-{width}.png", full_page=True)
        faults[f"console{width}"] = faults_of(c)
    print("FAULTS", faults)
