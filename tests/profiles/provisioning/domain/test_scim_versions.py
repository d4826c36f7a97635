"""Versions: who read an older one changes nothing, and who knows the present one reads nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from profiles.models import Membership, Unit
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import error_of, group_body, okta_user

pytestmark = pytest.mark.django_db
TITLE = {"Operations": [{"op": "replace", "path": "title", "value": "Dean"}]}


@pytest.fixture
def ask(directory):
    def asked(method: str, path: str, body: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/scim/v2/{path}",
            directory.written(body),
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {directory.secret}", **headers},
        )

    return asked


def test_who_read_an_older_version_changes_nothing(directory, ask):
    made = directory("POST", "Users", okta_user())
    path, first = f"Users/{made.json()['id']}", made["ETag"]
    assert made.json()["meta"]["version"] == first == directory("GET", path)["ETag"]

    changed = ask("PATCH", path, TITLE, **{"If-Match": first})
    assert (changed.status_code, changed["ETag"] == first) == (200, False)
    for method, body in (("PATCH", TITLE), ("PUT", okta_user()), ("DELETE", None)):
        assert error_of(ask(method, path, body, **{"If-Match": first})) == (412, "")
    assert Membership.objects.current().count() == 1
    assert (
        ask("PUT", path, okta_user(), **{"If-Match": f'"x", {changed["ETag"]}'}).status_code == 200
    )
    assert ask("DELETE", path, **{"If-Match": "*"}).status_code == 204


def test_who_knows_the_version_is_told_so_and_no_more(directory, ask):
    made = directory("POST", "Users", okta_user())
    path = f"Users/{made.json()['id']}"
    known = ask("GET", path, **{"If-None-Match": made["ETag"]})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", made["ETag"])
    directory("PATCH", path, TITLE)
    assert ask("GET", path, **{"If-None-Match": made["ETag"]}).status_code == 200


def test_group_has_another_version_once_anyone_is_in_it(directory, institution, ask):
    unit = UnitFactory(institution=institution)
    path = f"Groups/{unit.pk}"
    first = directory("GET", path)["ETag"]
    assert directory("GET", path, excludedAttributes="members")["ETag"] == first
    MembershipFactory(institution=institution, unit=unit)
    assert directory("GET", path)["ETag"] != first
    body = group_body(displayName="Other")
    for method, sent in (("PATCH", TITLE), ("PUT", body), ("DELETE", None)):
        assert error_of(ask(method, path, sent, **{"If-Match": first})) == (412, "")
    assert Unit.objects.get(pk=unit.pk).name == unit.name


def test_change_of_the_roster_is_another_version(directory):
    made = directory("POST", "Users", okta_user())
    Membership.objects.update(specialty="Imaging")
    assert directory("GET", f"Users/{made.json()['id']}")["ETag"] != made["ETag"]
