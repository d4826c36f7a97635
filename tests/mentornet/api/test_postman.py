"""The collection for Postman and Bruno: whole, and understood by Postman's own runner and by us."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import InstitutionFactory, MembershipFactory
from tests.mentornet.api.test_schema import COMMITTED, METHODS
from tests.support.api import Api
from tests.support.node import NODE, install, run

NEWMAN = "node_modules/newman/bin/newman.js"


@pytest.fixture
def collection() -> dict[str, Any]:
    answer = Client().get("/api/postman.json")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="mentornet.postman_collection.json"'
    )
    return answer.json()


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in COMMITTED["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def requests(collection: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The requests by method and path as the description writes them, each with its folder."""
    _token, *folders = collection["item"]
    found = [
        (re.sub(r":(\w+)", r"{\1}", "/" + "/".join(one["request"]["url"]["path"])), one, folder)
        for folder in folders
        for one in folder["item"]
    ]
    assert len({(path, one["request"]["method"]) for path, one, _folder in found}) == len(found)
    return {
        f"{one['request']['method']} {path}": one["request"] | {"folder": folder["name"]}
        for path, one, folder in found
    }


def test_each_operation_is_a_request_in_the_folder_of_its_tag(collection: dict[str, Any]) -> None:
    found = {name: [one["folder"]] for name, one in requests(collection).items()}

    assert found == {name: one["tags"] for name, one in operations()}


def test_bodies_are_the_examples_of_the_description(collection: dict[str, Any]) -> None:
    found = {
        name: json.loads(one["body"]["raw"])
        for name, one in requests(collection).items()
        if "body" in one
    }
    expected = {
        name: next(iter(body["examples"].values()))["value"]
        for name, one in operations()
        if (body := one.get("requestBody", {}).get("content", {}).get("application/json"))
    }

    assert len(expected) >= 11
    assert found == expected


def test_what_must_be_sent_is_on_and_what_may_be_left_out_is_off(
    collection: dict[str, Any],
) -> None:
    for name, operation in operations():
        sent = requests(collection)[name]
        found = {
            one["key"]: not one.get("disabled", False)
            for one in [*sent["url"].get("query", []), *sent["header"]]
            if one["key"] not in ("Accept", "Content-Type")
        }
        assert found == {
            one["name"]: bool(one.get("required")) or one["name"] == "Idempotency-Key"
            for one in operation["parameters"]
            if one["in"] != "path"
        }, name


@pytest.mark.long
@pytest.mark.tools
@pytest.mark.django_db(transaction=True)
def test_every_request_is_understood(live_server: Any, tmp_path: Path) -> None:
    """Newman, the runner of Postman, sends them all, with a token that it gets by the first."""
    install("newman")
    api = Api(InstitutionFactory())
    MembershipFactory(institution=api.client.institution, external_id="F10007")  # of the examples
    file, told = tmp_path / "collection.json", tmp_path / "told.json"
    file.write_bytes(Client().get("/api/postman.json").content)
    given = {
        "baseUrl": live_server.url,
        "clientId": api.client.client_id,
        "clientSecret": api.secret,
    }

    done = run(
        *(NODE, NEWMAN, "run", str(file), "--reporters", "json"),
        *("--reporter-json-export", str(told), "--timeout-request", "20000"),
        *(word for key, value in given.items() for word in ("--env-var", f"{key}={value}")),
    )

    assert told.exists(), done.stdout + done.stderr
    ran = json.loads(told.read_text())["run"]
    assert [(one["source"]["name"], one["error"]["message"]) for one in ran["failures"]] == []
    answers = {
        f"{one['request']['method']} {one['item']['name']}": (
            one["response"]["code"],
            bytes(one["response"]["stream"]["data"]).decode(),
        )
        for one in ran["executions"]
    }
    assert len(answers) == 1 + sum(1 for _one in operations())
    refused = {
        name: json.loads(body)
        for name, (code, body) in answers.items()
        # What it names is not there, is of another version, or waits for something: understood.
        if code not in (200, 201, 202, 404, 409, 412)
    }
    assert {name: [one["pointer"] for one in told["errors"]] for name, told in refused.items()} == {
        "POST Add a webhook endpoint": ["/url"],  # no such host
        "POST Match a program's people": ["/program_id"],  # no such program
    }
    assert answers["POST Add a person"][0] == 201
