from __future__ import annotations

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from mentornet.tenancy.scope import WEB_LOCK_TIMEOUT, Scope, current, going_on, within


class ScopeMiddleware:
    """Answer each request in a scope of its own, at first no one's: the first of all to ask the database.

    No request waits long for a lock: what comes of that is said by mentornet/busy.py.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with within(Scope(lock_timeout=WEB_LOCK_TIMEOUT)):
            response = self.get_response(request)
            # A file asks the database for nothing.
            if isinstance(response, StreamingHttpResponse) and not isinstance(
                response, FileResponse
            ):
                parts = iter(response.streaming_content)
                response.streaming_content = going_on(current(), parts)
            return response
