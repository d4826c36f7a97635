"""Every page that a role can open with GET, as text: what the promises of pages are checked against."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mentornet.api.urls import v1
from tests.contract.access import MATRIX
from tests.contract.world import World

# What differs from one answer to the next although nothing has changed.
NOISE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"X-CSRFToken": ?"[^"]*"'),
    re.compile(r'validUntil="[^"]*"'),
    re.compile(r'name="(?:[0-9a-f-]+-)?opened"\s+value="[^"]*"'),
    re.compile(r'name="tab"\s+value="[^"]*"'),
)
# One ends the session, the other puts the way back to the setup on every page from then on.
LEFT_OUT = {"account_logout", "evaluations:setup_step"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def reader(world: World, role: str) -> Client:
    """Return a browser in which *role* is signed in."""
    client = Client(raise_request_exception=False)
    if user := world.login(role):
        client.force_login(user, backend=BACKEND)
    return client


def pages(world: World, role: str, client: Client | None = None) -> dict[str, str]:
    """Return what *role* reads at every address that is opened with GET, the API's lists included."""
    client = client or reader(world, role)
    # All addresses first: to make one may make the row that its page is about.
    paths = list(_paths(world))
    return {name: text_of(client.get(path)) for name, path in paths}


def _paths(world: World) -> Iterable[tuple[str, str]]:
    for address, row in MATRIX.items():
        if row.method == "get" and address not in LEFT_OUT:
            path = (
                address if address.startswith("/") else reverse(address, kwargs=row.kwargs(world))
            )
            yield address, path
    for route in v1:
        try:
            yield f"api:{route.name}", reverse(f"api:{route.name}")
        except NoReverseMatch:  # one thing, not a list of them
            continue


def text_of(response: HttpResponseBase) -> str:
    """Return the body as text, of a spreadsheet what is in its sheets; without the noise."""
    body = b"".join(response) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(
                packed.read(name)
                for name in packed.namelist()
                if "sheet" in name.lower() or "sharedStrings" in name
            )
    text = f"{response.status_code}\n{body.decode(errors='replace')}"
    for noise in NOISE:
        text = noise.sub("", text)
    return text
