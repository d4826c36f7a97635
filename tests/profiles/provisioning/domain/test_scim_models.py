"""The schema that is published: what strict clients look for in it."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.provisioning.domain.scim_models import NOT_KEPT, EnterpriseUser, Faculty, Group, User


def attributes_of(model: Any) -> list[dict[str, Any]]:
    return model.to_schema().model_dump()["attributes"]


@pytest.mark.parametrize("model", [User, EnterpriseUser, Faculty, Group])
def test_every_attribute_says_what_it_is(model):
    for attribute in attributes_of(model):
        for one in [attribute, *attribute.get("subAttributes", [])]:
            assert one["description"], one["name"]
            if one["description"] == NOT_KEPT:
                assert one["mutability"] == "readOnly", one["name"]


def test_members_are_declared_with_their_type_and_address():
    (members,) = (one for one in attributes_of(Group) if one["name"] == "members")
    parts = {one["name"]: one for one in members["subAttributes"]}
    assert parts["$ref"]["referenceTypes"] == ["User"]
    assert parts["type"]["canonicalValues"] == ["User"]
    assert {parts[name]["mutability"] for name in ("value", "$ref", "type")} == {"immutable"}
    assert (parts["display"]["mutability"], parts["display"]["returned"]) == ("readOnly", "request")


def test_roles_are_not_given_by_a_directory():
    known = {one["name"]: one for one in attributes_of(User)}
    for name in ("roles", "entitlements", "groups", "password"):
        assert known[name]["mutability"] == "readOnly"
    assert known["password"]["returned"] == "never"
