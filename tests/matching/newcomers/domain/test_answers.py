"""Saying that a newcomer needs no onboarding mentor, and that they do after all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Newcomer, NewcomerWelcome
from profiles.models import AuditEvent
from tests.matching.newcomers.steps import joined
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
LIST = "matching:newcomers"


def page(client: Client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def test_people_who_need_no_mentor_are_set_aside_after_asking_and_put_back(
    welcome: NewcomerWelcome, director: Client
) -> None:
    row = joined(welcome, "Ash")
    chosen = {"act": "aside", "row": [row.pk], "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())
    assert "1 person no longer waits for an onboarding mentor. No one is told." in asks
    assert not Newcomer.objects.get().set_aside_at
    director.post(reverse(f"{LIST}_act"), {**chosen, "sure": "1"})
    assert "Ada Ash" in page(director, state="aside")

    director.post(reverse(f"{LIST}_act"), {"query": "", "undo": "1"})
    assert "Ada Ash" in page(director, state="waiting")
    verbs = AuditEvent.objects.filter(verb__startswith="newcomer.").order_by("at")
    assert [one.verb for one in verbs] == ["newcomer.set_aside", "newcomer.put_back"]
