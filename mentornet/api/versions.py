"""The version in each answer of the API, and what is deprecated in it.

DEPRECATIONS is the one list. What it names is said in three places: in the answers that have it (`Deprecation`
of RFC 9745, `Sunset` of RFC 8594 and a link), in the description of the API, and, by hand, in
docs/api-changes.md, which a test compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date

ROOT = "/api/"
REQUESTS = "/api/v1/"
HEADER = "API-Version"
# A heading of docs/api-changes.md.
CHAPTER = "deprecated-now"
HOLE = re.compile(r"<[^>]*>|\{[^}]*\}")


@dataclass(frozen=True)
class Deprecation:
    """Something that goes, and works from *since* until *until* at least, a year or longer.

    `what` is an operation (`GET /api/v1/units`), a parameter of one (`GET /api/v1/units?top`), or a field of
    a body by the name that the description has for it (`UnitResource.name`, `UnitInputRequest.name`). A view
    that answers with something else than a Resource notes its fields by itself: `note_field`.
    """

    what: str
    since: date
    until: date
    instead: str

    @property
    def words(self) -> str:
        """What the description of the API says of it."""
        return f"Deprecated since {self.since}, there until {self.until} at least. {self.instead}"


DEPRECATIONS: tuple[Deprecation, ...] = tuple(
    Deprecation(
        what,
        since=date(2026, 12, 1),
        until=date(2027, 12, 1),
        instead="It is always null; `/reports/gaps` has figures over many pairs.",
    )
    for what in ("CheckInResource.answered", "CheckInResource.open")
)
# Those that the request under way has met.
_met: ContextVar[list[Deprecation] | None] = ContextVar("deprecations", default=None)


def version() -> str:
    """Return the version of the API, as in docs/api-changes.md."""
    return str(settings.SPECTACULAR_SETTINGS["VERSION"])


def note_field(body: str, name: str) -> None:
    """Note that the answer under way has the field *name* of *body*, or that it was sent."""
    met = _met.get()
    if met is not None and DEPRECATIONS:
        what = f"{body}.{name}"
        met += [one for one in DEPRECATIONS if one.what == what]


class VersionMiddleware:
    """Say the version in whatever the API answers, and what of the request is deprecated."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        met: list[Deprecation] = []
        token = _met.set(met)
        try:
            response = self.get_response(request)
        finally:
            _met.reset(token)
        response[HEADER] = version()
        met += _asked(request)
        # The description, made for its first reader, answers with none of the fields that it tells of.
        if met and request.path.startswith(REQUESTS):
            _say(response, met)
        return response


def _asked(request: HttpRequest) -> Iterator[Deprecation]:
    """The operation that was asked for, and its parameters, as far as they are deprecated."""
    if not DEPRECATIONS or request.resolver_match is None:
        return
    method = "GET" if request.method == "HEAD" else request.method
    asked = f"{method} /{HOLE.sub('{}', request.resolver_match.route)}"
    names = {asked, *(f"{asked}?{name}" for name in request.GET)}
    yield from (one for one in DEPRECATIONS if HOLE.sub("{}", one.what) in names)


def _say(response: HttpResponse, met: list[Deprecation]) -> None:
    response["Deprecation"] = f"@{_midnight(min(one.since for one in met))}"
    response["Sunset"] = http_date(_midnight(min(one.until for one in met)))
    page = settings.SITE_URL + reverse("help_page", args=["api-changes"]) + f"#{CHAPTER}"
    link = f'<{page}>; rel="deprecation"; type="text/html"'
    response["Link"] = f"{response['Link']}, {link}" if response.has_header("Link") else link


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


# In the description ---------------------------------------------------------------------------

HEADERS: dict[str, Any] = {
    HEADER: {
        "description": "The version of the API: see its changelog.",
        "schema": {"type": "string", "maxLength": 40},
        "example": "1.3.0",
    },
    "Deprecation": {
        "description": "Since when something that you ask for is deprecated (RFC 9745); `Link` leads to what.",
        "schema": {"type": "string", "maxLength": 40},
        "example": "@1796083200",
    },
    "Sunset": {
        "description": "Until when it works at least (RFC 8594).",
        "schema": {"type": "string", "maxLength": 40},
        "example": "Wed, 01 Dec 2027 00:00:00 GMT",
    },
}


def describe(result: dict[str, Any]) -> None:
    """Say in *result*, the description of the API, which headers tell of versions, and what is deprecated.

    Raise LookupError for a deprecation of what is not there.
    """
    result["components"]["headers"] |= HEADERS
    for one in DEPRECATIONS:
        _mark(result, one)
    operations = [one for path in result["paths"].values() for one in path.values()]
    everywhere = {HEADER: {"$ref": f"#/components/headers/{HEADER}"}}
    for answers in (*(one["responses"] for one in operations), result["components"]["responses"]):
        for response in answers.values():
            if "$ref" not in response:
                response["headers"] = response.get("headers", {}) | everywhere


def _mark(result: dict[str, Any], one: Deprecation) -> None:
    method, _blank, address = one.what.partition(" ")
    path, _question, parameter = address.partition("?")
    schemas = result["components"]["schemas"]
    if path:
        operation = result["paths"].get(path, {}).get(method.lower())
        named = [p for p in (operation or {}).get("parameters", ()) if p["name"] == parameter]
        found, using = (named[0] if named else None) if parameter else operation, [operation]
    else:
        body, _dot, field = one.what.partition(".")
        found = schemas.get(body, {}).get("properties", {}).get(field)
        using = [
            operation
            for path in result["paths"].values()
            for operation in path.values()
            if body in _bodies(operation, schemas)
        ]
    if found is None:
        raise LookupError(f"{one.what} is deprecated, and not there.")
    found["deprecated"] = True
    found["description"] = f"{found.get('description', '')}\n\n{one.words}".strip()
    for operation in using:
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                response.setdefault("headers", {}).update(
                    {n: {"$ref": f"#/components/headers/{n}"} for n in ("Deprecation", "Sunset")}
                )


def _bodies(node: Any, schemas: dict[str, Any], found: set[str] | None = None) -> set[str]:
    """Return the names of the bodies that *node* has, and of those inside them."""
    found = set() if found is None else found
    if isinstance(node, dict):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in schemas and name not in found:
            found.add(name)
            _bodies(schemas[name], schemas, found)
    for inner in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        _bodies(inner, schemas, found)
    return found
