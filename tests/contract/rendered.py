"""Write every page of the access matrix, and every message, as a file: `make rendered`.

Not a test: a developer's tool that runs where the tests run. It opens each page as each role that gets
in, sends each form empty as the first of them, and writes what comes back with the noise taken out. The
clock stands still and chance is seeded, so two runs of one checkout write the same files. Compare two
folders with `make rendered-diff`, after a change to templates that should not change a page.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import factory.random
import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from tests.contract.access import MATRIX
from tests.contract.crawl import reader, text_of
from tests.contract.matrix import Outcome, Row
from tests.contract.texts import MORE
from tests.contract.world import ROLES, World, build_world

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
"""In the past: what the database dates itself must not lie before it."""
FOLDER = os.environ.get("RENDERED", "")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{32}\b")
NOISE = (
    (re.compile(r"[\w.+-]+:[A-Za-z0-9]{6}:[\w-]{43}"), "SIGNED"),
    (re.compile(r'(nonce=")[^"]*'), r"\1NONCE"),
    (re.compile(r"((?:/|%2F)(?:link|calendar)(?:/|%2F)|token=)[\w-]{20,}"), r"\1TOKEN"),
)
# Signing out, and what libraries draw by chance at each look.
LEFT_OUT = {"account_logout", "draft_key", "mfa_activate_totp", "mfa_add_webauthn"}
TYPES = ("text/html", "text/plain", "application/json", "image/svg+xml", "text/csv")


@pytest.fixture(scope="module")
def still() -> Iterator[None]:
    """Let the clock move by a microsecond a look, and chance be the same in each run."""
    patch = pytest.MonkeyPatch()
    chance, ticks = random.Random(18), itertools.count()

    class Datetimes(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Still(datetime, metaclass=Datetimes):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return (NOW + timedelta(microseconds=next(ticks))).astimezone(tz)

    patch.setattr(timezone, "datetime", Still)
    patch.setattr(os, "urandom", chance.randbytes)
    patch.setattr(random, "_urandom", chance.randbytes)
    random.seed(18)
    factory.random.reseed_random(18)
    yield
    patch.undo()


@pytest.mark.skipif(not FOLDER, reason="run it with `make rendered FOLDER=…`")
@pytest.mark.django_db
def test_write(still: None, settings, tmp_path: Path) -> None:
    """Write the files into the folder that RENDERED names, and say how many."""
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    world = build_world()
    _write_mail(folder, "world")
    for role in ROLES:
        _write_pages(folder, world, role)
    for address, row in MATRIX.items():
        _post(folder, world, address, row)
    print(f"{sum(1 for _ in folder.iterdir())} files in {folder}")


def _write_pages(folder: Path, world: World, role: str) -> None:
    client = reader(world, role)
    visits = [
        (address, address, "")
        for address, row in MATRIX.items()
        if row.method == "get" and row.expected[role] == Outcome.OK and address not in LEFT_OUT
    ]
    visits += [
        (address, f"{address}-{number}", more(world))
        for number, (address, who, more) in enumerate(MORE)
        if who == role
    ]
    for address, name, more in visits:
        path = _path(world, address, MATRIX[address])
        with transaction.atomic():
            _write(folder, f"{name}.{role}", client.get(path + more))
            transaction.set_rollback(True)


def _post(folder: Path, world: World, address: str, row: Row) -> None:
    """Send the form empty, and as the matrix does; write the page that answers, and the messages."""
    role = next((one for one in ROLES if row.expected[one] == Outcome.OK), None)
    if role is None or address in LEFT_OUT or address.startswith("admin:"):
        return
    path = _path(world, address, row)
    for name, data in (("empty", {}), ("sent", row.data(world))):
        with transaction.atomic():
            OutboxMessage.objects.all().delete()
            client: Client = reader(world, role)
            kind = {"content_type": "application/json"} if row.as_json else {}
            response = client.post(path, data, follow=name == "sent", **kind)
            _write(folder, f"{address}.{role}.{name}", response)
            _write_mail(folder, f"{address}.{role}.{name}")
            transaction.set_rollback(True)


def _path(world: World, address: str, row: Row) -> str:
    return address if address.startswith("/") else reverse(address, kwargs=row.kwargs(world))


def _write(folder: Path, name: str, response: HttpResponseBase) -> None:
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if kind not in TYPES or response.status_code in (301, 302, 303):
        return
    suffix = "html" if kind == "text/html" else "txt"
    _put(folder, f"{name}.{suffix}", text_of(response))


def _write_mail(folder: Path, name: str) -> None:
    messages = sorted(
        (one.kind, one.recipient, one.subject, one.body_text, one.body_html)
        for one in OutboxMessage.objects.all()
    )
    for number, (kind, _to, subject, text, html) in enumerate(messages):
        stem = f"mail.{name}.{number}.{kind}"
        _put(folder, f"{stem}.txt", f"{subject}\n\n{text}")
        if html:
            _put(folder, f"{stem}.html", html)


def _put(folder: Path, name: str, text: str) -> None:
    for noise, instead in NOISE:
        text = noise.sub(instead, text)
    seen: dict[str, str] = {}
    text = UUID.sub(lambda one: seen.setdefault(one[0], f"ID{len(seen) + 1}"), text)
    safe = re.sub(r"[^\w.-]", "_", name)
    if len(safe) > 200:
        safe = (
            f"{safe[:150]}.{hashlib.sha256(safe.encode()).hexdigest()[:8]}.{name[-4:].strip('.')}"
        )
    (folder / safe).write_text(text, encoding="utf-8")
