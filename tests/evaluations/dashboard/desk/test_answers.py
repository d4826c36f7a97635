"""Each question of a director is answered at most two links away from the dashboard's first page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.evaluations.dashboard.desk.questions import QUESTIONS, busy_year
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


def test_answers_are_two_links_away(capsys: Any) -> None:
    client = client_of(busy_year())
    table = {}
    for question, (clicks, shows) in QUESTIONS.items():
        page = client.get(reverse("evaluations:dashboard")).content.decode()
        for name in clicks:
            page = _followed(client, page, name)
        assert shows in page, question
        table[question] = len(clicks)

    with capsys.disabled():
        print()
        for question, count in table.items():
            print(f"| {question} | {count} |")
    assert max(table.values()) <= 2


def _followed(client: Client, page: str, name: str) -> str:
    """Return the page to which the first link in the main part of *page* that says *name* leads."""
    links = html.fromstring(page).xpath("//main//a[@href]")
    link = next(one for one in links if " ".join(one.text_content().split()).startswith(name))
    return client.get(link.get("href")).content.decode()
