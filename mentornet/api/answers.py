"""From whatever was raised to a problem."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from mentornet.api.problems import (
    PROBLEM,
    PROBLEMS,
    Busy,
    Conflict,
    InsufficientScope,
    Problem,
    UnsupportedEncoding,
    faults_of,
    problem,
)
from mentornet.lost_races import is_lock_timeout, is_lost_race
from profiles.errors import DomainError


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer *error* as a problem; None for what is no one's refusal, which Django logs as 500."""
    if isinstance(error, DomainError):
        error = Conflict(str(error.message), code=error.code)
    elif is_lost_race(error):
        error = Conflict(gettext("Someone else changed this at the same time. Send it again."))
    elif is_lock_timeout(error):
        error = Busy()
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    status = response.status_code
    code = _code(error)
    faults = getattr(error, "faults", None)
    detail = _detail(error, code)
    if isinstance(error, exceptions.ValidationError):
        status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"
        faults = list(faults_of(error.detail))
        detail = str(PROBLEMS["invalid"])
    headers = dict(response.headers)
    headers.pop("Content-Type", None)
    if isinstance(error, exceptions.AuthenticationFailed) and "WWW-Authenticate" in headers:
        headers["WWW-Authenticate"] += ', error="invalid_token"'
    if isinstance(error, UnsupportedEncoding):
        headers["Accept-Encoding"] = "gzip"
    if isinstance(error, InsufficientScope):
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error.scope}"'
    return Response(
        problem(status, code, detail, faults=faults) | getattr(error, "more", {}),
        status=status,
        headers=headers,
        content_type=PROBLEM,
    )


def _detail(error: Exception, code: str) -> str:
    """What it says, and our own words where the library says what it says of every such error."""
    found = str(getattr(error, "detail", error))
    is_theirs = isinstance(error, exceptions.Throttled) or found == str(
        getattr(error, "default_detail", "")
    )
    if isinstance(error, Problem) or not is_theirs:
        return found
    return str(PROBLEMS.get(code, found))


def _code(error: Exception) -> str:
    if isinstance(error, Problem):
        return error.code
    codes = error.get_codes() if isinstance(error, exceptions.APIException) else ""
    return codes if isinstance(codes, str) else "invalid"
