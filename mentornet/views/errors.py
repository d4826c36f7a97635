"""When we fail: a page for people, a problem for programs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from mentornet.api import problems
from profiles.sign_on import held


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.server_error(request)
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show who sent a form with an old token what they typed, to send it again.

    That happens after signing in again in another tab. What another site sent is not shown: there
    would be one press between it and being sent.
    """
    context = {}
    if held.is_own_form(request):
        context = {"path": request.get_full_path(), "fields": held.fields_of(request)}
    return render(request, "403_csrf.html", context, status=403)
