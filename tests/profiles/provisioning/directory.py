"""A directory that talks SCIM to us, and the bodies that Okta and Entra ID send."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from profiles.models import (
    Institution,
    Membership,
)
from profiles.provisioning.domain.scim_models import ENTERPRISE, GROUP, USER
from profiles.provisioning.domain.tokens import issue_token
from profiles.vocabulary import Rank
from tests.factories import UserFactory

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """What talks SCIM to us with one institution's token."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        self.token, self.secret = issue_token(
            institution, label="Okta", default_rank=Rank.INSTRUCTOR, actor=UserFactory()
        )

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        return Client().generic(
            method,
            f"/scim/v2/{path}",
            self.written(body),
            content_type="application/scim+json",
            query_params=query,
            headers={"Authorization": f"Bearer {self.secret}"},
        )

    def written(self, body: Any) -> str:
        return json.dumps(body) if body is not None else ""

    def patch(self, member: Membership, *operations: dict[str, Any]) -> Any:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self("PATCH", f"Users/{member.pk}", body)


def error_of(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(answer.status_code)
    assert answer["Content-Type"].startswith("application/scim+json")
    return answer.status_code, body.get("scimType", "")


def okta_user(**more: Any) -> dict[str, Any]:
    """As Okta creates someone."""
    return {
        "schemas": [USER],
        "userName": "ada@north.example",
        "name": {"givenName": "Ada", "familyName": "Moreno"},
        "emails": [{"primary": True, "value": "ada@north.example", "type": "work"}],
        "displayName": "Ada Moreno",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }


def entra_user(**more: Any) -> dict[str, Any]:
    """As Entra ID creates someone."""
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "bo@north.example",
        "active": True,
        "displayName": "Bo Birch",
        "emails": [{"type": "work", "value": "Bo.Birch@north.example", "primary": True}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Bo Birch", "familyName": "Birch", "givenName": "Bo"},
        "title": "Associate Professor",
        "phoneNumbers": [{"value": "555", "type": "work"}],
        ENTERPRISE: {"employeeNumber": "F10482", "department": "Cardiology"},
        **more,
    }


def group_body(**more: Any) -> dict[str, Any]:
    return {"schemas": [GROUP], "displayName": "Cardiology", "members": [], **more}
