"""SCIM 2.0 with the requests that Okta and Entra ID send."""

from __future__ import annotations

import pytest
from django.test import Client

from profiles.models import (
    Membership,
)
from profiles.provisioning.domain.scim_resources import ENTERPRISE, FACULTY, GROUP, USER
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import entra_user, error_of, okta_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ('userName eq "ada@north.example"', {"ada"}),
        ('externalId eq "00ujl29u0le5T6Aj10h7"', {"ada"}),
        ('emails[type eq "work"].value eq "BO.BIRCH@north.example"', {"bo"}),
        ('emails.value eq "bo.birch@north.example"', {"bo"}),
        ('emails eq "bo.birch@north.example"', {"bo"}),
        ("active eq true", {"ada"}),
        ("active eq false", {"bo"}),
        ('active eq "False"', {"bo"}),
        ('userName sw "ada" or name.familyName eq "birch"', {"ada", "bo"}),
        (f'{USER}:userName eq "ada@north.example"', {"ada"}),
        ('userName eq "nobody" and active eq true', set()),
    ],
)
def test_filters(directory, text, whom):
    keys = {"ada": directory("POST", "Users", okta_user()).json()["id"]}
    keys["bo"] = directory("POST", "Users", entra_user()).json()["id"]
    directory.patch(
        Membership.objects.get(pk=keys["bo"]), {"op": "replace", "value": {"active": False}}
    )
    found = directory("GET", "Users", filter=text).json()
    assert {one["id"] for one in found["Resources"]} == {keys[name] for name in whom}
    assert found["totalResults"] == len(whom)


@pytest.mark.parametrize(
    "text",
    ["userName eq", "((((", 'colour eq "blue"', 'userName eq "a" and colour eq "b"', "x" * 2000,
     'userName eq "', "(" * 900 + "x", "active gt 3"],
)  # fmt: skip
def test_filter_that_is_not_understood_is_refused(directory, text):
    assert error_of(directory("GET", "Users", filter=text)) == (400, "invalidFilter")


def test_pages(directory, institution):
    keys = sorted(str(MembershipFactory(institution=institution).pk) for _ in range(5))
    seen = []
    for start in (1, 3, 5):
        page = directory("GET", "Users", startIndex=start, count=2).json()
        assert (page["totalResults"], page["startIndex"]) == (5, start)
        assert page["itemsPerPage"] == len(page["Resources"])
        seen += [one["id"] for one in page["Resources"]]
    assert seen == keys
    assert directory("GET", "Users", count=0).json()["Resources"] == []
    assert directory("GET", "Users", startIndex=-3, count=1).json()["startIndex"] == 1
    assert error_of(directory("GET", "Users", startIndex="x"))[0] == 400


def test_list_takes_the_same_number_of_queries_at_1_and_3(
    directory, institution, django_assert_num_queries
):
    def make() -> None:
        unit = UnitFactory(institution=institution)
        chief = MembershipFactory(institution=institution, unit=unit)
        MembershipFactory(institution=institution, unit=unit, supervisor=chief)

    make()
    directory("GET", "Users")
    with django_assert_num_queries(4) as one:
        directory("GET", "Users")
    make()
    make()
    with django_assert_num_queries(len(one.captured_queries)):
        directory("GET", "Users")
    with django_assert_num_queries(5):
        directory("GET", "Groups")


def test_nothing_of_another_institution_is_there(directory):
    unit = UnitFactory()
    other = MembershipFactory(institution=unit.institution, unit=unit)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = okta_user() if method == "PUT" else {"Operations": [{"op": "add", "value": {}}]}
        answer = directory(
            method, f"Users/{other.pk}", None if method in ("GET", "DELETE") else body
        )
        assert error_of(answer) == (404, "")
        answer = directory(
            method, f"Groups/{other.unit.pk}", None if method in ("GET", "DELETE") else body
        )
        assert error_of(answer) == (404, "")
    assert directory("GET", "Users").json()["totalResults"] == 0
    assert directory("GET", "Groups").json()["totalResults"] == 0


@pytest.mark.parametrize("body", ["{", "[]", '"x"', ""])
def test_body_that_is_no_object_is_refused(directory, body):
    answer = Client().post(
        "/scim/v2/Users",
        body,
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )
    assert error_of(answer)[0] == 400


def test_service_says_what_it_can(directory):
    config = directory("GET", "ServiceProviderConfig").json()
    assert (config["patch"]["supported"], config["bulk"]["supported"]) == (True, False)
    schemas = {one["id"] for one in directory("GET", "Schemas").json()["Resources"]}
    assert schemas == {USER, ENTERPRISE, FACULTY, GROUP}
    types = directory("GET", "ResourceTypes").json()["Resources"]
    assert [(one["name"], one["endpoint"]) for one in types] == [
        ("User", "/Users"),
        ("Group", "/Groups"),
    ]
    assert directory("GET", f"Schemas/{USER}").json()["name"] == "User"
    assert directory("GET", "ResourceTypes/Group").json()["schema"] == GROUP
    assert error_of(directory("GET", "Schemas/nonsense")) == (404, "")


# Groups -------------------------------------------------------------------------------------
