"""What a director reads of a run, so that it can be compared with and without something said in confidence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.test import Client
from django.urls import reverse

from matching.models import MatchRun, Program

T = TypeVar("T", MatchRun, Program)
NOISE = re.compile(
    r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\w{32,}|name="(opened|pairs)" value="[^"]*"'
    r"|\d\d?:\d\d(:\d\d)?(\.\d+)?(\s[AP]M)?|data-gone-after=\"\d+\""
)


def said(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args), follow=True)
    assert answer.status_code == 200, name
    return NOISE.sub("#", answer.content.decode())


def look_at(run: MatchRun, director: Client) -> list[str]:
    """What the director reads of a run: each of its people, its page, its publication and its file."""
    rows = run.proposals.order_by("protege__member__family_name")
    return [
        *(said(director, "matching:proposal", row.pk) for row in rows),
        *(
            said(director, f"matching:{page}", run.pk)
            for page in ("run", "run_publish", "run_table")
        ),
    ]


def learned(
    run: T,
    director: Client,
    attack: Callable[[T, Client], list[str]],
    *,
    before: list[str] | None = None,
) -> list[str]:
    """Attack, take all of it back, and return what was read; or what was not read *before*."""
    with transaction.atomic():
        told = attack(run, director)
        transaction.set_rollback(True)
    if before is None:
        return told
    assert len(told) == len(before)
    # Rows of one day are in the order of their keys, which are drawn.
    new = (
        sorted(re.sub("(?=<t[rd])", "\n", "\n".join(page)).splitlines()) for page in (before, told)
    )
    return [line for line in difflib.unified_diff(*new, n=0) if line[:3] not in ("---", "+++")]
