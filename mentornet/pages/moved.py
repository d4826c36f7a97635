"""Addresses that have moved for good: old links in emails and bookmarks lead where the page is now."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, path

# A program stood right below `directing/`; all else below `directing/` and `directors/` kept its name.
_PROGRAM = re.compile(r"^(new/|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)")
_KEEPS_METHOD = 308


def to_dashboard(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Redirect an address below `directing/` or `directors/` to its page below `/dashboard/`.

    The query and the method are kept, so that a form opened before the move is not lost.
    """
    rest = re.sub(r"(^|/)enrolments/", r"\1enrollments/", rest)
    place = f"/dashboard/programs/{rest}" if _PROGRAM.match(rest) else f"/dashboard/{rest}"
    query = request.META.get("QUERY_STRING", "")
    answer = HttpResponsePermanentRedirect(f"{place}?{query}" if query else place)
    if request.method not in ("GET", "HEAD"):
        answer.status_code = _KEEPS_METHOD
    return answer


urlpatterns: list[URLPattern] = [
    path("directing/", to_dashboard, name="moved_directing"),
    path("directing/<path:rest>", to_dashboard, name="moved_directing_page"),
    path("directors/", to_dashboard, name="moved_directors"),
    path("directors/<path:rest>", to_dashboard, name="moved_directors_page"),
]
