"""The forms of the rows of the queue.

They are the same for every row of a page but for its address, its id and its note. To draw them by the
template for each took half of the page's time, so that they are drawn once, with marks in these places,
and each row puts its own values there.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evaluations.dashboard.attention.domain import acts
from evaluations.dashboard.attention.domain.queue import Item
from mentornet.pages.markup import escaped

_MARK = uuid4().hex  # No one can write it into a note or a name.
_MARKED = re.compile(rf"{_MARK}_(\w+)_{_MARK}")


class RowForms:
    """The forms of one page, for any of its rows."""

    def __init__(self, request: HttpRequest, *, place: str, chosen: str, today: date) -> None:
        context: dict[str, Any] = {name: _mark(name) for name in ("about", "act_url", "note")}
        where = urlencode({"place": place, "chosen": chosen})
        context |= {"place": place, "chosen": chosen, "where": where, "ready": self._ready(today)}
        name = "evaluations/dashboard/attention/_forms.html"
        # Texts and the names of marks by turns.
        self._parts = _MARKED.split(render_to_string(name, context, request))

    @staticmethod
    def _ready(today: date) -> list[tuple[str, date]]:
        """Return days until which a row is often put off, with their names."""
        named = (_("Tomorrow"), _("Next week"), _("In a month"))
        return list(zip(named, acts.ready_days(today), strict=True))

    def of(self, item: Item) -> SafeString:
        """Return the forms of *item*."""
        values = {"about": item.anchor, "act_url": item.act_url, "note": item.note}
        drawn = [
            escaped(values.get(part, "")) if number % 2 else part
            for number, part in enumerate(self._parts)
        ]
        return mark_safe("".join(drawn))


def _mark(name: str) -> str:
    return f"{_MARK}_{name}_{_MARK}"
