"""The OpenAPI description: what drf-spectacular reads from the views, and what holds everywhere."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from mentornet.api.completing import add_examples, complete
from mentornet.api.problems import MAX_PARAMETER, PROBLEM, PROBLEMS, problem
from mentornet.api.resources import Resource
from mentornet.api.scopes import FOR_CLIENTS_ALONE, SCOPES, scope_of
from mentornet.api.versions import describe

PREFIX = "/api/v1/"
# Status → code of the problem, where it stands for every operation.
EVERYWHERE = {400: "invalid_parameter", 401: "not_authenticated", 403: "insufficient_scope"}
LIMITED = {406: "not_acceptable", 429: "throttled", 500: "internal_error", 503: "busy"}
GONE = {410: "changes_gone"}
WRITING = {409: "conflict", 413: "too_large", 415: "unsupported_media_type", 422: "invalid"}
# What is refused before it is counted against the limit.
UNCOUNTED = (401, 403, 406)
VERSIONED = {412: "precondition_failed", 428: "precondition_required"}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is for programs, `detail` for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "synced_until": {
            "type": "string",
            "format": "date-time",
            "description": "With `changes_gone`: from when to go on, once everything is read again.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Where in the body: a JSON pointer (RFC 6901).",
                    },
                    "parameter": {"type": "string", "description": "Which parameter."},
                    "header": {"type": "string", "description": "Which header."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
FAULT = {
    "pointer": "/email",
    "code": "email",
    "detail": "This is not an email address. Enter one like name@school.example.",
}
SECURITY_SCHEMES: dict[str, Any] = {
    "client": {
        "type": "oauth2",
        "description": "A client of the institution; directors make it under Settings → API clients.",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/api/oauth/token",
                "scopes": {name: str(words) for name, words in SCOPES.items()},
            }
        },
    },
    "secret": {
        "type": "http",
        "scheme": "basic",
        "description": "The client's id and secret, for the tables of published figures alone.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A signed-in program director. Writing needs the header X-CSRFToken, too.",
    },
}
RATE_HEADERS = {
    "RateLimit": {
        "description": "How many requests are left, and in how many seconds the count starts again.",
        "schema": {"type": "string"},
        "example": '"minute";r=599;t=42',
    },
    "RateLimit-Policy": {
        "description": "How many requests a window has.",
        "schema": {"type": "string"},
        "example": '"minute";q=600;w=60',
    },
}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
ETAG = {"description": "The version of this answer.", "schema": {"type": "string"}}


def only_v1(endpoints: list[Any], **_more: Any) -> list[Any]:
    """Keep what belongs to the API, without the address that answers for those that are none."""
    return [one for one in endpoints if one[0].startswith(PREFIX)]


class ApiSchema(AutoSchema):
    """An operation with its scope, its refusals, and what every resource has in common."""

    view: Any

    def get_tags(self) -> list[str]:
        return [self.view.resource]

    def get_operation_id(self) -> str:
        return super().get_operation_id().removeprefix("v1_")

    def get_auth(self) -> list[Any]:
        found: list[Any] = [{"client": [self._scope]}]
        if self._scope not in FOR_CLIENTS_ALONE:
            found.append({"session": []})
        if self.view.takes_secret:
            found.append({"secret": []})
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_operation(*args, **kwargs)
        if found is None:
            return None
        words = f"{found.get('description', '')}\n\nScope: `{self._scope}`."
        found["description"] = words.strip()
        found.setdefault("parameters", []).extend(self._more_parameters(found))
        found["parameters"].sort(key=lambda one: (one["in"], one["name"]))
        self._add_refusals(found)
        self._add_headers(found)
        found["responses"] = dict(sorted(found["responses"].items()))
        return found

    @property
    def _scope(self) -> str:
        return scope_of(self.view.resource, self.method, reading=self.view.reading)

    @property
    def _streams(self) -> bool:
        """Whether the answer is made while it is read, so that it has no tag."""
        return self.view.resource == "export"

    @property
    def _handler(self) -> Any:
        return getattr(self.view, self.view.action or "", None)

    def _more_parameters(self, found: dict[str, Any]) -> list[dict[str, Any]]:
        more = []
        serializer = getattr(self.view, "serializer_class", None)
        if self.method == "GET" and not self._streams:
            more.append(_header("If-None-Match", "The ETag that you have. 304 if nothing changed."))
            if serializer is not None and issubclass(serializer, Resource):
                names = [*serializer.Meta.fields, *serializer.expandable]
                more.append(_names("fields", names, "Only these fields. `id` is always included."))
                if serializer.expandable:
                    names = list(serializer.expandable)
                    more.append(_names("expand", names, "Include these, one step deep."))
        if getattr(self._handler, "is_idempotent", False):
            words = "Any unique value. The same request twice within a day acts once."
            more.append(_header("Idempotency-Key", words, maxLength=255, pattern="^[!-~]+$"))
        if self.method == "PATCH" or self.view.action in ("end", "external"):
            words = "The ETag that you read. 412 if it changed since."
            more.append(_header("If-Match", words, required=self.method == "PATCH"))
        there = {(one["in"], one["name"]) for one in found["parameters"]}
        return [one for one in more if (one["in"], one["name"]) not in there]

    def _add_refusals(self, found: dict[str, Any]) -> None:
        refusals = {**EVERYWHERE, **LIMITED}
        if "{" in self.path or self.view.resource == "reports":
            refusals[404] = "not_found"
        if {"since", "updated_since"} & {one["name"] for one in found["parameters"]} and (
            self._streams or self.view.changes
        ):
            refusals |= GONE
        if self.method != "GET":
            refusals |= WRITING
        if self.method == "PATCH":
            refusals |= VERSIONED
        elif any(one["name"] == "If-Match" for one in found["parameters"]):
            refusals[412] = "precondition_failed"
        for status, code in refusals.items():
            found["responses"][str(status)] = {"$ref": f"#/components/responses/{code}"}
        if self.method == "GET" and not self._streams:
            found["responses"]["304"] = {"description": "You already have it."}

    def _add_headers(self, found: dict[str, Any]) -> None:
        for status, response in found["responses"].items():
            if "$ref" in response or not status.startswith("2"):
                continue
            headers = response.setdefault("headers", {})
            headers |= {n: {"$ref": f"#/components/headers/{n}"} for n in RATE_HEADERS}
            if self.method == "GET" and not self._streams:
                headers["ETag"] = {"$ref": "#/components/headers/ETag"}
            if status in ("201", "202"):
                headers["Location"] = {
                    "description": "Where it is now.",
                    "schema": {"type": "string", "format": "uri"},
                }


def _header(name: str, words: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "schema": {"type": "string", **more},
        "description": words,
    }


def _names(name: str, names: list[str], words: str) -> dict[str, Any]:
    one_of = "|".join(names)
    return {
        "name": name,
        "in": "query",
        "schema": {"type": "string", "pattern": f"^({one_of})(,({one_of}))*$"},
        "description": f"{words} With commas between them: {', '.join(names)}.",
    }


def finish(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Add what all operations refer to, and what follows from what."""
    components = result.setdefault("components", {})
    components["securitySchemes"] = SECURITY_SCHEMES
    components["headers"] = {**RATE_HEADERS, "ETag": ETAG}
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    refusals = {**EVERYWHERE, **LIMITED, 404: "not_found", **GONE, **WRITING, **VERSIONED}
    components["responses"] = {code: _refusal(status, code) for status, code in refusals.items()}
    components["schemas"] = dict(sorted(components["schemas"].items()))
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False  # see mentornet/api/bodies.py
        # `fields` may leave out everything but the id.
        if schema.get("properties", {}).get("id", {}).get("readOnly"):
            schema["required"] = ["id"]
    _bound(result)
    _tidy(result)
    _add_sync(result)
    _add_links(result)
    complete(result)
    add_examples(result)
    describe(result)
    return result


def _bound(result: dict[str, Any]) -> None:
    """Say how long the texts of parameters may be, where nothing else says which they are."""
    for path in result["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                schema = one["schema"]
                is_text = one["in"] == "query" and schema.get("type") == "string"
                if is_text and not {"enum", "format", "maxLength"} & set(schema):
                    schema["maxLength"] = MAX_PARAMETER


def _tidy(node: Any) -> None:
    """Take out what the generator notes for itself."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
        for inner in node.values():
            _tidy(inner)
    elif isinstance(node, list):
        for inner in node:
            _tidy(inner)


def _refusal(status: int, code: str) -> dict[str, Any]:
    example = problem(status, code, str(PROBLEMS[code]))
    example["type"] = f"https://mentornet.example.org/api/problems#{code}"
    if status == 422:
        example["errors"] = [FAULT]
    found: dict[str, Any] = {
        "description": str(PROBLEMS[code]),
        "content": {
            PROBLEM: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"value": example}},
            }
        },
    }
    if 400 <= status < 500 and status not in UNCOUNTED:
        found["headers"] = {n: {"$ref": f"#/components/headers/{n}"} for n in RATE_HEADERS}
    if status in (429, 503):
        found.setdefault("headers", {})["Retry-After"] = RETRY_AFTER
    return found


def _add_sync(result: dict[str, Any]) -> None:
    """What the pages of a list have beside their items, where it is asked for what changed."""
    for name, page in result["components"]["schemas"].items():
        if name.startswith("Paginated"):
            page["properties"] |= {
                "removed": {
                    "type": "array",
                    "items": {"type": "string", "format": "uuid"},
                    "description": "With `updated_since`: ids of what can’t be read any more.",
                },
                "synced_until": {
                    "type": "string",
                    "format": "date-time",
                    "description": "With `updated_since`: what to pass as `updated_since` the next time. "
                    "Keep that of the first page.",
                },
            }


def _add_links(result: dict[str, Any]) -> None:
    """What was made can be read: tools follow these from one operation to the next."""
    by_id = {
        operation["operationId"]: operation
        for path in result["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    for name, operation in by_id.items():
        reading = name.removesuffix("_create") + "_retrieve"
        targets = [reading]
        if name == "members_bulk_update":
            targets = ["imports_retrieve", "imports_rows"]
        elif not name.endswith("_create") or reading not in by_id:
            continue
        if name == "members_create":
            targets += ["members_partial_update", "members_end_create"]
        for status in ("201", "202"):
            if response := operation["responses"].get(status):
                response["links"] = {
                    target: {
                        "operationId": target,
                        "parameters": {"path.id": "$response.body#/id"},
                    }
                    for target in targets
                    if target in by_id
                }
