"""Someone else has what a request needs, and it does not wait: what its sender is told.

Most often nothing was saved. A lock that is asked for once the view has saved something, by a middleware or
by the view's second transaction, is another matter: what was sent may not be sent again without a look.

A program gets 503 with Retry-After. A person gets a page that has what they typed, to send it again.
"""

from __future__ import annotations

import logging

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentornet.api import problems
from mentornet.lost_races import is_lock_timeout
from profiles.access import resubmission

logger = logging.getLogger(__name__)
FOR_PROGRAMS = ("/api/", "/scim/")


class BusyMiddleware:
    """Answer 503 where a lock was not free in time."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)  # type: ignore[operator]
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Note what was saved before the view, which is nothing of what was sent."""
        request.commits_before = commits()  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return that answer; None for any other error."""
        return busy(request) if is_lock_timeout(error) else None


def commits() -> int:
    """Return how many transactions that may have written were committed here so far."""
    return sum(getattr(one, "commits", 0) for one in connections.all(initialized_only=True))


def busy(request: HttpRequest) -> HttpResponse:
    """Return the answer for a program, or the page for a person."""
    logger.warning("%s %s waited too long for a lock", request.method, request.path)
    if request.path.startswith(FOR_PROGRAMS):
        return problems.busy(request)
    before = getattr(request, "commits_before", None)
    context: dict[str, object] = {
        "path": request.get_full_path(),
        "saved": before is not None and commits() > before,
    }
    if request.method == "POST" and resubmission.is_own_form(request):
        context |= {
            "fields": resubmission.fields_of(request),
            "files_lost": bool(request.FILES),
        }
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(problems.Busy.wait)
    return response
