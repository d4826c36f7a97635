"""The description of the API: complete, as committed, and kept."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from mentornet.api.compatibility import breaking_changes
from mentornet.api.scopes import SCOPES
from mentornet.management.commands import write_api_schema
from mentornet.management.commands.write_api_schema import SCHEMA, described

METHODS = ("get", "put", "post", "patch", "delete")
COMMITTED: dict[str, Any] = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in COMMITTED["paths"].items()
    for method, operation in operations.items()
    if method in METHODS
}


def test_committed_description_breaks_nobody_and_is_up_to_date() -> None:
    now = described()

    assert breaking_changes(COMMITTED, yaml.safe_load(now)) == []
    assert now == SCHEMA.read_text(encoding="utf-8"), "Run `make api-schema` and commit it."


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_says_what_it_is_needs_and_answers(name: str) -> None:
    operation = OPERATIONS[name]
    (scope,) = operation["security"][0]["client"]
    refusals = {status for status in operation["responses"] if status.startswith("4")}

    assert operation["summary"]
    assert scope in SCOPES
    assert refusals >= {"400", "401", "403", "406", "429"}
    assert [one["name"] for one in operation["parameters"] if one["name"] == "Idempotency-Key"] == (
        ["Idempotency-Key"] if name.startswith("POST") or name.endswith("/bulk") else []
    )
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        assert kind == "application/x-ndjson" or "$ref" in body["schema"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_says_how_long_its_texts_are_and_that_we_may_fail(name: str) -> None:
    operation = OPERATIONS[name]
    bounded = {"enum", "format", "maxLength", "pattern"}
    without = [
        one["name"]
        for one in operation["parameters"]
        if one["in"] != "header" and one["schema"].get("type") == "string"
        if not bounded & set(one["schema"])
    ]

    assert without == []
    assert {"500", "503"} <= set(operation["responses"])


def test_every_text_of_a_body_says_how_long_it_is() -> None:
    schemas = COMMITTED["components"]["schemas"]
    without = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        if name.endswith("Request")
        for field, found in schema["properties"].items()
        for text in (found, found.get("items", {}))
        if "string" in text.get("type", ())
        if not {"enum", "format", "maxLength"} & set(text)
    ]

    assert without == []


def changed(edit: Any) -> list[str]:
    new = deepcopy(COMMITTED)
    edit(new)
    return breaking_changes(COMMITTED, new)


PERSON = COMMITTED["components"]["schemas"]["MemberInputRequest"]


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda s: s["paths"].pop("/api/v1/institution"), ["GET /api/v1/institution is gone"]),
        (
            lambda s: s["paths"]["/api/v1/units"]["get"]["parameters"].pop(),
            ["GET /api/v1/units: the parameter updated_since is gone"],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitResource"]["properties"].pop("name"),
            [
                "GET /api/v1/units: 200.items[]: the field name is gone",
                "POST /api/v1/units: 201: the field name is gone",
                "GET /api/v1/units/{id}: 200: the field name is gone",
                "PATCH /api/v1/units/{id}: 200: the field name is gone",
            ],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitInputRequest"]["required"].append(
                "parent_id"
            ),
            ["POST /api/v1/units: body: the field parent_id must be sent now"],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitInputRequest"]["properties"].pop("parent_id"),
            ["POST /api/v1/units: body: the field parent_id is gone"],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitInputRequest"]["properties"]["name"].update(
                maxLength=20
            ),
            ["POST /api/v1/units: body.name: maxLength is narrower now"],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitResource"]["properties"]["name"].update(
                type="integer"
            ),
            [
                "GET /api/v1/units: 200.items[].name: integer where string was",
                "POST /api/v1/units: 201.name: integer where string was",
                "GET /api/v1/units/{id}: 200.name: integer where string was",
                "PATCH /api/v1/units/{id}: 200.name: integer where string was",
            ],
        ),
        (
            lambda s: s["components"]["schemas"]["RunInputRequest"]["properties"]["method"][
                "enum"
            ].remove("best"),
            ["POST /api/v1/runs: body.method: 'best' is not taken any more"],
        ),
        (
            lambda s: s["paths"]["/api/v1/units"]["get"]["security"].__setitem__(
                0, {"client": ["members:read"]}
            ),
            ["GET /api/v1/units: the scope members:read is needed now"],
        ),
        (
            lambda s: s["paths"]["/api/v1/units"]["post"]["responses"].pop("201"),
            ["POST /api/v1/units: 201 is not answered any more"],
        ),
        (
            lambda s: s["components"]["schemas"]["UnitResource"]["properties"].update(
                code={"type": "string"}
            ),
            [],
        ),
        (lambda s: s["paths"].update({"/api/v1/new": {"get": {}}}), []),
    ],
)
def test_what_breaks_programs_is_found_and_what_does_not_is_not(edit: Any, found: list) -> None:
    assert changed(edit) == found


def test_command_refuses_to_write_what_breaks_programs(tmp_path, monkeypatch) -> None:
    broken = deepcopy(COMMITTED)
    broken["paths"]["/api/v1/gone"] = {"get": {}}
    file = tmp_path / "openapi.yaml"
    file.write_text(yaml.safe_dump(broken), encoding="utf-8")
    monkeypatch.setattr(write_api_schema, "SCHEMA", file)

    with pytest.raises(CommandError, match="GET /api/v1/gone is gone"):
        call_command("write_api_schema")
    call_command("write_api_schema", "--break", verbosity=0)

    assert yaml.safe_load(file.read_text(encoding="utf-8")) == COMMITTED
