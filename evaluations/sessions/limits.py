"""How many sessions there may be, how far ahead, and how early people arrive."""

from __future__ import annotations

from datetime import timedelta

MOST_SESSIONS = 26
FARTHEST = timedelta(days=400)
# People arrive before it begins.
OPENS_BEFORE = timedelta(minutes=30)
