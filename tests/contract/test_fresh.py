"""Every address that asks again who one is, walked; a new one near them must say whether it does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as live
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from profiles.access.reauthentication import LIBRARY_DOORS
from tests.contract.access import MATRIX
from tests.contract.fresh import FRESH, NEAR, NOT_FRESH
from tests.contract.matrix import Outcome
from tests.contract.world import World

pytestmark = pytest.mark.django_db


def doors() -> Iterator[tuple[str, Any]]:
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, f"{namespace}{one.namespace}:" if one.namespace else namespace
            )
        elif one.name:
            yield f"{namespace}{one.name}", one.callback


def test_the_listed_doors_ask_again_and_no_others():
    asking = {name for name, view in doors() if getattr(view, "asks_fresh", False)}

    assert sorted(asking | LIBRARY_DOORS) == sorted(FRESH)


def test_every_door_near_them_is_decided():
    near = {
        name
        for name, _view in doors()
        if any(word in name for word in NEAR) and not name.startswith(("admin:", "api:"))
    }

    undecided = near - FRESH - NOT_FRESH.keys()
    assert sorted(undecided) == []
    assert sorted(NOT_FRESH.keys() - {name for name, _view in doors()}) == []


def sign_in(world: World, role: str, *, minutes_ago: int) -> Client:
    client = Client()
    user = world.login(role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": one, "at": time.time() - 60 * minutes_ago} for one in ("password", "mfa")
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


WALKED = sorted(FRESH & MATRIX.keys())


@pytest.mark.parametrize("address", WALKED)
def test_session_of_an_hour_ago_is_asked_and_one_of_now_gets_in(address, world: World, settings):
    settings.MENTORNET_DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    row = MATRIX[address]
    role = next((one for one, met in row.expected.items() if met == Outcome.OK), "protege")

    stale, fresh = (
        _visit(world, sign_in(world, role, minutes_ago=minutes), address) for minutes in (60, 1)
    )

    assert stale == (302, reverse("profiles:confirm"))
    assert fresh[1] != reverse("profiles:confirm")
    assert fresh[0] in (200, 302, 404)


def _visit(world: World, client: Client, address: str) -> tuple[int, str]:
    row = MATRIX[address]
    with transaction.atomic():
        path = reverse(address, kwargs=row.kwargs(world))
        response = getattr(client, row.method)(path, data=row.data(world))
        transaction.set_rollback(True)
    where = response.headers.get("Location", "").split("?")[0]
    return response.status_code, where


def test_walk_covers_all_that_ask(world):
    assert live.LOGIN_URL == "account_login"
    assert sorted(FRESH - MATRIX.keys()) == []
