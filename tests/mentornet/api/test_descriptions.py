"""Whatever the description of the API has in it says what it means, and how large it can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mentornet.api.descriptions import FIELDS, PARAMETERS, SCHEMAS, TAGS
from tests.mentornet.api.test_schema import COMMITTED, OPERATIONS

BODIES: dict[str, Any] = COMMITTED["components"]["schemas"]


def fields() -> Iterator[tuple[str, str]]:
    """Every field of every body, with what is said of it."""
    for name, body in BODIES.items():
        for field, found in body["properties"].items():
            yield f"{name}.{field}", found.get("description", "")
            for inner, deep in found.get("items", {}).get("properties", {}).items():
                yield f"{field}.{inner}", deep.get("description", "")


def test_every_body_field_parameter_answer_and_tag_says_what_it_means() -> None:
    without = [name for name, body in BODIES.items() if not body.get("description")]
    without += [name for name, words in fields() if not words]
    for name, operation in OPERATIONS.items():
        without += [f"{name}: {p['name']}" for p in operation["parameters"] if not p["description"]]
        answers = operation["responses"].items()
        without += [f"{name}: {s}" for s, r in answers if not r.get("description", "$ref" in r)]
    without += [tag["name"] for tag in COMMITTED["tags"] if not tag["description"]]

    assert without == [], "say it beside the field, or in mentornet/api/descriptions.py"


def test_notes_to_programmers_stay_inside() -> None:
    assert [name for name, body in BODIES.items() if "expandable" in body["description"]] == []


def test_no_words_are_left_over() -> None:
    said = {words for _name, words in fields()}
    parameters = {p["description"] for one in OPERATIONS.values() for p in one["parameters"]}

    assert [name for name, words in FIELDS.items() if words not in said] == []
    assert [name for name, words in PARAMETERS.items() if words not in parameters] == []
    assert set(SCHEMAS) <= set(BODIES)
    assert set(TAGS) == {tag["name"] for tag in COMMITTED["tags"]}


def test_a_live_description_names_the_server_that_it_comes_from(client: Any) -> None:
    assert [one["url"] for one in client.get("/api/openapi.json").json()["servers"]] == ["/"]
    assert COMMITTED["servers"][0]["url"] == "https://{host}"
    assert COMMITTED["info"]["contact"]["name"]
