"""Groups of SCIM 2.0, which are an institution's units: made, filled, renamed and deleted."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from profiles.api_access.webhooks.domain import create_endpoint
from profiles.models import Membership, Unit
from profiles.provisioning.domain import scim_groups
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory
from tests.profiles.provisioning.directory import PATCH, error_of, group_body

pytestmark = pytest.mark.django_db


def test_group_is_a_unit_with_people(directory, institution):
    ada, bo = (MembershipFactory(institution=institution) for _ in range(2))
    made = directory(
        "POST", "Groups", group_body(members=[{"value": str(ada.pk), "display": "Ada"}])
    )
    assert made.status_code == 201
    unit = Unit.objects.get()
    assert (unit.name, unit.parent, list(unit.members.all())) == ("Cardiology", None, [ada])
    address = f"Groups/{unit.pk}"

    # Entra ID adds one; Okta removes one by a filter; Entra ID removes by value; Okta replaces all.
    steps = [
        ({"op": "Add", "path": "members", "value": [{"value": str(bo.pk)}]}, {ada, bo}),
        ({"op": "remove", "path": f'members[value eq "{ada.pk}"]'}, {bo}),
        ({"op": "Remove", "path": "members", "value": [{"value": str(bo.pk)}]}, set()),
        ({"op": "replace", "value": {"members": [{"value": str(ada.pk)}]}}, {ada}),
        ({"op": "replace", "value": {"id": str(unit.pk), "displayName": "Heart"}}, {ada}),
    ]
    for operation, members in steps[:4]:
        answer = directory("PATCH", address, {"schemas": [PATCH], "Operations": [operation]})
        assert answer.status_code == 204, answer.content
        assert set(unit.members.all()) == members
    answer = directory(
        "PATCH",
        address,
        {"Operations": [{"op": "replace", "path": "displayName", "value": "Heart"}]},
    )
    unit.refresh_from_db()
    assert (answer.status_code, unit.name) == (204, "Heart")
    body = directory("GET", address).json()
    assert [one["value"] for one in body["members"]] == [str(ada.pk)]


def test_group_is_found_by_name_and_by_path(directory, institution):
    medicine = UnitFactory(institution=institution, name="Medicine")
    unit = UnitFactory(institution=institution, name="Cardiology", parent=medicine)
    for name in ("Cardiology", "cardiology", "Medicine / Cardiology"):
        found = directory(
            "GET", "Groups", filter=f'displayName eq "{name}"', excludedAttributes="members"
        ).json()
        assert [one["id"] for one in found["Resources"]] == [str(unit.pk)]
        assert "members" not in found["Resources"][0]
    assert directory("GET", "Groups", filter='displayName eq "None"').json()["totalResults"] == 0
    assert error_of(directory("GET", "Groups", filter='colour eq "x"')) == (400, "invalidFilter")


def test_person_moves_from_one_unit_to_another(directory, institution):
    here, there = UnitFactory(institution=institution), UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=here)
    body = group_body(displayName=there.name, members=[{"value": str(member.pk)}])
    assert directory("PUT", f"Groups/{there.pk}", body).status_code == 200
    member.refresh_from_db()
    assert member.unit == there


def test_who_has_left_is_not_brought_back_by_their_unit(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, end_date="2026-01-31")
    operation = {"op": "add", "path": "members", "value": [{"value": str(member.pk)}]}
    directory("PATCH", f"Groups/{unit.pk}", {"Operations": [operation]})
    member.refresh_from_db()
    assert (str(member.end_date), member.unit) == ("2026-01-31", unit)


def test_stranger_is_not_taken_into_a_group(directory, institution):
    other = MembershipFactory()
    answer = directory("POST", "Groups", group_body(members=[{"value": str(other.pk)}]))
    assert error_of(answer) == (400, "invalidValue")
    assert Unit.objects.filter(institution=institution).count() == 0


def test_group_is_deleted_and_its_people_stay(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    assert directory("DELETE", f"Groups/{unit.pk}").status_code == 204
    member.refresh_from_db()
    assert (member.unit, member.end_date) == (None, None)
    above = UnitFactory(institution=institution)
    UnitFactory(institution=institution, parent=above)
    assert error_of(directory("DELETE", f"Groups/{above.pk}"))[0] == 409


@pytest.mark.parametrize("size", [1_000, 1])
def test_group_that_is_needed_keeps_its_people(directory, institution, monkeypatch, size):
    monkeypatch.setattr(scim_groups, "SIZE", size)
    unit = UnitFactory(institution=institution)
    MembershipFactory.create_batch(2, institution=institution, unit=unit)
    below = UnitFactory(institution=institution, parent=unit)
    refused = directory("DELETE", f"Groups/{unit.pk}")

    assert error_of(refused)[0] == 409
    assert unit.members.count() == 2
    below.delete()
    assert directory("DELETE", f"Groups/{unit.pk}").status_code == 204


def test_who_listens_is_told_of_a_group_renamed_moved_and_deleted(directory, institution):
    endpoint = create_endpoint(
        institution, url="https://his.example/in", events=["unit.updated", "unit.removed"],
        actor=None,
    )  # fmt: skip
    unit = UnitFactory(institution=institution, name="Cardiology")
    for name in ("Heart", "Heart", "Medicine / Heart"):
        body = group_body(displayName=name)
        assert directory("PUT", f"Groups/{unit.pk}", body).status_code == 200
    assert directory("DELETE", f"Groups/{unit.pk}").status_code == 204

    told = [json.loads(one.event.body) for one in endpoint.deliveries.order_by("id")]
    assert [(one["type"], one["data"].get("changed")) for one in told] == [
        ("unit.updated", ["name"]),
        ("unit.updated", ["parent"]),
        ("unit.removed", None),
    ]


def test_group_for_which_someone_has_a_staff_role_is_not_deleted(directory, institution):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    role = StaffRoleFactory(
        membership=member, role="coordinator", scope_kind="unit", scope_id=unit.pk
    )
    refused = directory("DELETE", f"Groups/{unit.pk}")
    member.refresh_from_db()

    assert (error_of(refused)[0], member.unit) == (409, unit)
    assert "A director has to revoke it first" in refused.json()["detail"]
    role.ended_at = timezone.now()
    role.save()
    assert directory("DELETE", f"Groups/{unit.pk}").status_code == 204


@pytest.mark.parametrize("body", [{}, {"displayName": " "}, {"displayName": "A//B"},
                                  {"displayName": "A", "members": "x"}])  # fmt: skip
def test_group_without_a_name_or_with_odd_members_is_refused(directory, body):
    assert error_of(directory("POST", "Groups", body)) == (400, "invalidValue")
    assert Unit.objects.count() == 0


def test_second_group_of_the_same_name_is_a_conflict(directory):
    directory("POST", "Groups", group_body())
    again = directory("POST", "Groups", group_body(displayName="cardiology"))
    assert error_of(again) == (409, "uniqueness")


def test_many_people_are_moved_in_parts_and_few_by_themselves(directory, institution, monkeypatch):
    monkeypatch.setattr(scim_groups, "SIZE", 2)
    unit = UnitFactory(institution=institution)
    people = [MembershipFactory(institution=institution) for _ in range(5)]
    members = [{"value": str(one.pk)} for one in people]
    path = f"Groups/{unit.pk}"
    made = directory("PUT", path, group_body(displayName=unit.name, members=members))
    assert made.status_code == 200
    assert {one["value"] for one in made.json()["members"]} == {one["value"] for one in members}
    lost = [*members[:3], {"value": str(MembershipFactory().pk)}]
    whole = group_body(displayName="Other", members=lost)
    assert error_of(directory("PUT", path, whole)) == (400, "invalidValue")
    unit.refresh_from_db()
    assert (unit.name == "Other", unit.members.count()) == (False, 5)
    nobody = {"Operations": [{"op": "remove", "path": "members"}]}
    assert directory("PATCH", path, nobody).status_code == 204
    assert unit.members.count() == 0


def test_who_is_in_another_unit_by_then_stays_there(directory, institution, monkeypatch):
    """Many leave a group in parts; meanwhile a process beside this one puts some into another."""
    monkeypatch.setattr(scim_groups, "SIZE", 2)
    left, joined = (UnitFactory(institution=institution) for _ in range(2))
    people = MembershipFactory.create_batch(5, institution=institution, unit=left)
    moved = sorted(people, key=lambda one: str(one.pk))[2:4]
    write, parts = scim_groups.apply_rows, []

    def write_and_move(*given, **more):
        write(*given, **more)
        if not parts:
            Membership.objects.filter(pk__in=[one.pk for one in moved]).update(unit=joined)
        parts.append(given)

    monkeypatch.setattr(scim_groups, "apply_rows", write_and_move)
    nobody = {"Operations": [{"op": "remove", "path": "members"}]}
    assert directory("PATCH", f"Groups/{left.pk}", nobody).status_code == 204
    monkeypatch.undo()
    assert (left.members.count(), set(joined.members.all())) == (0, set(moved))


@pytest.mark.parametrize(
    ("operations", "left"),
    [
        ([{"op": "add", "path": "members", "value": [{"value": "c"}]}], "abc"),
        ([{"op": "add", "path": "members", "value": {"value": "c"}}], "abc"),
        ([{"op": "add", "value": {"members": [{"value": "c"}]}}], "abc"),
        ([{"op": "replace", "path": "members", "value": [{"value": "c"}]}], "c"),
        ([{"op": "replace", "path": "members", "value": []}], ""),
        ([{"op": "remove", "path": 'members[value eq "a"]'}], "b"),
        ([{"op": "remove", "path": 'members[value eq "a" or value eq "b"]'}], ""),
        ([{"op": "remove", "path": 'members[type eq "User"]'}], ""),
        ([{"op": "remove", "path": "members", "value": [{"value": "b"}]}], "a"),
        ([{"op": "remove", "path": "members"}, {"op": "add", "path": "members", "value": [{"value": "c"}]}], "c"),
        ([{"op": "remove", "path": 'members[value eq "c"]'}], "ab"),
    ],
)  # fmt: skip
def test_each_way_to_say_who_is_in_a_group(directory, institution, operations, left):
    unit = UnitFactory(institution=institution)
    people = {
        name: MembershipFactory(institution=institution, unit=unit if name in "ab" else None)
        for name in "abc"
    }
    text = json.dumps({"Operations": operations})
    for name, one in people.items():
        text = text.replace(f'"{name}"', f'"{one.pk}"').replace(f'\\"{name}\\"', f'\\"{one.pk}\\"')
    answer = directory("PATCH", f"Groups/{unit.pk}", json.loads(text))
    assert answer.status_code == 204, answer.content
    assert set(unit.members.all()) == {people[name] for name in left}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "replace", "path": "id", "value": "x"}, (400, "mutability")),
        ({"op": "remove", "path": "displayName"}, (400, "mutability")),
        ({"op": "add", "path": "colour", "value": "x"}, (400, "invalidPath")),
        ({"op": "replace", "path": 'members[value eq "MEMBER"].value', "value": "x"}, (400, "mutability")),
        ({"op": "add", "path": "members", "value": [{"value": "x", "colour": 1}]}, (400, "invalidValue")),
    ],
)  # fmt: skip
def test_what_cannot_be_done_to_a_group_is_said(directory, institution, operation, expected):
    unit = UnitFactory(institution=institution)
    member = MembershipFactory(institution=institution, unit=unit)
    body = json.loads(json.dumps({"Operations": [operation]}).replace("MEMBER", str(member.pk)))
    assert error_of(directory("PATCH", f"Groups/{unit.pk}", body)) == expected
    assert list(unit.members.all()) == [member]
