"""Every page of the access matrix and every message of its POSTs in a language of tests: nothing is left in English."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.models import User
from tests.contract.access import MATRIX
from tests.contract.bare import bare, codes_of_the_world, data_of_the_world, texts_of
from tests.contract.crawl import reader
from tests.contract.matrix import Outcome
from tests.contract.texts import MORE
from tests.contract.world import ROLES, World, build_world
from tests.support.pseudo import CLOSE, CODE, speaking

pytestmark = [pytest.mark.django_db, pytest.mark.long]
# Codes and keys drawn by chance; files and answers for programs; the manual, which is in English and says so.
LEFT_OUT = {"account_logout", "mfa_activate_totp", "api-docs", "help", "help_page"}
Bare = dict[str, set[str]]

# Pages that show keys of rows, or the words among which a school chooses its own.
WITH_CODES = ("admin:", "profiles:operating_", "profiles:institution_settings")


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    made = build_world()
    User.objects.update(language=CODE)
    return made


def test_nothing_on_a_page_is_left_in_english(world: World) -> None:
    # First, since an address of the matrix may make the row that its page is about.
    to_open = {role: pages(world, role) for role in ROLES}
    data = data_of_the_world()
    codes = codes_of_the_world()
    found: Bare = defaultdict(set)
    marked = 0
    with speaking(*settings.LANGUAGES):
        for role in ROLES:
            client = browser(world, role)
            for name, path in to_open[role]:
                with transaction.atomic():
                    answer = client.get(path)
                    if answer.headers.get("Content-Type", "").startswith("text/html"):
                        html = answer.content.decode()
                        marked += html.count(CLOSE)
                        known = data + codes if name.startswith(WITH_CODES) else data
                        found[name] |= bare(texts_of(html), known)
                    transaction.set_rollback(True)
    assert marked > 10_000
    assert left_over(found) == {}


def test_nothing_in_a_message_is_left_in_english(world: World) -> None:
    data = data_of_the_world()
    found: Bare = defaultdict(set)
    with speaking(*settings.LANGUAGES):
        for address, row in MATRIX.items():
            role = next((one for one in ROLES if row.expected[one] == Outcome.OK), None)
            if row.method == "get" or role is None or address.startswith("admin:"):
                continue
            with transaction.atomic():
                OutboxMessage.objects.all().delete()
                kind = {"content_type": "application/json"} if row.as_json else {}
                browser(world, role).post(path_of(world, address), row.data(world), **kind)
                for one in OutboxMessage.objects.exclude(body_text=""):
                    texts = [one.subject, *one.body_text.split("\n\n"), *texts_of(one.body_html)]
                    found[one.kind] |= bare(texts, data)
                transaction.set_rollback(True)
    assert found
    assert left_over(found) == {}


def browser(world: World, role: str) -> Client:
    client = reader(world, role)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = CODE
    return client


def pages(world: World, role: str) -> list[tuple[str, str]]:
    """Return the name and the path of each page that *role* may open."""
    found = [
        (address, path_of(world, address))
        for address, row in MATRIX.items()
        if row.method == "get" and row.expected[role] == Outcome.OK and address not in LEFT_OUT
    ]
    return found + [
        (address, path_of(world, address) + more(world))
        for address, who, more in MORE
        if who == role
    ]


def path_of(world: World, address: str) -> str:
    return (
        address
        if address.startswith("/")
        else reverse(address, kwargs=MATRIX[address].kwargs(world))
    )


def left_over(found: Bare) -> dict[str, list[str]]:
    return {name: sorted(texts) for name, texts in sorted(found.items()) if texts}
