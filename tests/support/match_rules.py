"""Asking something of a program's matches, as directors do."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from matching.models import Program
from tests.support.html import on_one_line


def ask(client: Client, program: Program, kind: str, /, **fields: object) -> str:
    """Add a rule on its page; what the page then says, on one line."""
    address = reverse("matching:match_rule_add", args=[program.pk, kind])
    return on_one_line(client.post(address, fields, follow=True).content.decode())


def run_page(client: Client, run: object) -> str:
    """The page of a run, on one line."""
    address = reverse("matching:run", args=[run.pk])  # type: ignore[attr-defined]
    return on_one_line(client.get(address).content.decode())
