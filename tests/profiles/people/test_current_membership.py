"""Whoever comes to a shared computer after us finds none of our pages in it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.contract.world import World

pytestmark = pytest.mark.django_db


def test_pages_of_someone_signed_in_are_kept_by_no_cache(world: World) -> None:
    client = Client()
    client.force_login(world.protege.user, backend="django.contrib.auth.backends.ModelBackend")
    pages = {
        "evaluations:meeting": [world.rows["session"].pk],
        "evaluations:group": [world.rows["group"].pk],
        "networks:network": [],
        "matching:programs": [],
    }

    answers = {name: client.get(reverse(name, args=args)) for name, args in pages.items()}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [
        name
        for name, answer in answers.items()
        if "no-store" not in answer.get("Cache-Control", "")
    ] == []
