"""Lists: sorted, in pages, by POST, of one kind and of all, with the attributes that are wanted."""

from __future__ import annotations

import pytest

from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import entra_user, error_of, okta_user

pytestmark = pytest.mark.django_db
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@pytest.fixture
def people(directory):
    directory("POST", "Users", okta_user(title="Dean"))
    directory("POST", "Users", entra_user(title=None))


@pytest.mark.parametrize(
    ("by", "direction", "names"),
    [
        ("name.familyName", "", ["Birch", "Moreno"]),
        ("name.familyName", "descending", ["Moreno", "Birch"]),
        ("userName", "ascending", ["Moreno", "Birch"]),
        ("emails", "descending", ["Birch", "Moreno"]),
        (f"{ENTERPRISE}:employeeNumber", "descending", ["Birch", "Moreno"]),
        ("meta.created", "", ["Moreno", "Birch"]),
        ("title", "descending", ["Moreno", "Birch"]),
        ("emails.type", "", None),
        ("nickName", "descending", None),
    ],
)
def test_sorted(directory, people, by, direction, names):
    found = directory("GET", "Users", sortBy=by, sortOrder=direction).json()["Resources"]
    shown = [one["name"]["familyName"] for one in found]
    # What is the same for all leaves them in the order of their ids.
    assert shown == names if names else sorted(shown) == ["Birch", "Moreno"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"sortBy": "colour"}, (400, "invalidPath")),
        ({"sortBy": "a b"}, (400, "invalidPath")),
        ({"sortBy": "name"}, (400, "invalidPath")),
        ({"sortBy": "userName", "sortOrder": "up"}, (400, "invalidValue")),
        ({"attributes": "colour"}, (400, "invalidPath")),
        ({"excludedAttributes": "userName,colour"}, (400, "invalidPath")),
        ({"attributes": "userName", "excludedAttributes": "title"}, (400, "invalidValue")),
        ({"count": "x"}, (400, "invalidValue")),
        ({"filter": "userName eq"}, (400, "invalidFilter")),
    ],
)
def test_what_is_not_understood_is_refused(directory, people, parameters, expected):
    assert error_of(directory("GET", "Users", **parameters)) == expected
    body = {"schemas": [SEARCH], **parameters}
    assert error_of(directory("POST", "Users/.search", body))[0] == expected[0]


def test_groups_are_sorted_by_their_paths(directory, institution):
    medicine = UnitFactory(institution=institution, name="medicine")
    UnitFactory(institution=institution, name="Art", parent=medicine)
    UnitFactory(institution=institution, name="Law")
    found = directory("GET", "Groups", sortBy="displayName", sortOrder="descending").json()
    names = [one["displayName"] for one in found["Resources"]]
    assert names == ["medicine / Art", "medicine", "Law"]


def test_search_is_the_same_as_the_list(directory, people):
    asked = {"filter": "active eq true", "sortBy": "userName", "count": 1, "startIndex": 2}
    listed = directory("GET", "Users", **asked, attributes="userName").json()
    body = {"schemas": [SEARCH], **asked, "attributes": ["userName"]}
    assert directory("POST", "Users/.search", body).json() == listed
    (only,) = listed["Resources"]
    assert only.keys() == {"schemas", "id", "userName"}
    assert (listed["totalResults"], listed["itemsPerPage"]) == (2, 1)
    assert error_of(directory("POST", "Users/.search", {**body, "colour": 1})) == (
        400,
        "invalidSyntax",
    )


def test_root_has_people_then_units_in_one_list(directory, institution, people):
    UnitFactory(institution=institution, name="Law")
    units = 2  # Cardiology came with a person.
    kinds = []
    for start in (1, 3, 5):
        page = directory("POST", ".search", {"schemas": [SEARCH], "startIndex": start, "count": 2})
        assert page.json()["totalResults"] == 2 + units
        kinds += [one["meta"]["resourceType"] for one in page.json()["Resources"]]
    assert kinds == ["User", "User", "Group", "Group"]
    assert directory("GET", "", count=0).json()["totalResults"] == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('meta.resourceType eq "Group"', 1),
        ('userName sw "ada"', 1),
        ('displayName eq "Cardiology"', 1),
        ('displayName sw "ada" or displayName eq "cardiology"', 2),
        ("members pr", 1),
        ("not (userName pr)", 1),
    ],
)
def test_attribute_that_one_kind_lacks_is_nowhere_there(directory, people, text, count):
    assert directory("GET", "", filter=text).json()["totalResults"] == count


def test_root_sorts_one_kind_at_a_time(directory):
    assert error_of(directory("GET", "", sortBy="id")) == (501, "")
    assert error_of(directory("GET", "", filter='colour eq "x"')) == (400, "invalidFilter")


def test_wanted_attributes_are_answered_by_reads_and_writes(directory, institution):
    wanted = {"attributes": f"userName,name.familyName,{FACULTY}"}
    keys = {"schemas", "id", "userName", "name", FACULTY}
    made = directory("POST", "Users", okta_user(), **wanted)
    assert (made.status_code, made.json().keys()) == (201, keys)
    assert made.json()["name"] == {"familyName": "Moreno"}
    path = f"Users/{made.json()['id']}"
    assert directory("GET", path, **wanted).json().keys() == keys
    assert directory("PUT", path, okta_user(), **wanted).json().keys() == keys
    change = {"Operations": [{"op": "replace", "path": "title", "value": "Dean"}]}
    assert directory("PATCH", path, change, **wanted).json().keys() == keys
    without = directory("PATCH", path, change, excludedAttributes="emails,id,name.formatted").json()
    assert "emails" not in without
    assert "formatted" not in without["name"]
    assert without["id"]


def test_members_are_named_where_that_is_asked(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    path = f"Groups/{unit.pk}"
    (plain,) = directory("GET", path).json()["members"]
    assert plain["$ref"].endswith(f"/scim/v2/Users/{member.pk}")
    assert (plain.keys(), plain["type"]) == ({"value", "$ref", "type"}, "User")
    (named,) = directory("GET", path, attributes="members.display").json()["members"]
    assert named == {"display": member.name}
    assert "members" not in directory("GET", path, excludedAttributes="members").json()
    change = {"Operations": [{"op": "add", "path": "externalId", "value": "g-1"}]}
    assert directory("PATCH", path, change).status_code == 204
    answer = directory("PATCH", path, change, attributes="externalId")
    assert (answer.status_code, answer.json()["externalId"]) == (200, "g-1")
    found = directory("GET", "Groups", filter='externalId eq "g-1"').json()
    assert found["totalResults"] == 1
