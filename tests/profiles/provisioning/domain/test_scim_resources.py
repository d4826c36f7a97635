"""Whatever a directory sends is read or refused, and never breaks anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.provisioning.domain.scim_resources import (
    ENTERPRISE,
    FACULTY,
    USER,
    ScimError,
    operations_of,
    patched,
    read_person,
)
from tests.support.examples import examples

PRESENT: dict[str, Any] = {
    "schemas": [USER],
    "id": "1",
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


@settings(max_examples=examples(400))
@given(st.lists(OPERATION, min_size=1, max_size=3))
def test_any_patch_gives_a_person_or_a_refusal(operations):
    before = repr(PRESENT)
    try:
        person = read_person(patched(PRESENT, operations_of({"Operations": operations})))
    except ScimError as error:
        assert error.status == 400
    else:
        assert person.user_name
        assert "@" in person.email or person.email
    assert repr(PRESENT) == before


@settings(max_examples=examples(200))
@given(JSON)
def test_any_body_is_read_or_refused(body):
    for read in (
        operations_of,
        lambda value: read_person(value if isinstance(value, dict) else {}),
    ):
        with pytest.raises(ScimError):
            read(body)


def test_patched_reads_values_whose_keys_are_paths():
    changed = patched(
        PRESENT,
        operations_of(
            {
                "operations": [
                    {
                        "OP": "Replace",
                        "value": {
                            "name.familyName": "Birch",
                            f"{ENTERPRISE}:department": "Cardiology",
                            'emails[type eq "work"].value': "b@north.example",
                        },
                    }
                ]
            }
        ),
    )
    person = read_person(changed)
    assert (person.family_name, person.unit, person.email, person.manager) == (
        "Birch",
        "Cardiology",
        "b@north.example",
        "2",
    )


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
def test_read_person_takes_the_address_for_work(emails, chosen):
    assert read_person({"userName": "name@x.example", "emails": emails}).email == chosen
