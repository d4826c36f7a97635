"""One id for each request, by which the sender, our answer and our log name the same thing.

Who sends `X-Request-Id` finds it in the answer and in the log, cut to what a log line may hold;
everyone else gets one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
MOST = 64
NOT_TAKEN = re.compile(r"[^A-Za-z0-9._:-]")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """Return the id of the request that is being answered; empty outside of one."""
    return _current.get()


def cleaned(given: str) -> str:
    """Return what is kept of an id that someone sent: at most 64 letters, digits and `._:-`.

    >>> cleaned("a b\\nERROR c" + "d" * 80)[:10]
    'abERRORcdd'
    """
    return NOT_TAKEN.sub("", given[: 4 * MOST])[:MOST]


class RequestIdMiddleware:
    """Give each request its id, and say it in the answer. The first of all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = cleaned(request.headers.get(HEADER, "")) or uuid4().hex
        # The framework logs refusals after the last middleware, when the context is over.
        request.request_id = own  # type: ignore[attr-defined]
        token = _current.set(own)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = own
        return response
