"""A directory reads back what it sent while that holds here, and what we know where it does not."""

from __future__ import annotations

import pytest

from profiles.models import Membership
from profiles.provisioning.domain.scim_models import ENTERPRISE
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import entra_user, okta_user

pytestmark = pytest.mark.django_db


def test_person_of_whom_no_directory_spoke_is_told_as_we_know_them(directory, institution):
    unit = UnitFactory(institution=institution, name="Law")
    member = MembershipFactory(institution=institution, unit=unit, external_id="E7")
    body = directory("GET", f"Users/{member.pk}").json()
    assert (body["displayName"], body["name"]["formatted"]) == (member.name, member.name)
    assert body["emails"] == [{"value": member.email, "type": "work", "primary": True}]
    assert body[ENTERPRISE] == {"employeeNumber": "E7", "department": "Law"}
    assert body["groups"] == [
        {
            "value": str(unit.pk),
            "$ref": body["groups"][0]["$ref"],
            "display": "Law",
            "type": "direct",
        }
    ]


def test_what_the_roster_changed_since_is_told_as_it_is(directory, institution):
    pk = directory("POST", "Users", entra_user()).json()["id"]
    law = UnitFactory(institution=institution, name="Law")
    Membership.objects.filter(pk=pk).update(unit=law, address="new@north.example")
    body = directory("GET", f"Users/{pk}").json()
    assert body[ENTERPRISE]["department"] == "Law"
    assert [one["value"] for one in body["emails"]] == ["new@north.example"]
    assert body["title"] == "Associate Professor"


def test_number_that_was_made_from_another_name_is_not_said_to_be_theirs(directory):
    body = directory("POST", "Users", okta_user()).json()
    assert "employeeNumber" not in body.get(ENTERPRISE, {})
    assert Membership.objects.get().external_id == "00ujl29u0le5T6Aj10h7"


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ({"name": None, "displayName": "Ada B. Moreno"}, ("Ada B.", "Moreno")),
        ({"name": {"givenName": "Suharto"}}, ("Suharto", None)),
        ({"name": {"givenName": "", "familyName": "Ö"}}, (None, "Ö")),
        ({"name": {"formatted": "X Y"}, "displayName": "Ada Moreno"}, ("Ada", "Moreno")),
    ],
)
def test_name_is_taken_from_what_there_is(directory, sent, names):
    body = directory("POST", "Users", okta_user(**sent)).json()
    assert (body["name"].get("givenName"), body["name"].get("familyName")) == names
    assert Membership.objects.get().name == " ".join(one for one in names if one)


def test_someone_without_any_name_is_refused(directory):
    body = directory("POST", "Users", okta_user(name={}, displayName="")).json()

    assert (body["status"], body["detail"]) == (
        "400",
        "name.givenName: Enter a first name or a last name.",
    )
