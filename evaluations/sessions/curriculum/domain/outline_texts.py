"""How the curricula that come with MentorNet describe a session, and the parts that several of them have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class OutlineText:
    """A session as a curriculum describes it; `segments` are (minutes, title)."""

    title: Any
    days_after: int
    segments: tuple[tuple[int, Any], ...]
    aims: Any = ""
    preparation: Any = ""
    guide: Any = ""


@dataclass(frozen=True)
class BuiltIn:
    key: str
    name: Any
    aim: Any
    outlines: tuple[OutlineText, ...]


DAY, MONTH_SHORT, MONTH_LONG = 1, 28, 35
ARRIVE = _("Check-in: one thing that happened since we last met")
BREAK = _("Break")
LUNCH = _("Lunch together")
CLOSE = _("Closing: what each of us will do, and by when")
DRAFTS = _("Drafts: two of us read a page aloud, and the others say what they heard")
PLANS = _("Plans in pairs: what moved forward, and what is in the way")
