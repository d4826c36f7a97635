"""What holds before a route is found: methods, lengths, and compressed answers.

Compressed are answers of the API to a client's token alone. Where a browser's session asks, another site
could have it ask again and again, and learn from the lengths what stands beside its own words (BREACH).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.gzip import GZipMiddleware

from mentornet.api.problems import PROBLEM, PROBLEMS, problem

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROOT = "/api/"
COMPRESSED = "/api/v1/"
# Answers that are a secret and little else.
NEVER = ("/secret",)
SUFFIX = "-gzip"


class TransportMiddleware:
    """Refuse what no route takes: methods such as TRACE, and bodies of no known length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith(ROOT)
        if request.method not in METHODS:
            if not is_api:
                return HttpResponseNotAllowed(METHODS)
            return refusal(405, "method_not_allowed", headers={"Allow": ", ".join(METHODS)})
        # It would be read as if it were empty.
        if is_api and request.headers.get("Transfer-Encoding") and not _length(request):
            return refusal(411, "length_required")
        return self.get_response(request)


def refusal(status: int, code: str, *, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return the answer with a problem where no view of the API gives it."""
    return JsonResponse(
        problem(status, code, PROBLEMS[code]), status=status, headers=headers, content_type=PROBLEM
    )


def _length(request: HttpRequest) -> str:
    return str(request.META.get("CONTENT_LENGTH") or "")


class CompressedAnswers(GZipMiddleware):
    """Compress answers of the API, the streamed ones too. The tag says so: `"…-gzip"`."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(COMPRESSED):
            for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
                if SUFFIX in request.META.get(name, ""):
                    request.META[name] = request.META[name].replace(f'{SUFFIX}"', '"')
                    request.META["_gzip_tag"] = name
                    # They are kept once they were read.
                    request.__dict__.pop("headers", None)
        return super().__call__(request)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Return *response*, compressed where it may be."""
        path = request.path
        if not path.startswith(COMPRESSED) or path.endswith(NEVER):
            return response
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            return response
        tag = response.get("ETag", "")
        found = super().process_response(request, response)
        is_same = response.status_code == 304 and "_gzip_tag" in request.META
        if tag and (is_same or found.get("Content-Encoding") == "gzip"):
            found["ETag"] = tag.removesuffix('"') + f'{SUFFIX}"'
        return found
