"""When we fail: a page for people, a problem for programs."""

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from mentornet.api import problems
from mentornet.busy import busy
from mentornet.lost_races import is_lock_timeout
from mentornet.page_over import PageOver
from profiles.access import resubmission


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed, or that a lock was not free while a middleware asked for it."""
    if is_lock_timeout(sys.exc_info()[1]):
        return busy(request)
    if request.path.startswith("/api/"):
        return problems.server_error(request)
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is wrong with a request; nothing is where its session was not free to be saved.

    Django takes that for a session that was deleted meanwhile.
    """
    cause: BaseException | None = exception if isinstance(exception, SessionInterrupted) else None
    while cause is not None and not is_lock_timeout(cause):
        cause = cause.__context__
    return defaults.bad_request(request, exception) if cause is None else busy(request)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell who could open the page once why they cannot any more; everyone else nothing of it."""
    if isinstance(exception, PageOver):
        return render(request, "page_over.html", {"said": exception.said}, status=404)
    return defaults.page_not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show who sent a form with an old token what they typed, to send it again.

    That happens after signing in again in another tab. What another site sent is not shown: there
    would be one press between it and being sent.
    """
    context = {}
    if resubmission.is_own_form(request):
        context = {"path": request.get_full_path(), "fields": resubmission.fields_of(request)}
    return render(request, "403_csrf.html", context, status=403)
