"""When each segment of a session begins and ends on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any


def clock_times(
    segments: Sequence[dict[str, Any]], starts_at: datetime | None
) -> list[dict[str, Any]]:
    """Return *segments* in their order, each also with the moments `starts_at` and `ends_at`.

    They follow each other from *starts_at* on; without it they come back as they are.
    """
    if starts_at is None:
        return [dict(one) for one in segments]
    found, at = [], starts_at
    for one in segments:
        end = at + timedelta(minutes=one["minutes"])
        found.append({**one, "starts_at": at, "ends_at": end})
        at = end
    return found
