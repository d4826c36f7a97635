"""SCIM 2.0 with the requests that Okta and Entra ID send."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import error_of, okta_user

pytestmark = pytest.mark.django_db


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
    with django_assert_num_queries(6):
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


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_there_is_no_me_and_no_other_address(directory, method):
    body = None if method in ("GET", "DELETE") else {}
    assert error_of(directory(method, "Me", body)) == (501, "")
    assert error_of(directory(method, "Colours/4", body)) == (404, "")


def test_body_that_is_too_large_is_refused(directory):
    answer = directory("POST", "Users", okta_user(title="x" * 2 * 1024**2))
    assert error_of(answer) == (413, "")


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"a":' * 100_000, '{"userName": NaN}', b"\xff\xfe", '{"userName": 1e999}'],
)
def test_body_that_is_odd_breaks_nothing(directory, body):
    answer = Client().post(
        "/scim/v2/Users",
        body,
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )
    assert error_of(answer)[0] == 400


@pytest.mark.parametrize(
    "path",
    ["Users/%00", "Users/x%00y", "Users?filter=userName%20eq%20%22%00%22", "Users?sortBy=%00"],
)
def test_address_that_is_odd_breaks_nothing(directory, path):
    answer = Client().get(
        f"/scim/v2/{path}", headers={"Authorization": f"Bearer {directory.secret}"}
    )
    assert error_of(answer)[0] in (400, 404)
