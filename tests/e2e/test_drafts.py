"""What people type is never lost: on every page with a text, whatever else they do there."""

from __future__ import annotations

import pytest

from tests.contract.texts import TEXTS
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs
from tests.e2e.text_walk import Count, openings, walk

pytestmark = pytest.mark.django_db(transaction=True)

# In every run: those that people write in while much else happens.
SHORT = ("evaluations:meeting", "evaluations:console", "profiles:goal", "networks:concern")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def walked(world: World, open_as: OpenAs, names) -> Count:
    count, pages = Count(), {}
    for name, path, roles in openings(world, names):
        role = TEXTS[name]
        assert role in roles, name
        page = pages.get(role) or pages.setdefault(role, open_as(world.login(role)))
        walk(page, path, count)
    print(count)
    return count


def test_nothing_typed_is_lost_on_pages_where_much_else_happens(world, open_as) -> None:
    count = walked(world, open_as, SHORT)

    assert count.lost == []


@pytest.mark.long
def test_nothing_typed_is_lost_on_any_page(world, open_as) -> None:
    count = walked(world, open_as, TEXTS)

    assert count.lost == []
