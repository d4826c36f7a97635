"""How much of a process programs of one institution may have: a third of its threads.

Counted in the process, so that it holds whatever waits: the database, another system, a slow body. Who
comes beyond that is told so at once, and to come again in a second. People in a browser are not counted
on the pages, which are not here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from mentornet.api.problems import Busy

_at_work: Counter[UUID] = Counter()
_lock = Lock()
_TAKEN = "_share_taken"


def most() -> int:
    """Return how many requests of one institution a process answers at once."""
    return max(int(settings.WEB_THREADS) // 3, 1)


def take(request: HttpRequest, institution_id: UUID) -> None:
    """Count *request*, which turned out to be a program's of this institution. Raise Busy."""
    with _lock:
        if hasattr(request, _TAKEN):
            return
        if _at_work[institution_id] >= most():
            raise Busy
        _at_work[institution_id] += 1
        setattr(request, _TAKEN, institution_id)


def give_back(request: HttpRequest) -> None:
    """Let *request* count no more. Idempotent."""
    with _lock:
        institution_id = request.__dict__.pop(_TAKEN, None)
        if institution_id is None:
            return
        _at_work[institution_id] -= 1
        if not _at_work[institution_id]:
            del _at_work[institution_id]


class ShareMiddleware:
    """Let a request count until it is answered; a stream, until it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except BaseException:
            give_back(request)
            raise
        if isinstance(response, StreamingHttpResponse):
            response._resource_closers.append(lambda: give_back(request))
        else:
            give_back(request)
        return response
