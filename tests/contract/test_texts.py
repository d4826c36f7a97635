"""Every page with a text to write in is visited by the walk of drafts (tests/e2e/test_drafts.py)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.contract.access import MATRIX
from tests.contract.crawl import reader
from tests.contract.matrix import Outcome
from tests.contract.texts import TEXTS
from tests.contract.world import ROLES, World

pytestmark = pytest.mark.django_db
AREA = re.compile(r"<textarea\b([^>]*)>")


def has_text(html: str) -> bool:
    return any(
        " name=" in one and " readonly" not in one and " hidden" not in one
        for one in AREA.findall(html)
    )


def test_every_page_with_a_text_is_visited(world: World) -> None:
    found: dict[str, set[str]] = {}
    for role in ROLES:
        client = reader(world, role)
        for name, row in MATRIX.items():
            if row.method != "get" or row.expected[role] != Outcome.OK or name == "account_logout":
                continue
            path = name if name.startswith("/") else reverse(name, kwargs=row.kwargs(world))
            answer = client.get(path)
            if (
                answer.status_code == 200
                and not answer.streaming
                and has_text(answer.content.decode(errors="replace"))
            ):
                found.setdefault(name, set()).add(role)

    assert sorted(found) == sorted(TEXTS)
    assert [name for name, role in TEXTS.items() if role not in found[name]] == []
