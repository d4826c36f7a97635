"""What the service says of itself is so: a tester that others wrote finds nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from wsgiref.headers import Headers

import pytest
from django.conf import settings
from django.test import Client
from scim2_client.engines.inprocess import InProcessResponse
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY, GROUP, USER
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import error_of

pytestmark = pytest.mark.django_db


class ClientOfOthers(WSGISCIMClient):
    """A client that others wrote, over the test client: a WSGI call would close the test's connection.

    A person has a given name or a family name, which no schema can say: where it leaves both out, one is added.
    """

    def request(self, method: str, url: str, **kwargs: Any) -> InProcessResponse:
        path = urlsplit(url).path if "://" in url else f"/scim/v2/{url.lstrip('/')}"
        if method in ("POST", "PUT") and path.startswith("/scim/v2/Users"):
            body = kwargs["json"]
            body["name"] = body.get("name") or {"familyName": "Suharto"}
        answer = Client().generic(
            method,
            path,
            json.dumps(kwargs["json"]) if kwargs.get("json") is not None else "",
            content_type="application/scim+json",
            query_params=dict(kwargs.get("params") or {}),
            headers=dict(self.headers) | dict(kwargs.get("headers") or {}),
        )
        return InProcessResponse(answer.status_code, Headers(list(answer.items())), answer.content)


@pytest.mark.tools
def test_tester_of_others_finds_nothing(directory, institution):
    institution.most_endings = 10_000
    institution.save()
    client = ClientOfOthers(
        None,
        base_url=f"{settings.SITE_URL}/scim/v2",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )

    results = check_server(client)

    found = [one for one in results if one.status not in (Status.SUCCESS, Status.COMPLIANT)]
    assert [f"{one.title} {one.resource_type}: {one.reason} {one.data}" for one in found] == []
    assert len(results) > 50


def test_service_says_what_it_can(directory):
    config = directory("GET", "ServiceProviderConfig").json()
    assert (config["patch"]["supported"], config["bulk"]["supported"]) == (True, True)
    assert (config["sort"]["supported"], config["etag"]["supported"]) == (True, True)
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


def test_every_attribute_that_is_answered_is_declared(directory, institution):
    member = MembershipFactory(
        institution=institution,
        unit=UnitFactory(institution=institution),
        supervisor=MembershipFactory(institution=institution),
    )
    declared = {
        one["id"]: {
            attribute["name"]: {part["name"] for part in attribute.get("subAttributes", [])}
            for attribute in one["attributes"]
        }
        for one in directory("GET", "Schemas").json()["Resources"]
    }
    person = directory("GET", f"Users/{member.pk}").json()
    group = directory(
        "GET", f"Groups/{member.unit_id}", attributes="members.display,members"
    ).json()

    assert person.keys() - {"schemas", "id", "meta", ENTERPRISE, FACULTY} <= declared[USER].keys()
    assert set(person["emails"][0]) <= declared[USER]["emails"]
    assert set(person["groups"][0]) == declared[USER]["groups"]
    assert person[ENTERPRISE].keys() <= declared[ENTERPRISE].keys()
    assert set(group["members"][0]) <= declared[GROUP]["members"]
    assert declared[GROUP]["members"] == {"value", "$ref", "type", "display"}


@pytest.mark.parametrize("path", ["Schemas", "ResourceTypes"])
def test_what_describes_is_not_filtered_nor_written(directory, path):
    assert error_of(directory("GET", path, filter='id eq "x"')) == (403, "")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert error_of(directory(method, path, {}))[0] == 405
