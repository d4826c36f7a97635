"""What people type is never lost: on every page with a text, whatever else they do there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.contract.texts import MORE, TEXTS
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs
from tests.e2e.text_walk import Count, openings, walk

pytestmark = pytest.mark.django_db(transaction=True)

# In every run: those that people write in while much else happens.
SHORT = ("evaluations:meeting", "networks:concern")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


# A page on which no draft is kept.
NOTHING = "document.documentElement.dataset.drafts = 'ready'; window.drafts = {items: new Map()};"


def walked(world: World, open_as: OpenAs, names, more=()) -> Count:
    count, pages = Count(), {}
    visits = [(path, TEXTS[name]) for name, path, _roles in openings(world, names)]
    for name, role, query in more:
        ((_name, path, _roles),) = openings(world, [name])
        visits.append((path + query(world), role))
    for path, role in visits:
        page = pages.get(role) or pages.setdefault(role, open_as(world.login(role)))
        walk(page, path, count, user=world.login(role))
    print(count)
    return count


@pytest.mark.long
def test_nothing_typed_is_lost_on_pages_where_much_else_happens(world, open_as) -> None:
    count = walked(world, open_as, SHORT)

    assert count.lost == []


@pytest.mark.long
def test_nothing_typed_is_lost_on_any_page(world, open_as) -> None:
    count = walked(world, open_as, TEXTS, MORE)

    assert count.lost == []


@pytest.mark.long
def test_walk_finds_what_is_lost_where_no_draft_is_kept(world, open_as) -> None:
    page, count = open_as(world.login("protege")), Count()
    page.route("**/drafts.js", lambda route: route.fulfill(body=NOTHING))
    page.route("**/draft_forms.js", lambda route: route.fulfill(body=""))

    walk(
        page,
        reverse("evaluations:meeting", args=[world.rows["meeting"].pk]),
        count,
        user=world.login("protege"),
    )

    assert len(count.lost) > 10


def test_a_discarded_draft_comes_back_by_undo(world, open_as) -> None:
    page = open_as(world.login("protege"))
    page.goto(reverse("networks:invitation_new") + f"?to={world.rows['bystander'].pk}")
    field = page.locator("textarea").first
    field.fill("What took me an hour")
    status = page.locator(".draft-status").first
    status.filter(has_text="Saved as a draft").wait_for()
    page.reload()
    page.get_by_role("button", name="Discard draft").click()
    status.filter(has_text="Draft discarded.").wait_for()
    page.wait_for_load_state("networkidle")
    emptied = field.input_value()

    page.get_by_role("button", name="Undo").click()
    status.filter(has_text="Saved as a draft").wait_for()
    page.reload()
    page.get_by_role("button", name="Discard draft").wait_for()

    assert emptied != "What took me an hour"
    assert field.input_value() == "What took me an hour"
