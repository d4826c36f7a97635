"""Which rows an act is for: some that were ticked, or all that match."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from mentornet.lists.choice import read_choice
from mentornet.lists.page import ListPage

MOST_ROWS = 5_000
"""On so many rows an act works at once."""


def mark_of(keys: Iterable[Any]) -> str:
    """Return a short text that is another one for any other set of rows."""
    text = "\n".join(sorted(map(str, keys)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def chosen_rows(page: ListPage, request: HttpRequest) -> QuerySet[Any] | None:
    """Return the rows that the form of a list chose, or None where it chose none.

    All of them are rows that this reader may list, whatever the form says. All that match are none while a
    filter can't be read, as when its unit was merged meanwhile: without it, more would match.
    """
    if request.POST.get("all"):
        choice = read_choice(page, QueryDict(request.POST.get("query", "")), request)
        return choice.rows if choice.makes_sense else None
    rows = page.all_rows(request)
    keys = []
    for text in request.POST.getlist("row")[:MOST_ROWS]:
        try:
            keys.append(rows.model._meta.pk.to_python(text))
        except ValidationError:
            continue
    return rows.filter(pk__in=keys) if keys else None
