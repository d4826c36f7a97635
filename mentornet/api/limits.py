"""How many requests a caller may send in a minute, and telling them how many are left.

RateLimit and RateLimit-Policy as the IETF's draft-ietf-httpapi-ratelimit-headers describes them.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW = 60


class CallerLimit(BaseThrottle):
    """So many requests in each minute of the clock, for each client or person."""

    def allow_request(self, request: Request, view: Any) -> bool:
        left, self.ends_in = count(request.auth.key)
        request.rate_limit = (max(left, 0), self.ends_in)  # type: ignore[attr-defined]
        return left >= 0

    def wait(self) -> float:
        return float(self.ends_in)


def count(who: str, *, most: int | None = None) -> tuple[int, int]:
    """Count one request; how many are left (below 0: one too many), and seconds to the next minute."""
    now = int(time.time())
    key = f"api-limit:{who}:{now // WINDOW}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # it went between the two lines
        used = 1
    return (most or settings.API_REQUESTS_A_MINUTE) - used, WINDOW - now % WINDOW


def headers_for(left: int, ends_in: int) -> dict[str, str]:
    """What an answer says of the limit."""
    return {
        "RateLimit-Policy": f'"minute";q={settings.API_REQUESTS_A_MINUTE};w={WINDOW}',
        "RateLimit": f'"minute";r={left};t={ends_in}',
    }
