"""Pages behind a link of an email, which ask neither for a sign-in nor for a cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def opened_by_link(view: View[P]) -> View[P]:
    """Let *view* be opened by whoever has its token: never cached, without a form token of a session.

    The address is the key, so no page that it leads to is told the address. Who is not signed in is
    given no cookie: the page leaves out its form token and the choice of a language, which need one.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.opened_by_link = True  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped
