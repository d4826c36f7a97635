"""The page that says no, drawn once for each person and reason: a third of the time of a refused visit.

What follows is the same page again; whoever counts outcomes needs its status alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.handlers import exception
from django.http import HttpRequest, HttpResponse, HttpResponseBase

_drawn: set[tuple[Any, ...]] = set()
_draw = exception.get_exception_response


@contextmanager
def refusals_drawn_once() -> Iterator[None]:
    """Let a refusal be an empty answer with its status where its page was drawn before."""
    with patch.object(exception, "get_exception_response", _once):
        yield


def _once(
    request: HttpRequest, resolver: Any, status_code: int, reason: Exception
) -> HttpResponseBase:
    user = getattr(request, "user", None)
    of = (status_code, type(reason), user and user.pk, request.path.startswith("/api/"))
    if of in _drawn and status_code in (403, 404):
        return HttpResponse(status=status_code)
    _drawn.add(of)
    return _draw(request, resolver, status_code, reason)
