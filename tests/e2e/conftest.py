"""A browser and a server for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from profiles.models import User

# Playwright's loop runs in this thread, where Django would refuse to reach the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Axe().axe_script
PATIENCE = 30_000
"""Milliseconds that a page or what is expected on it may take: a busy machine is no fault of theirs."""
expect.set_options(timeout=PATIENCE)
OpenAs = Callable[..., Page]


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_as(browser: Browser, live_server: Any, settings: Any) -> Iterator[OpenAs]:
    """Open a page of a browser of its own, signed in as a user or as nobody.

    What the browser's console complains about fails the test at its end.
    """
    settings.SITE_URL = live_server.url
    contexts = []
    complaints: list[str] = []

    def open_page(
        user: User | None = None, *, width: int = 1280, scripts: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            has_touch=touch,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                # What axe does to read style sheets has no address; a missing page is meant.
                if said.type == "error"
                and said.location.get("url")
                and "Failed to load resource" not in said.text
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def faults_of(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page (by these rules, or by all), and whether it can be pushed sideways."""
    # Of what is in order only the first node is looked up, and nothing of it comes over the line.
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    faults = [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [*faults, *([f"{wide} px too wide"] if wide > 0 else [])]
