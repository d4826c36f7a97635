"""Every refusal as a problem of RFC 9457: a code for programs, words for people, and where it is.

`errors` names each place: a JSON pointer into the body (RFC 6901), a parameter or a header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from mentornet.languages import Text

PROBLEM = "application/problem+json"
# The longest value of a query parameter.
MAX_PARAMETER = 1_000
# Of a header; web servers take hardly longer ones.
LONGEST_HEADER = 8000

# What each code means and what to do; shown at /api/problems. Codes of the business, such as
# `last_director`, come on top and say it in their `detail`.
PROBLEMS = {
    "not_authenticated": _(
        "The token is missing. Get one at /api/oauth/token and send it as Bearer."
    ),
    "authentication_failed": _("The token is unknown, expired, or revoked. Get a new one."),
    "insufficient_scope": _(
        "The client is not allowed to do this. A director can grant the named scope."
    ),
    "permission_denied": _("You are not allowed to see this."),
    "not_found": _("There is nothing here, or it belongs to another institution."),
    "method_not_allowed": _("The Allow header lists what you can do here."),
    "not_acceptable": _("Answers are JSON. Accept application/json."),
    "unsupported_media_type": _("Send the content type given in the documentation."),
    "unsupported_encoding": _("Send the body as it is, or with Content-Encoding: gzip."),
    "changes_gone": _(
        "We don’t know any more what was deleted since then. Read everything again, without this time. "
        "Then go on from the `synced_until` of this answer, or from the one that an export begins with."
    ),
    "length_required": _("Send the body with a Content-Length, not in chunks."),
    "parse_error": _("The body is not JSON."),
    "invalid_parameter": _("A query parameter or header is unknown or has a wrong value."),
    "invalid": _("Something in the body has a wrong value. `errors` says where."),
    "conflict": _("This is not possible in the current state. The detail says why."),
    "precondition_failed": _("It changed since you read it. Read it again."),
    "precondition_required": _("Send If-Match with the ETag that you read."),
    "idempotency_key_reused": _("This Idempotency-Key belongs to another request."),
    "request_in_progress": _(
        "The first request with this Idempotency-Key is still running. Try again."
    ),
    "too_large": _(
        "The body is too large. 1 MB is the most; a bulk import takes 8 MB of JSON, or 50 MB of lines."
    ),
    "throttled": _("Too many requests. Retry-After says when to try again."),
    "busy": _(
        "We are busy with other changes of your institution. Retry-After says when to try again."
    ),
    "export_busy": _(
        "Another export is still being read. Read one at a time. Retry-After says when to try again."
    ),
    "internal_error": _("This is our error. We logged it. Try again later."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `where` is the kind of place, `at` the place."""

    detail: str
    code: str = "invalid"
    where: str = "pointer"
    at: str = ""

    def as_dict(self) -> dict[str, str]:
        return {self.where: self.at, "code": self.code, "detail": self.detail}


class Problem(exceptions.APIException):
    """A refusal of our own, with its faults."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "invalid"
    default_detail: Text = _("The request can’t be used.")

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        faults: list[Fault] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.more: dict[str, Any] = {}
        self.code = code or self.default_code
        self.faults = faults or []


class BadParameter(Problem):
    status_code = HTTPStatus.BAD_REQUEST
    default_code = "invalid_parameter"
    default_detail = _("A parameter can’t be used.")


class ChangesGone(Problem):
    """What was deleted since then is not known any more. `more` has the moment from which to go on."""

    status_code = HTTPStatus.GONE
    default_code = "changes_gone"
    default_detail = PROBLEMS["changes_gone"]

    def __init__(self, *, at: str, synced_until: datetime) -> None:
        words = gettext("This is too long ago.")
        super().__init__(faults=[Fault(words, where="parameter", at=at)])
        self.more = {"synced_until": synced_until}


class Conflict(Problem):
    status_code = HTTPStatus.CONFLICT
    default_code = "conflict"


class InProgress(Conflict):
    """The same request is at work already. `wait` is said as Retry-After."""

    default_code = "request_in_progress"
    default_detail = PROBLEMS["request_in_progress"]
    wait = 1


class PreconditionFailed(Problem):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = PROBLEMS["precondition_failed"]


class PreconditionRequired(Problem):
    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = PROBLEMS["precondition_required"]


class Busy(Problem):
    """Nothing was done, because something else was under way. `wait` is said as Retry-After."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_code = "busy"
    default_detail = PROBLEMS["busy"]
    wait = 1


class StreamsTaken(Busy):
    """An export of the institution is being read, or as many of others as there is room for."""

    default_code = "export_busy"
    default_detail = PROBLEMS["export_busy"]
    wait = 30


class TooLarge(Problem):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = PROBLEMS["too_large"]


class UnsupportedEncoding(Problem):
    """The body is compressed in a way that we do not read."""

    status_code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    default_code = "unsupported_encoding"
    default_detail = PROBLEMS["unsupported_encoding"]


class InsufficientScope(exceptions.PermissionDenied):
    default_code = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(
            gettext("This needs the scope %(scope)s.") % {"scope": scope}, "insufficient_scope"
        )
        self.scope = scope


def problem(
    status: int, code: str, detail: Text, *, faults: list[Fault] | None = None
) -> dict[str, Any]:
    """Return the body of a problem."""
    found: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/problems#{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": str(detail),
        "code": code,
    }
    if faults:
        found["errors"] = [fault.as_dict() for fault in faults]
    return found


def faults_of(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """Yield what a serializer found, each with its place as a JSON pointer."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else "/" + _escaped(str(name))
            yield from faults_of(inner, pointer + step)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            deeper = isinstance(inner, Mapping | list)
            if deeper and not inner:
                continue
            yield from faults_of(inner, f"{pointer}/{number}" if deeper else pointer)
    else:
        yield Fault(str(detail), code=getattr(detail, "code", "invalid"), at=pointer)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below /api/ that is none."""
    return JsonResponse(
        problem(404, "not_found", PROBLEMS["not_found"]), status=404, content_type=PROBLEM
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """What a program is told when we fail; Django has logged why."""
    return JsonResponse(
        problem(500, "internal_error", PROBLEMS["internal_error"]), status=500, content_type=PROBLEM
    )


def busy(request: HttpRequest) -> HttpResponse:
    """What a program is told where a lock was not free in time."""
    return JsonResponse(
        problem(503, "busy", PROBLEMS["busy"]),
        status=503,
        content_type=PROBLEM,
        headers={"Retry-After": str(Busy.wait)},
    )
