"""When we fail: a page for people, a problem for programs."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from mentornet.api import problems


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.server_error(request)
    return defaults.server_error(request)
