"""Every request and every answer of the API has an example, which is what its schema says, whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import override
from openapi_schema_validator import OAS31Validator, oas31_format_checker

from mentornet.api.examples import BODIES, OTHERWISE, STREAM, WAITS
from profiles.people.models.membership import words_for_waiting
from tests.mentornet.api.test_schema import COMMITTED, OPERATIONS

SCHEMAS: dict[str, Any] = COMMITTED["components"]["schemas"]
REFUSALS: dict[str, Any] = COMMITTED["components"]["responses"]


def bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each body that is sent or answered: where, its content type, and what is said of it."""
    for name, operation in OPERATIONS.items():
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} sent", kind, body
        for status, response in operation["responses"].items():
            for kind, body in response.get("content", {}).items():
                yield f"{name} {status}", kind, body
    for code, response in REFUSALS.items():
        for kind, body in response["content"].items():
            yield code, kind, body


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": COMMITTED["components"]}
    checked = OAS31Validator(whole, format_checker=oas31_format_checker)
    return [f"{'/'.join(map(str, e.path))}: {e.message}" for e in checked.iter_errors(value)]


def missing(schema: dict[str, Any], value: Any, *, at: str = "") -> list[str]:
    """The fields that *value* leaves out, and those that the schema does not know."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    schema = next((one for one in schema.get("allOf", ())), schema)
    if "$ref" in schema:
        return missing(schema, value, at=at)
    if isinstance(value, list):
        inner = schema.get("items", {})
        return [one for part in value for one in missing(inner, part, at=f"{at}[]")]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    fields = schema["properties"]
    found = [f"{at}.{name} is unknown" for name in value if name not in fields]
    found += [
        f"{at}.{name}"
        for name, one in fields.items()
        if name not in value
        if one.get("description") != "With `expand`."
        if not (one.get("description") or "").startswith("With `updated_since`")
    ]
    for name, inner in value.items():
        found += missing(fields.get(name, {}), inner, at=f"{at}.{name}")
    return found


def test_every_request_and_answer_has_an_example_that_its_schema_holds_for() -> None:
    wrong: list[str] = []
    for where, kind, body in bodies():
        given = body.get("examples") or {}
        if not given:
            wrong.append(f"{where} has no example as {kind}")
        for name, example in given.items():
            found = faults(body["schema"], example["value"])
            wrong += [f"{where}, {name}: {fault}" for fault in found]

    assert wrong == [], "mentornet/api/examples.py has those of bodies"


def test_examples_of_answers_leave_nothing_out() -> None:
    # How far an import is counts nothing before it begins, and a line of the stream has its own fields.
    wrong = [
        f"{where}: {fault}"
        for where, kind, body in bodies()
        if kind == "application/json" and not where.endswith("sent")
        for example in body["examples"].values()
        for fault in missing(body["schema"], example["value"])
        if not (where.startswith("PUT /api/v1/members/bulk") and fault.startswith(".counts."))
    ]

    assert wrong == []


def test_what_has_to_be_in_a_request_beside_its_body_has_an_example() -> None:
    wrong = [
        f"{name}: {one['name']}"
        for name, operation in OPERATIONS.items()
        for one in operation["parameters"]
        if one.get("required")
        if "example" not in one or faults(one["schema"], one["example"])
    ]

    assert wrong == []


def test_ids_lead_from_one_example_to_the_next() -> None:
    own: dict[str, set[str]] = {}
    for name, body in BODIES.items():
        own.setdefault(name.removesuffix("Resource").lower(), set()).add(str(body.get("id")))
    pointed = {
        f"{name}.{field}": str(value)
        for name, body in BODIES.items()
        for field, value in body.items()
        if field.endswith("_id") and field.removesuffix("_id") in own
    }

    assert {"PairResource.run_id", "TieResource.program_id", "PairResource.tie_id"} <= set(pointed)
    assert [
        where
        for where, value in pointed.items()
        if value not in own[where.partition(".")[2].removesuffix("_id")]
    ] == []


def test_no_example_is_left_over_and_words_are_those_of_the_product() -> None:
    text = json.dumps(COMMITTED["paths"])
    used = {body["schema"].get("$ref", "").rpartition("/")[2] for _w, _k, body in bodies()}
    names = used | {one.removeprefix("Paginated").removesuffix("List") for one in used}
    answers = {
        f"{operation['operationId']} {status}"
        for operation in OPERATIONS.values()
        for status in operation["responses"]
    }

    assert set(BODIES) <= names
    assert set(OTHERWISE) <= answers
    assert all(json.dumps(one) in text for one in STREAM.values())
    with override("en"):
        assert WAITS["message"] == words_for_waiting()


def test_a_missing_a_wrong_and_an_unknown_field_are_found() -> None:
    schema = {"$ref": "#/components/schemas/UnitResource"}
    unit = BODIES["UnitResource"]

    assert missing(schema, {**unit, "sla": 1}) == [".sla is unknown"]
    assert missing(schema, {"id": unit["id"], "parent_id": None}) == [".name"]
    assert [one.partition(":")[0] for one in faults(schema, {**unit, "name": 3})] == ["name"]
    assert [one.partition(":")[0] for one in faults(schema, {**unit, "id": "x"})] == ["id"]
    day = {"$ref": "#/components/schemas/CountResource"}
    assert faults(day, BODIES["CountResource"]) == []
    assert faults(day, {**BODIES["CountResource"], "day": "yesterday"})
    assert faults(day, {**BODIES["CountResource"], "created_at": "now"})
