"""Whatever a directory sends is read or refused, and never breaks anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scim2_models import Context

from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY, USER, Person
from profiles.provisioning.domain.scim_persons import Wish, filled, wish_of
from profiles.provisioning.domain.scim_resources import ScimError, patched, read, shown
from tests.support.examples import examples

PRESENT: dict[str, Any] = {
    "schemas": [USER, ENTERPRISE, FACULTY],
    "userName": "ada",
    "name": {"givenName": "Ada", "familyName": "Moreno"},
    "emails": [{"value": "ada@north.example", "type": "work", "primary": True}],
    "active": True,
    ENTERPRISE: {"employeeNumber": "E1", "manager": {"value": "2"}},
    FACULTY: {"rank": "assistant"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["value", "type", "primary", "givenName", "emails", "name", "x", ENTERPRISE]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
PATHS = st.sampled_from(
    [
        None, "", "active", "userName", "name", "name.givenName", "emails", "emails.value", "manager",
        'emails[type eq "work"]', 'emails[type eq "work"].value', "emails[primary eq true].value",
        "emails[", "[]", "members", 'members[value eq "3"]', ENTERPRISE, f"{ENTERPRISE}:manager",
        f"{ENTERPRISE}:manager.value", f"{ENTERPRISE}:department", f"{FACULTY}:rank", "title", "x.y",
        f"{USER}:userName", "urn:x:y", "displayName", "schemas",
    ]
)  # fmt: skip
OPERATION = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Replace", "REMOVE", "swap"]), "path": PATHS, "value": JSON}
)


def present() -> Any:
    person = read(Person, PRESENT, Context.RESOURCE_CREATION_REQUEST)
    person.id = "1"
    return person


def after(*operations: dict[str, Any]) -> Wish:
    before = present()
    return wish_of(patched(before, {"Operations": list(operations)}), before=before)


@settings(max_examples=examples(400))
@given(st.lists(OPERATION, min_size=1, max_size=3))
def test_any_patch_gives_a_person_or_a_refusal(operations):
    before = present()
    said = shown(before)
    try:
        wish = wish_of(patched(before, {"Operations": operations}), before=before)
    except ScimError as error:
        assert error.status == 400
    else:
        assert wish.user_name
        assert wish.email
    assert shown(before) == said


@settings(max_examples=examples(200))
@given(JSON)
def test_any_body_is_refused_that_is_no_one(body):
    with pytest.raises(ScimError):
        read(Person, filled(body, active=True), Context.RESOURCE_CREATION_REQUEST)


def test_patched_reads_values_whose_keys_are_paths():
    wish = after(
        {
            "OP": "Replace",
            "value": {
                "name.familyName": "Birch",
                f"{ENTERPRISE}:department": "Cardiology",
                'emails[type eq "work"].value': "b@north.example",
            },
        }
    )
    assert (wish.family_name, wish.unit, wish.email, wish.manager) == (
        "Birch",
        "Cardiology",
        "b@north.example",
        None,
    )


@pytest.mark.parametrize(
    ("operation", "manager"),
    [
        ({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "5"}, "5"),
        ({"op": "Replace", "path": f"{ENTERPRISE}:manager.value", "value": "5"}, "5"),
        ({"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": {"value": "5"}}, "5"),
        ({"op": "Replace", "value": {f"{ENTERPRISE}:manager": "5"}}, "5"),
        ({"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": ""}, ""),
        ({"op": "Remove", "path": f"{ENTERPRISE}:manager"}, ""),
        ({"op": "Replace", "path": "title", "value": "Dean"}, None),
    ],
)
def test_manager_is_read_however_it_is_written(operation, manager):
    assert after(operation).manager == manager


@pytest.mark.parametrize(
    ("emails", "chosen"),
    [
        ([{"value": "a@x.example"}, {"value": "b@x.example", "primary": True}], "b@x.example"),
        ([{"value": "a@x.example", "type": "home"}, {"value": "w@x.example", "type": "work"}], "w@x.example"),
        ([{"value": "a@x.example", "type": "home"}], "a@x.example"),
        ([], "name@x.example"),
        (None, "name@x.example"),
    ],
)  # fmt: skip
def test_the_address_for_work_is_taken(emails, chosen):
    body = filled({**PRESENT, "userName": "name@x.example", "emails": emails}, active=True)
    assert wish_of(read(Person, body, Context.RESOURCE_CREATION_REQUEST)).email == chosen


@pytest.mark.parametrize(
    ("more", "scim_type", "words"),
    [
        ({"colour": "blue"}, "invalidSyntax", "There is no such attribute: colour"),
        ({"urn:okta:x": {}}, "invalidSyntax", "There is no such attribute: urn:okta:x"),
        ({ENTERPRISE: {"desk": "4"}}, "invalidSyntax", f"{ENTERPRISE}:desk"),
        ({"active": "perhaps"}, "invalidValue", "active"),
        ({"title": "a\x00b"}, "invalidValue", "character"),
        ({"title": "\ud800"}, "invalidValue", "character"),
        ({"title": "x" * 201}, "invalidValue", "title"),
        ({"name": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}, "invalidSyntax", "nested"),
    ],
)
def test_what_no_one_knows_is_refused_by_its_name(more, scim_type, words):
    with pytest.raises(ScimError) as refused:
        wish_of(read(Person, {**PRESENT, **more}, Context.RESOURCE_CREATION_REQUEST))
    assert (refused.value.status, refused.value.scim_type) == (400, scim_type)
    assert words in str(refused.value.message)


def test_what_no_one_keeps_is_passed_over():
    body = {**PRESENT, "password": "1mz050nq", "locale": "en-US", "groups": [], "id": "7",
            "phoneNumbers": [{"value": "555", "type": "work"}], "meta": {"resourceType": "User"}}  # fmt: skip
    said = shown(read(Person, body, Context.RESOURCE_CREATION_REQUEST))
    assert said.keys() == PRESENT.keys()
