"""Words, bounds and examples in the description of the API, where the code that makes it leaves them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mentornet.api.descriptions import FIELDS, PARAMETERS, SCHEMAS, TAGS
from mentornet.api.examples import BODIES, LINES, OTHERWISE, REQUIRED, STREAM
from mentornet.api.problems import LONGEST_HEADER

ANSWERS = {
    "200": "What was asked for, or as it is now.",
    "201": "It is made.",
    "202": "It is accepted, and will be done.",
    "204": "It is done, and there is nothing to tell.",
}
# How long a text of a format can be at most. A web server takes no longer line than that of an address.
LONGEST = {"uuid": 36, "date": 10, "date-time": 40, "email": 254, "uri": 8000, "binary": 8 * 2**20}
# No answer has longer texts or lists. What is sent says how long it may be, field by field.
LONGEST_TEXT = 100_000
LONGEST_LIST = 100_000
LARGEST = 2**31 - 1


def complete(result: dict[str, Any]) -> None:
    """Describe and bound what *result*, the description of the API, has in it."""
    _describe_schemas(result["components"]["schemas"])
    used = set()
    for operation in _operations(result):
        used |= set(operation["tags"])
        for one in operation["parameters"]:
            if not one.get("description"):
                one["description"] = PARAMETERS.get(one["name"], "")
        for status, response in operation["responses"].items():
            if "$ref" not in response and not response.get("description"):
                response["description"] = ANSWERS.get(status, "")
    result["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in sorted(used)]
    _bound(result)


def _operations(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in result["paths"].values():
        yield from path.values()


def _describe_schemas(schemas: dict[str, Any]) -> None:
    for name, schema in schemas.items():
        if name in SCHEMAS:
            schema["description"] = SCHEMAS[name]
        elif name.startswith("Paginated"):
            schema["description"] = "A page of a list."
        for field, found in schema.get("properties", {}).items():
            if not found.get("description"):
                found["description"] = FIELDS.get(f"{name}.{field}") or FIELDS.get(field, "")
            for inner, deep in found.get("items", {}).get("properties", {}).items():
                deep.setdefault("description", FIELDS.get(f"{field}.{inner}", ""))


def _bound(node: Any, *, most: int = LONGEST_TEXT) -> None:
    """Say how long each text and list in *node* can be, and how large each number."""
    if isinstance(node, list):
        for inner in node:
            _bound(inner, most=most)
        return
    if not isinstance(node, dict):
        return
    if node.get("in") == "header":
        most = LONGEST_HEADER
    if "properties" not in node:
        _bound_one(node, most)
    for kind, body in node.get("content", {}).items():
        if kind == "text/csv":
            body["schema"].setdefault("maxLength", LARGEST)  # a whole table
    for key, inner in node.items():
        if key not in ("example", "examples", "default", "enum", "const"):
            _bound(inner, most=most)


def _bound_one(schema: dict[str, Any], most: int) -> None:
    types = schema.get("type", ())
    kinds = {types} if isinstance(types, str) else {one for one in types if isinstance(one, str)}
    if "string" in kinds and not {"enum", "const"} & set(schema):
        schema.setdefault("maxLength", LONGEST.get(schema.get("format", ""), most))
    elif "integer" in kinds and "enum" not in schema:
        schema.setdefault("minimum", 0)
        schema.setdefault("maximum", LARGEST)
        schema.setdefault("format", "int64" if schema["maximum"] > LARGEST else "int32")
    elif "array" in kinds:
        schema.setdefault("maxItems", LONGEST_LIST)


# Examples -------------------------------------------------------------------------------------


def add_examples(result: dict[str, Any]) -> None:
    """Give an example to each body in *result*, the description of the API, that has none."""
    operations = [
        (path, operation)
        for path, several in result["paths"].items()
        for operation in several.values()
    ]
    bodies = BODIES | dict(_own([operation for _path, operation in operations]))
    for path, operation in operations:
        taken = operation.get("requestBody", {}).get("content", {})
        for kind, body in taken.items():
            if kind.endswith("x-ndjson"):
                body["examples"] = {"TwoPeople": {"value": LINES}}
            elif "examples" not in body:
                body["examples"] = taken["application/json"]["examples"]
        for status, response in operation["responses"].items():
            for kind, body in response.get("content", {}).items():
                _answer(body, kind, f"{operation['operationId']} {status}", bodies)
        for one in operation["parameters"]:
            if one.get("required"):
                known = REQUIRED.get(one["name"])
                one["example"] = known or _id(path, result["paths"], bodies)


def _answer(body: dict[str, Any], kind: str, name: str, bodies: Mapping[str, Any]) -> None:
    if "examples" in body:
        return
    schema = _name(body)
    if kind.endswith("x-ndjson"):
        body["examples"] = {key: {"value": value} for key, value in STREAM.items()}
    elif inner := schema.removeprefix("Paginated").removesuffix("List") * (
        schema.startswith("Paginated")
    ):
        if inner in bodies:
            body["examples"] = {"OnePage": {"value": {"items": [bodies[inner]], "next": None}}}
    elif schema in bodies:
        body["examples"] = {"Example": {"value": bodies[schema] | OTHERWISE.get(name, {})}}


def _own(operations: list[Any]) -> Iterator[tuple[str, Any]]:
    """The examples that views have themselves, by the name of the body."""
    for operation in operations:
        for response in operation["responses"].values():
            for body in response.get("content", {}).values():
                for example in body.get("examples", {}).values():
                    yield _name(body), example["value"]


def _id(path: str, paths: Mapping[str, Any], bodies: Mapping[str, Any]) -> Any:
    """The id of the row that *path* begins with."""
    row = paths[path.partition("{id}")[0] + "{id}"]["get"]
    return bodies[_name(row["responses"]["200"]["content"]["application/json"])]["id"]


def _name(body: Mapping[str, Any]) -> str:
    return str(body["schema"].get("$ref", "")).rpartition("/")[2]
