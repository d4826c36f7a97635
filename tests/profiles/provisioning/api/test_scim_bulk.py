"""Many operations in one request: each by itself, with references between them, and within limits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from profiles.models import AuditEvent, HeldEnding, Membership, Unit
from profiles.provisioning.api import scim_bulk, scim_doors
from profiles.provisioning.domain.scim_models import ENTERPRISE
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import entra_user, error_of, group_body, okta_user

pytestmark = pytest.mark.django_db
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def bulk(directory: Any, *operations: Any, **more: Any) -> Any:
    body = {"schemas": [BULK], "Operations": list(operations), **more}
    return directory("POST", "Bulk", body)


def post(bulk_id: str, data: Any, path: str = "/Users") -> dict[str, Any]:
    return {"method": "POST", "path": path, "bulkId": bulk_id, "data": data}


def statuses(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["Operations"]]


def test_people_and_their_unit_are_made_whatever_their_order(directory, institution):
    group = group_body(members=[{"value": "bulkId:ada"}, {"value": "bulkId:bo"}])
    answer = bulk(
        directory,
        post("unit", group, "/Groups"),
        post("bo", entra_user(**{ENTERPRISE: {"manager": {"value": "bulkId:ada"}}})),
        post("ada", okta_user()),
        {"method": "PATCH", "path": "/Users/bulkId:bo",
         "data": {"Operations": [{"op": "Replace", "path": "title", "value": "Dean"}]}},
    )  # fmt: skip
    assert statuses(answer) == ["201", "201", "201", "200"]
    results = answer.json()["Operations"]
    assert [one.get("bulkId") for one in results] == ["unit", "bo", "ada", None]
    unit = Unit.objects.of(institution).get()
    assert {one.name for one in unit.members.all()} == {"Ada Moreno", "Bo Birch"}
    bo = Membership.objects.get(given_name="Bo")
    assert bo.supervisor is not None
    assert bo.supervisor.given_name == "Ada"
    assert results[1]["location"].endswith(f"/scim/v2/Users/{bo.pk}")
    assert results[1]["version"].startswith('W/"')


def test_what_fails_stops_no_other_and_says_why(directory):
    answer = bulk(
        directory,
        post("ada", okta_user()),
        post("twin", okta_user()),
        post("lost", entra_user(**{ENTERPRISE: {"manager": {"value": "bulkId:nobody"}}})),
        {"method": "PUT", "path": "/Users/x", "data": okta_user()},
        {"method": "PATCH", "path": "/Schemas/x", "data": {}},
        post("bo", entra_user()),
    )
    assert statuses(answer) == ["201", "409", "409", "404", "400", "201"]
    twin = answer.json()["Operations"][1]["response"]
    assert (twin["scimType"], twin["status"]) == ("uniqueness", "409")


def test_circle_of_units_and_what_no_one_foresaw_stop_no_other(directory, institution, monkeypatch):
    unit = UnitFactory(institution=institution, name="Law")

    def broken(*_given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(scim_doors.users, "withdraw_person", broken)
    circle = {"Operations": [{"op": "replace", "path": "displayName", "value": "Law / A / B"}]}
    answer = bulk(
        directory,
        post("ada", okta_user()),
        {"method": "PATCH", "path": f"/Groups/{unit.pk}", "data": circle},
        {"method": "DELETE", "path": "/Users/x"},
        post("bo", entra_user()),
    )
    assert statuses(answer) == ["201", "400", "500", "201"]


def test_it_ends_after_as_many_errors_as_were_allowed(directory):
    answer = bulk(
        directory,
        {"method": "DELETE", "path": "/Users/x"},
        {"method": "DELETE", "path": "/Users/y"},
        post("ada", okta_user()),
        failOnErrors=2,
    )
    assert statuses(answer) == ["404", "404"]
    assert not Membership.objects.filter(given_name="Ada").exists()


def test_people_who_wait_for_each_other_are_both_refused(directory):
    one = okta_user(**{ENTERPRISE: {"manager": {"value": "bulkId:b"}}})
    other = entra_user(**{ENTERPRISE: {"manager": {"value": "bulkId:a"}}})
    assert statuses(bulk(directory, post("a", one), post("b", other))) == ["409", "409"]


def test_version_that_is_not_there_any_more_is_refused(directory):
    made = directory("POST", "Users", okta_user())
    pk, version = made.json()["id"], made.json()["meta"]["version"]
    change = {"Operations": [{"op": "replace", "path": "title", "value": "Dean"}]}
    step = {"method": "PATCH", "path": f"/Users/{pk}", "version": version, "data": change}
    assert statuses(bulk(directory, step, step)) == ["200", "412"]


def test_ends_count_as_single_calls_do(directory, institution):
    """Three of four may leave; who is beyond that waits, whichever way the directory takes."""
    MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    pks = [str(MembershipFactory(institution=institution).pk) for _ in range(6)]
    off = {"Operations": [{"op": "replace", "path": "active", "value": "False"}]}
    answer = bulk(
        directory,
        {"method": "DELETE", "path": f"/Users/{pks[0]}"},
        {"method": "PATCH", "path": f"/Users/{pks[1]}", "data": off},
        {"method": "DELETE", "path": f"/Users/{pks[2]}"},
        {"method": "PATCH", "path": f"/Users/{pks[3]}", "data": off},
        {"method": "DELETE", "path": f"/Users/{pks[4]}"},
    )
    assert statuses(answer) == ["204", "200", "204", "409", "409"]
    assert set(HeldEnding.objects.values_list("member", flat=True)) == {
        one.pk for one in Membership.objects.filter(pk__in=pks[3:5])
    }
    unit = UnitFactory(institution=institution)
    members = [{"value": pk} for pk in pks[3:]]
    whole = {"method": "PUT", "path": f"/Groups/{unit.pk}",
             "data": group_body(displayName=unit.name, members=members)}  # fmt: skip
    nobody = {"method": "PUT", "path": f"/Groups/{unit.pk}",
              "data": group_body(displayName=unit.name, members=[])}  # fmt: skip
    assert statuses(bulk(directory, whole, nobody)) == ["200", "200"]
    # Who is moved in and out of units has neither left nor been said to be here.
    assert Membership.objects.current().filter(pk__in=pks).count() == 3
    assert HeldEnding.objects.count() == 2


def test_no_one_of_another_institution_is_reached(directory):
    unit = UnitFactory()
    other = MembershipFactory(institution=unit.institution, unit=unit)
    member = {"value": str(other.pk)}
    answer = bulk(
        directory,
        {"method": "DELETE", "path": f"/Users/{other.pk}"},
        {"method": "PATCH", "path": f"/Groups/{unit.pk}",
         "data": {"Operations": [{"op": "remove", "path": "members"}]}},
        post("g", group_body(members=[member]), "/Groups"),
        post("u", okta_user(**{ENTERPRISE: {"manager": member}})),
    )  # fmt: skip
    assert statuses(answer) == ["404", "404", "400", "400"]
    before = other.updated_at
    other.refresh_from_db()
    assert other.updated_at == before


def test_no_one_gets_a_role(directory, institution):
    member = MembershipFactory(institution=institution)
    data = okta_user(roles=[{"value": "director"}])
    answer = bulk(
        directory,
        {"method": "PUT", "path": f"/Users/{member.pk}", "data": data},
        {"method": "PATCH", "path": f"/Users/{member.pk}",
         "data": {"Operations": [{"op": "add", "path": "roles", "value": [{"value": "ombuds"}]}]}},
    )  # fmt: skip
    assert statuses(answer) == ["200", "400"]
    member.refresh_from_db()
    assert member.offices == []
    assert "roles" not in directory("GET", f"Users/{member.pk}").json()
    assert not AuditEvent.objects.filter(verb__startswith="role").exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Operations": []}, (400, "invalidSyntax")),
        ({"Operations": "x"}, (400, "invalidSyntax")),
        ({"Operations": [{}], "colour": 1}, (400, "invalidSyntax")),
        ({"Operations": ["x"]}, (400, "invalidSyntax")),
        ({"Operations": [{"method": "TRACE", "path": "/Users"}]}, (400, "invalidSyntax")),
        ({"Operations": [{"method": "POST", "path": "/Users", "data": {}}]}, (400, "invalidValue")),
        ({"Operations": [{"method": "DELETE", "path": 5}]}, (400, "invalidSyntax")),
        ({"Operations": [{"method": "DELETE", "path": "/Users/x"}], "failOnErrors": 0},
         (400, "invalidValue")),
        ({"Operations": [{"method": "DELETE", "path": "/Users/x"}] * 101}, (413, "tooMany")),
    ],
)  # fmt: skip
def test_request_that_is_none_is_refused(directory, body, expected):
    assert error_of(directory("POST", "Bulk", body)) == expected


def test_limits_are_those_that_are_declared(directory):
    declared = directory("GET", "ServiceProviderConfig").json()["bulk"]
    assert declared == {"supported": True, "maxOperations": 100, "maxPayloadSize": 1024**2}
    large = post("a", okta_user(title="x" * 1024**2))
    assert len(json.dumps(large)) > declared["maxPayloadSize"]
    answer = bulk(directory, large)
    assert error_of(answer) == (413, "")
    assert "1048576" in answer.json()["detail"]


def test_what_takes_too_long_is_sent_again(directory, monkeypatch):
    monkeypatch.setattr(scim_bulk, "LONGEST", -1.0)
    answer = bulk(directory, post("ada", okta_user()))
    assert statuses(answer) == ["503"]
    assert not Membership.objects.exists()
