"""Of two who do the same thing at the same moment, the second one is answered and not shown an error.

A form is one act, which a constraint or a deadlock of the database has undone as a whole. So it is done
once more: now it sees what the other one did, and answers as it does whenever that is there already.
"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

UNIQUE, GONE, DEADLOCK, SERIALIZATION = "23505", "23503", "40P01", "40001"
LOCK_TIMEOUT = "55P03"
RACES = {UNIQUE, GONE, DEADLOCK, SERIALIZATION}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class SecondTryMiddleware:
    """Run the view of a form a second time where someone else was first."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)  # type: ignore[operator]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Return the answer of the second try; None for what is no lost race, an error as before."""
        match = request.resolver_match
        if match is None or request.content_type not in FORMS or not is_lost_race(error):
            return None
        for _name, uploads in request.FILES.lists():
            for upload in uploads:
                upload.seek(0)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer


def is_lost_race(error: Exception) -> bool:
    """Return whether *error* is the database's word that someone else was first."""
    return isinstance(error, DatabaseError) and (getattr(error.__cause__, "pgcode", None) in RACES)


def is_lock_timeout(error: BaseException | None) -> bool:
    """Return whether *error* is the database's word that a lock was not free in time."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "pgcode", None) == LOCK_TIMEOUT
